// Searches every word of every article, by the index in `pagefind/`.

const FILTERS = ["kind", "service", "resource", "tag"];

// An excerpt comes as HTML in which only `<mark>` is an element. It becomes pieces of text; every second one is marked.
const pieces = (html) => html.split(/<\/?mark>/).map((text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));

const load = async (result) => {
  const { raw_url: url, excerpt, meta } = await result.data();
  return { title: [meta.title], url, kind: meta.kind, way: meta.way ? meta.way.split(" / ") : [], excerpt: pieces(excerpt) };
};

/** The search of a tree; `root` is its address. */
export const start = async (root) => {
  const pagefind = await import(new URL("pagefind/pagefind.js", root).href);
  // Its worker is made from an address as text, which the policy of the page allows nobody.
  await pagefind.options({ noWorker: true, excerptLength: 28, ranking: { metaWeights: { title: 6, way: 0.5, kind: 0 } } });
  await pagefind.init();
  await pagefind.filters();
  return async (text, chosen) => {
    const { results, filters, totalFilters } = await pagefind.search(text, { filters: chosen });
    const counts = {};
    for (const name of FILTERS) {
      const found = Object.entries((name in chosen ? totalFilters : filters)[name] ?? {});
      counts[name] = new Map(found.filter(([, count]) => count));
    }
    return { total: results.length, counts, results: results.map((result) => ({ load: () => load(result) })) };
  };
};
