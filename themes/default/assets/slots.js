// Fills slots: values of five layers into the page, in one pass. A build that fills pages follows the same rules.
//
// Values are data: text nodes and a few listed attributes, names in Maps. What a page does not use is not loaded.

const LAYERS = ["reader", "host", "link", "data", "site"];
const UNFILLED = { label: "unfilled", prose: "default", optional: "empty" };
const WORST = ["invalid", "pending", "unfilled", "default", "empty", "edited", "filled"];
const MISSING = WORST.slice(0, 3);
// Fields are filled as slots are, and not listed.
const PLACE = ":is([data-slot],[data-field])";

const find = (selector, within = document) => within.querySelector(selector);
const article = find("article[data-article-id]");
const told = JSON.parse(find("script[data-inlaid]")?.textContent ?? "{}");
const [aliases, declared] = [told.aliases, told.slots].map((object) => new Map(Object.entries(object ?? {})));
const layers = new Map(LAYERS.map((name) => [name, new Map()]));

// Names compare without case, and an alias is its slot.
const key = (name) => {
  const plain = String(name).trim().toLowerCase();
  return aliases.get(plain) ?? plain;
};

const slots = new Map();
const slot = (name) => {
  const id = key(name);
  const own = { id, name, spec: declared.get(id), kind: "address", block: false, places: [], links: [] };
  return slots.get(id) ?? slots.set(id, own).get(id);
};
for (const element of article.querySelectorAll(PLACE)) {
  const { slotKind: kind = "label", slotCode, slotZone: zone, slotDefault, field } = element.dataset;
  const own = slot(field ?? element.dataset.slot);
  own.field = field;
  const block = element.localName === "div";
  const code = slotCode ?? (element.closest("code, pre, kbd, samp") && "bare");
  if (!own.places.length) own.kind = kind;
  own.block ||= block;
  own.places.push({ own, element, kind, block, code, zone, fallback: slotDefault ?? element.textContent });
}
for (const element of article.querySelectorAll("[data-slot-href]")) {
  const parts = element.dataset.slotHref.split(/\{([^{}]*)\}/);
  const link = { element, parts, slots: parts.filter((_, at) => at % 2).map(slot) };
  for (const own of new Set(link.slots)) own.links.push(link);
}

let [types, blocks, code, addresses] = await Promise.all([
  told.slots && import("./slots-types.js"),
  find("div.slot", article) && import("./slots-values.js"),
  find(`:is(code, pre, kbd, samp) ${PLACE}`, article) && import("./slots-code.js"),
  find("[data-slot-href]", article) && import("./slots-address.js"),
]);

const isPlain = (value, spec) => typeof value === "string" && !spec?.type;
// What a place shows for a value: `text`, and whether it is `empty` or, in `iso`, a time; or `block`; or `refused`.
const show = (place, value, spec) => {
  if (place.code) return code.show(place, value, spec, types);
  if (!isPlain(value, spec)) return types.show(place, value, spec, blocks);
  return value.length > 10_000 ? { refused: "length" } : { text: value, empty: !value };
};

// The layer that a slot takes its value from, and the value.
const effective = ({ id }) => {
  const source = LAYERS.find((name) => layers.get(name).has(id));
  return source && { source, value: layers.get(source).get(id) };
};

const outcome = (place) => {
  const found = effective(place.own);
  if (!found) return { state: core.loading && place.kind === "label" ? "pending" : UNFILLED[place.kind] };
  const { source, value } = found;
  // A command on a trusted page, chosen by a stranger, waits for the reader.
  if (place.code && source === "link" && !core.accepted) return { state: "pending", source };
  const shown = show(place, value, place.own.spec);
  if (shown.refused) return { state: "invalid", source, refused: shown.refused };
  return { state: shown.empty ? "empty" : source === "reader" ? "edited" : "filled", source, shown };
};

const attribute = (element, name, value) =>
  value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);

const write = ({ element, fallback }, { state, source, shown }) => {
  attribute(element, "data-slot-state", state);
  attribute(element, "data-slot-source", source);
  if (shown?.block) return element.replaceChildren(shown.block());
  if (!shown?.iso) return (element.textContent = shown?.text ?? fallback);
  const time = document.createElement("time");
  time.dateTime = shown.iso;
  time.textContent = shown.text;
  element.replaceChildren(time);
};

const dirty = new Set();
let flushed;
const touch = (some) => {
  for (const own of some) dirty.add(own);
  return (flushed ??= Promise.resolve().then(flush));
};
const emit = (name, detail) => document.dispatchEvent(new CustomEvent(`inlaid:${name}`, { detail }));

// One pass: everything is worked out before anything is written.
const flush = async () => {
  const isTyped = (own) => LAYERS.some((name) => layers.get(name).has(own.id)) && !isPlain(effective(own).value, own.spec);
  if (!types && [...dirty].some(isTyped)) types = await import("./slots-types.js");
  flushed = undefined;
  const places = [...dirty].flatMap((own) => own.places).map((place) => [place, outcome(place)]);
  const links = new Set([...dirty].flatMap((own) => own.links));
  const addressed = [...links].map((link) => [link, addresses.fill(link, core)]);
  for (const [place, result] of places) write(place, (place.result = result));
  for (const [link, result] of addressed) addresses.write(link.element, (link.result = result));
  for (const link of links) link.slots.forEach((own) => dirty.add(own));
  const changed = [...dirty].filter((own) => {
    const all = [...own.places, ...own.links];
    const isRefused = ({ result }) => result.refused;
    own.state = WORST.find((state) => all.some(({ result }) => result.state === state));
    own.reason = all.find(isRefused)?.result.refused;
    own.refused = (own.links.some(isRefused) || own.places.every(isRefused)) && own.reason;
    return own.shown !== (own.shown = JSON.stringify([effective(own), own.state]));
  });
  dirty.clear();
  report(changed);
  if (changed.length) emit("change", { names: changed.map(({ name }) => name) });
  const invalid = changed.filter(({ reason }) => reason);
  if (invalid.length) emit("invalid", { slots: invalid.map(({ name, reason }) => ({ name, reason })) });
};

// A copy of a value as JSON has it; what is cyclic, endless or code has none.
const copy = (value) => {
  try {
    return Number.isFinite(value) || typeof value !== "number" ? JSON.parse(JSON.stringify(value)) : undefined;
  } catch {
    return undefined;
  }
};

// Puts values into a layer, and tells which were taken and why others not.
const put = async (layer, given, replace) => {
  const [taken, rejected] = [[], []];
  if (replace) clear(layer);
  for (const [name, raw] of given) {
    const own = slots.get(key(name));
    const value = copy(raw);
    if (!own || value === undefined) rejected.push({ name, reason: own ? "json" : "unknown" });
    else taken.push(own) && layers.get(layer).set(own.id, value);
  }
  await touch(taken);
  for (const { name, refused } of taken) if (refused) rejected.push({ name, reason: refused });
  return { applied: taken.filter(({ refused }) => !refused).map(({ name }) => name), rejected };
};

const clear = (layer, names = layers.get(layer).keys()) =>
  touch([...names].map((name) => slots.get(key(name))).filter((own) => own && layers.get(layer).delete(own.id)));

// The text of an element with its values; what is missing or secret stays in brackets.
const text = (element = article) => {
  const isMasked = ({ own, element: { dataset }, kind }) =>
    (dataset.slotSource && own.spec?.secret) || (kind === "label" && MISSING.includes(dataset.slotState));
  const masked = [...slots.values()].flatMap(({ places }) => places).filter((place) => element.contains(place.element));
  const kept = masked.filter(isMasked).map((place) => [place, [...place.element.childNodes]]);
  for (const [{ element: each, fallback, own }] of kept) each.textContent = `[${fallback || own.name}]`;
  const out = element.innerText;
  for (const [place, nodes] of kept) place.element.replaceChildren(...nodes);
  return out;
};

const bar = find("[data-slot-tools]");
const [button, status] = ["button", "[role=status]"].map((selector) => bar && find(selector, bar));
const missing = () => [...slots.values()].filter(({ state }) => MISSING.includes(state));
let [quiet, timer] = [true, 0];
const report = (changed) => {
  if (!bar) return;
  const n = missing().length;
  const word = bar.dataset[n ? "missing" : "whole"];
  button.textContent = word.replace("{n}", () => n).replace("{all}", () => slots.size);
  clearTimeout(timer);
  // The first fill is silent; what follows in a row is one message.
  if (!quiet) timer = setTimeout(() => (status.textContent = button.textContent), 500);
  quiet &&= !changed.some(effective);
};

export const core = { article, slots, layers, key, show, effective, missing, put, clear, touch, text, emit, loading: 0, accepted: false };
const open = async () => (await import("./slots-panel.js")).toggle(core, button);
// Values of the fragment: `#?name=value`, `#heading?name=value`. One without `?` changes nothing.
const follow = async () => location.hash.includes("?") && (await import("./slots-link.js")).follow(core);

const api = {
  ...window.inlaid,
  slots: () =>
    [...slots.values()].filter(({ field }) => !field).map((own) => ({
      name: own.name,
      kind: own.kind,
      block: own.block,
      secret: Boolean(own.spec?.secret),
      state: own.state,
      source: effective(own)?.source,
    })),
  get: (name) => effective({ id: key(name) })?.value,
  set: (values, { replace = false } = {}) => put("host", Object.entries(values ?? {}), replace),
  clear: (names) => clear("host", names && [names].flat()),
  load: async (url) => (await import("./slots-data.js")).load(core, url),
  text,
  q: { push: ([method, ...given]) => api[method]?.(...given) },
};
const queue = Array.isArray(window.inlaid?.q) ? window.inlaid.q : [];
window.inlaid = Object.freeze(api);

touch(slots.values());
put("site", Object.entries(told.values ?? {}));
queue.forEach(api.q.push);
await Promise.all([touch([]), follow()]);
addEventListener("hashchange", follow);
if (bar) {
  bar.hidden = false;
  button.addEventListener("click", open);
  addEventListener("keydown", ({ altKey, shiftKey, code }) => altKey && shiftKey && code === "KeyV" && open());
}
code?.offer(core);
emit("ready", { slots: api.slots() });
const file = find("[data-slot-data]")?.dataset.slotData;
if (file) api.load(file).catch(({ message }) => emit("invalid", { slots: [], reason: message }));
