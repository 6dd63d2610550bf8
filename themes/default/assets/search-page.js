// The page that searches: a field, filters, and results as the reader types. The query is also in the address,
// `search.html#?q=…`, and the page may stand in the dialog of another.
import { find } from "./find.js";
import words from "./words-search.js";
import { say as fill } from "./words.js";

const SHOWN = 20;
// So many are shown before the others are loaded.
const QUICK = 5;
// What can wait until the reader has not typed for so long does, in milliseconds.
const PAUSE = 250;
// From this width on, in pixels, the filters stand open.
const WIDE = 640;

const root = new URL("../", import.meta.url);
const form = document.querySelector("form[data-search]");
const { q } = form.elements;
const filters = form.querySelector("details");
const selects = [...form.querySelectorAll("select")];
const [none, status, list, more] = ["none", "status", "list", "more"].map((name) => document.querySelector(`[data-search-${name}]`));
const kinds = new Map([...form.elements.kind.options].map(({ value, text }) => [value, text]));
const isFramed = parent !== window;
const inOrder = new Intl.Collator(document.documentElement.lang).compare;
const element = (name, attributes, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

// The module is loaded with the page, what it searches in with the first use of the field.
const module = form.dataset.search === "full" ? import("./search-full.js") : import("./search-titles.js");
let engine;
const started = () => {
  engine ??= module.then(({ start }) => start(root));
  engine.catch(() => (engine = undefined));
  return engine;
};

// Ids are found in the tables of the lookup, exactly.
const looksLike = {
  topic: (text) => /^\d{7,9}$/.test(text),
  product: (text) => /^(\d{4,7}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i.test(text),
  article: (text) => /^[^\s]{4,}$/.test(text) && /[\d_-]/.test(text),
};
const exact = async (text) => {
  const keys = Object.keys(looksLike).filter((key) => looksLike[key](text));
  const found = await Promise.all(keys.map((key) => find({ [key]: text }).then((all) => all.map((one) => [key, one]))));
  return found.flat().map(([key, { title, url, kind }]) => ({ title: [title], url: url.slice(1), kind, way: [], excerpt: [words[`exact_${key}`]] }));
};

const marked = (texts) => texts.map((text, at) => (at % 2 ? element("mark", { textContent: text }) : text));

const entry = ({ title, url, kind, way, excerpt }) => {
  const href = new URL(url, root).href;
  const link = element("a", { href, target: isFramed ? "_top" : "" }, ...marked(title));
  const above = [way.join(" › "), kinds.get(kind) ?? kind].filter(Boolean).join(" · ");
  return element("li", {}, link, element("p", { className: "way", textContent: above }), element("p", {}, ...marked(excerpt)));
};

// The values of a filter that there are, with their counts. What is chosen stays, though nothing be left of it.
const offer = (select, counts) => {
  const chosen = select.value;
  const values = [...(counts?.keys() ?? [])].filter((value) => value !== chosen);
  if (chosen) values.push(chosen);
  const name = (value) => (select.name === "kind" ? (kinds.get(value) ?? value) : value);
  const options = values.sort((a, b) => inOrder(name(a), name(b))).map((value) => new Option(`${name(value)} (${counts?.get(value) ?? 0})`, value));
  select.replaceChildren(new Option(words.any, ""), ...options);
  select.value = chosen;
};

let turn = 0;
let counting = async () => ({});
const offerAll = async () => {
  if (!filters.open) return;
  const mine = turn;
  const counts = await counting();
  if (mine === turn) selects.forEach((select) => offer(select, counts[select.name]));
};

const read = () => {
  const given = new URLSearchParams(location.hash.split(/\?(.*)/s)[1]);
  q.value = given.get("q") ?? "";
  for (const select of selects) {
    const value = given.get(select.name) ?? "";
    if (![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
    select.value = value;
  }
};
const write = (text, chosen) => {
  const query = String(new URLSearchParams(text ? { q: text, ...chosen } : {}));
  const address = query ? `#?${query}` : location.pathname + location.search;
  if ((location.hash || location.pathname + location.search) !== address) history.replaceState(null, "", address);
};

const say = (count, isDone) => {
  status.replaceChildren(isDone && !count ? `${words.none} ` : isDone ? fill(words.found, { n: count }) : "");
  if (isDone && !count) status.append(element("a", { href: new URL("find.html", root).href, target: isFramed ? "_top" : "", textContent: words.other }));
};

let left = [];
let same = new Set();
/** Loads results and adds them to those that are shown; false where something else was typed meanwhile. */
const add = async (mine, results) => {
  const loaded = await Promise.all(results.map(({ load }) => load()));
  if (mine !== turn) return false;
  // An article that was found by its id stands first, and not once more where its words were found.
  const items = loaded.filter(({ url, isSame }) => isSame || !same.has(url)).map(entry);
  list.append(...items);
  return items[0] ?? true;
};

const showFirst = async (mine) => {
  const old = [...list.children];
  const [first, rest] = [left.slice(0, QUICK), left.slice(QUICK, SHOWN)];
  if (!(await add(mine, first))) return;
  old.forEach((item) => item.remove());
  say(left.length, true);
  left = left.slice(SHOWN);
  more.hidden = !left.length;
  await add(mine, rest);
};

const showMore = async () => {
  const part = left.slice(0, SHOWN);
  left = left.slice(SHOWN);
  more.hidden = !left.length;
  const item = await add(turn, part);
  item?.querySelector?.("a").focus();
};

const run = async () => {
  const mine = ++turn;
  const text = q.value.trim();
  const chosen = Object.fromEntries(selects.map(({ name, value }) => [name, value]).filter(([, value]) => value));
  // Browsers refuse an address that changes at every key.
  setTimeout(() => mine === turn && write(text, chosen), PAUSE);
  if (!text) {
    [left, more.hidden] = [[], true];
    list.replaceChildren();
    counting = async () => ({});
    offerAll();
    say(0, false);
    return;
  }
  try {
    const search = await started();
    // The tables do not say of what service an article is.
    const isPlain = !Object.keys(chosen).some((name) => name !== "kind");
    const [found, { count, results }] = await Promise.all([isPlain ? exact(text).catch(() => []) : [], search(text, chosen)]);
    if (mine !== turn) return;
    const first = found.filter(({ kind }) => !chosen.kind || chosen.kind === kind);
    same = new Set(first.map(({ url }) => url));
    left = [...first.map((one) => ({ load: async () => ({ ...one, isSame: true }) })), ...results.filter(({ url }) => !same.has(url))];
    counting = count;
    await showFirst(mine);
    setTimeout(() => mine === turn && offerAll(), PAUSE);
  } catch ({ message }) {
    if (mine === turn) status.textContent = fill(words.failed, { cause: message });
  }
};

// Arrows walk from the field through the results and back.
const walk = (step) => {
  const stops = [q, ...list.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at < 0 ? 0 : at + step];
  next?.focus();
  if (next && next !== q) next.scrollIntoView({ block: "nearest" });
};
addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  const isField = target.matches?.("input, select, textarea");
  if (key === "Escape" && isFramed) frameElement?.closest("dialog")?.close();
  else if ((ctrlKey || metaKey) && key.toLowerCase() === "k") q.select();
  else if (ctrlKey || metaKey || altKey || target.matches?.("select")) return;
  else if (key === "/" && !isField) q.select();
  else if (key === "ArrowDown") walk(1);
  else if (key === "ArrowUp") walk(-1);
  else return;
  event.preventDefault();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("a")?.click();
});
form.addEventListener("input", run);
filters.addEventListener("toggle", offerAll);
more.addEventListener("click", showMore);
addEventListener("hashchange", () => {
  read();
  run();
});
none.hidden = true;
form.hidden = false;
read();
if (isFramed) {
  document.documentElement.dataset.framed = "";
  q.value ||= frameElement?.dataset.typed ?? "";
}
filters.open = innerWidth >= WIDE || selects.some(({ value }) => value);
q.focus();
started().catch(() => {});
await run();
