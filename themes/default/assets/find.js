// Finds articles by what is known of a case. It asks the folder `routes/` of its own tree and nothing else.
//
// A copy with an address that stays is `routes/find.js`, for hosts. So this names no other module.

const FOLDER = new URL("../routes/", import.meta.url);
const KEYS = ["article", "topic", "scenario", "symptom", "product"];

// A key as keys compare: without white space around it, and without ASCII case.
const plain = (text) => String(text).replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "").replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const shard = (key, shards) => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % shards;
};

const read = async (file) => {
  const answer = await fetch(new URL(file, FOLDER));
  if (!answer.ok) throw new Error(`cannot read routes/${file}: ${answer.status}`);
  return answer.json();
};

// What is `own` of an object made from JSON: a key may be `constructor`.
const own = (object, key) => (object && Object.hasOwn(object, key) ? object[key] : undefined);

/** The articles of a key, in the order of the shard. */
const lookUp = async (by, key, shards) => {
  const found = [];
  for (let file = shards && `${shard(key, shards)}.json`; file; ) {
    const { keys, next, articles } = await read(`${by}/${file}`);
    found.push(...(own(keys, key) ?? []).map((at) => articles[at]));
    file = own(next, key);
  }
  return found;
};

/** The articles that fit, best first. Among equally good ones the order stays. */
const choose = (articles, { product, tags, kind }) => {
  const fitting = [];
  for (const article of articles) {
    const [products, named] = [article.products ?? [], article.tags ?? []].map((names) => names.map(plain));
    const namesProduct = products.includes(product);
    const shared = tags.filter((tag) => named.includes(tag));
    if (kind && kind !== article.kind) continue;
    if (product && products.length && !namesProduct) continue;
    if (tags.length && named.length && !shared.length) continue;
    fitting.push({ ...article, why: { product: Boolean(product) && namesProduct, tags: shared } });
  }
  return fitting.sort(({ why: a }, { why: b }) => b.product - a.product || b.tags.length - a.tags.length);
};

/**
 * The articles for a case, best first; none where nothing is found.
 *
 * Of `article`, `topic`, `scenario`, `symptom` and `product` at least one is given, and an article has to have them all.
 * Beside another key, `product` chooses; `tags`, a list or a text with commas, and `kind` always do.
 */
export const find = async (request) => {
  const { tags = [], kind, ...given } = request ?? {};
  const wanted = new Map(KEYS.map((by) => [by, plain(given[by] ?? "")]).filter(([, key]) => key));
  if (!wanted.size) throw new TypeError(`give one of ${KEYS.join(", ")}`);
  const product = wanted.get("product");
  if (wanted.size > 1) wanted.delete("product");
  const { shards } = await read("index.json");
  const [first, ...others] = await Promise.all([...wanted].map(([by, key]) => lookUp(by, key, own(shards, by))));
  const addresses = others.map((articles) => new Set(articles.map(({ url }) => url)));
  const shared = first.filter(({ url }) => addresses.every((set) => set.has(url)));
  const named = [tags].flat().flatMap((text) => String(text).split(/[,;]/)).map(plain).filter(Boolean);
  const chosen = choose(shared, { product, tags: [...new Set(named)], kind: plain(kind ?? "") });
  return chosen.map((article) => ({ ...article, href: new URL(`..${article.url}`, FOLDER).href }));
};
