// Holds the lookup of built trees of real articles against their catalogues, in an independent reading of the rules.
//
//     node tests/routes.mjs TREES      the folder of the trees
//
// In each tree: every article is found by each of its keys and nothing else is; what a shard says of an article is what
// the catalogue says; random requests are answered by the rules; files are few and small. Then the requests of
// `tests/lookup/real.json`, whose answers were chosen by people.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [trees] = process.argv.slice(2);
const MOST_FILES = 400;
const MOST_BYTES = 64_000;
const REQUESTS = 1000;

// The script reads files where it would ask a server. Shards are kept, as a browser would.
const kept = new Map();
globalThis.fetch = async (url) => {
  const path = fileURLToPath(url);
  if (!kept.has(path)) kept.set(path, JSON.parse(readFileSync(path, "utf8")));
  return { ok: true, json: async () => kept.get(path) };
};

const wrong = [];
const same = (what, found, wanted) => {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) wrong.push(`${what}\n  found  ${JSON.stringify(found)}\n  wanted ${JSON.stringify(wanted)}`);
};
const plain = (text) => text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const list = (text) => text.split(/[,;]/).map((part) => part.trim()).filter(Boolean);
const compare = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** An article of the catalogue, with its keys. */
const read = (entry) => ({
  ...entry,
  keys: {
    article: [plain(entry.id)],
    topic: entry.supportTopicIds.map(plain),
    product: entry.productPesIds.map(plain),
    scenario: list(entry.diagnosticScenario).map(plain),
  },
  tags: entry.resourceTags.map(plain),
});

/** The rules of the handbook, once more: all articles are gone through, and no shard is read. */
const byRules = (articles, { tags = [], kind, product, ...keys }) => {
  const isAlone = !Object.keys(keys).length;
  const given = Object.entries(isAlone ? { product } : keys);
  const rank = ({ keys: own, tags: named, displayOrder, title, id, url }) => {
    const shared = tags.filter((tag) => named.includes(tag)).length;
    return [product && own.product.includes(product) ? 0 : 1, -shared, displayOrder ?? Infinity, title.toLowerCase(), title, id, url];
  };
  const fits = ({ keys: own, tags: named, kind: its }) =>
    given.every(([by, key]) => own[by].includes(key)) &&
    (!product || !own.product.length || own.product.includes(product)) &&
    (!tags.length || !named.length || named.some((tag) => tags.includes(tag))) &&
    (!kind || kind === its);
  const order = (a, b) => {
    const at = a.rank.findIndex((value, place) => value !== b.rank[place]);
    const [one, other] = [a.rank[at], b.rank[at]];
    return typeof one === "string" ? compare(one, other) : one - other;
  };
  const ranked = articles.filter(fits).map((article) => ({ url: article.url, rank: rank(article) }));
  return ranked.sort(order).map(({ url }) => url);
};

// The same requests every time.
let seed = 7;
const draw = (from) => from[(seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % from.length];

const request = (articles) => {
  const { keys, kind } = draw(articles);
  const other = draw(articles);
  const by = draw(["topic", "topic", "scenario", "product", "article"]);
  const products = [...keys.product, ...other.keys.product];
  const tags = [...draw(articles).tags, ...other.tags, "windows", "linux"];
  const all = [
    [by, keys[by].length && draw(keys[by])],
    ["product", products.length && draw([0, 1]) && draw(products)],
    ["kind", !draw([0, 1, 2]) && kind],
  ];
  const wanted = Object.fromEntries(all.filter(([, value]) => value));
  if (draw([0, 1])) wanted.tags = [draw(tags), draw(tags)];
  return ["topic", "scenario", "product", "article"].some((key) => wanted[key]) ? wanted : { ...wanted, article: keys.article[0] };
};

const weigh = (folder) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const sizes = files.map(({ parentPath, path, name }) => gzipSync(readFileSync(join(parentPath ?? path, name))).length);
  const most = Math.max(...sizes);
  if (files.length > MOST_FILES || most > MOST_BYTES) wrong.push(`${folder}: ${files.length} files, ${most} bytes at most`);
  return `${files.length} files of at most ${most} bytes compressed`;
};

const facts = ({ id, url, title, kind, products = [], tags = [], displayOrder = null }) => [id, url, title, kind, products, tags, displayOrder];

const look = async (cloud) => {
  const folder = join(trees, cloud, "routes");
  const { find } = await import(pathToFileURL(join(folder, "find.js")));
  const articles = JSON.parse(readFileSync(join(trees, cloud, "catalog.json"), "utf8")).articles.map(read);
  const byUrl = new Map(articles.map((article) => [article.url, article]));
  let count = 0;
  for (const by of ["article", "topic", "product", "scenario"]) {
    const wanted = new Map();
    for (const { keys, url } of articles) for (const key of new Set(keys[by])) wanted.set(key, [...(wanted.get(key) ?? []), url]);
    for (const [key, urls] of wanted) {
      const found = await find({ [by]: key });
      same(`${cloud} ${by} ${key}`, found.map(({ url }) => url).sort(), urls.sort());
      for (const one of by === "article" ? found : []) {
        const { productPesIds: products, resourceTags: tags, ...entry } = byUrl.get(one.url);
        same(`${cloud} ${one.url}`, facts(one), facts({ ...entry, products, tags }));
      }
    }
    count += wanted.size;
    // And nothing has a key that no article has.
    for (const file of readdirSync(join(folder, by))) {
      const { keys } = kept.get(join(folder, by, file)) ?? JSON.parse(readFileSync(join(folder, by, file), "utf8"));
      for (const key of Object.keys(keys)) if (!wanted.has(key)) wrong.push(`${cloud}: no article has the ${by} ${key}`);
    }
  }
  for (let turn = 0; turn < REQUESTS; turn += 1) {
    const wanted = request(articles);
    const found = await find(wanted);
    same(`${cloud} ${JSON.stringify(wanted)}`, found.map(({ url }) => url), byRules(articles, wanted));
  }
  console.log(`${cloud}: ${count} keys of ${articles.length} articles found, ${REQUESTS} requests by the rules, ${weigh(folder)}`);
  return find;
};

const finds = new Map();
for (const cloud of readdirSync(trees).filter((name) => !name.startsWith("."))) finds.set(cloud, await look(cloud));

const cases = JSON.parse(readFileSync(new URL("lookup/real.json", import.meta.url), "utf8"));
for (const [cloud, name, wanted, ids] of cases) {
  const found = await finds.get(cloud)(wanted);
  same(`${cloud}: ${name}`, found.map(({ id }) => id), ids);
}
console.log(`${cases.length} chosen requests, ${wrong.length} wrong`);
if (wrong.length) {
  console.log(wrong.slice(0, 20).join("\n"));
  process.exit(1);
}
