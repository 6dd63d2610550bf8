// Searches every word of every article, by the index in `pagefind/`.

const FILTERS = ["kind", "service", "resource", "tag"];

// An excerpt comes as HTML in which only `<mark>` is an element. It becomes pieces of text; every second one is marked.
const pieces = (html) => html.split(/<\/?mark>/).map((text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));

const load = async (result) => {
  const { raw_url: url, excerpt, meta, filters } = await result.data();
  const { kind, service = [], resource = [] } = filters;
  return { title: [meta.title], url, kind: kind[0], way: [service[0], resource[0]].filter(Boolean), excerpt: pieces(excerpt) };
};

// Its worker is made from an address as text, which the policy of the page allows nobody.
const OPTIONS = { noWorker: true, excerptLength: 28, excerptEllipsis: "…", ranking: { metaWeights: { title: 6 } } };

/** The search of a tree; `root` is its address. */
export const start = async (root) => {
  const { createInstance } = await import(new URL("pagefind/pagefind.js", root).href);
  // To count what filters would leave takes several times as long as to search, so whoever does not ask does not wait.
  const [plain, counting] = [createInstance(OPTIONS), createInstance(OPTIONS)];
  await plain.init();
  let filters;
  const answer = async (text, chosen) => {
    await (filters ??= counting.filters());
    return counting.search(text, { filters: chosen });
  };
  return async (text, chosen) => {
    const isChosen = Object.keys(chosen).length > 0;
    const { results } = isChosen ? await answer(text, chosen) : await plain.search(text);
    const count = async () => {
      const { filters: left, totalFilters: all } = await answer(text, chosen);
      const values = (name) => Object.entries((name in chosen ? all : left)[name] ?? {}).filter(([, number]) => number);
      return Object.fromEntries(FILTERS.map((name) => [name, new Map(values(name))]));
    };
    return { count, results: results.map((result) => ({ load: () => load(result) })) };
  };
};
