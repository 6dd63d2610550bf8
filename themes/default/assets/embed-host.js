// Messages about slots and block elements between a page and the host that embeds it.

const MISSING = ["invalid", "pending", "unfilled"];

const has = (selector) => document.querySelector(selector);
const blocks = has("[data-insight], [data-metric]") && (await import("./blocks.js"));
// The script of the slots may come later than this one.
if (has("[data-slot], [data-slot-href]") && !window.inlaid?.slots) {
  await new Promise((done) => document.addEventListener("inlaid:ready", done, { once: true }));
}
// A page of block elements alone has no slots to fill.
const inlaid = { slots: () => [], get: () => undefined, clear: () => undefined, ...window.inlaid };

/** What the host can fill: the slots of the page, its checks and its metrics. */
export const list = () => ({ slots: inlaid.slots().map(({ name, kind, block }) => ({ name, kind, block })), ...blocks?.offers() });

// Values by name. Secrets are never posted.
const values = (names) =>
  Object.fromEntries(
    inlaid
      .slots()
      .filter(({ name, secret, source }) => source && !secret && (!Array.isArray(names) || names.includes(name)))
      .map(({ name }) => [name, inlaid.get(name)]),
  );

/** Tells the host what is missing, and from now on what changes. */
export const greet = (post) => {
  let open = "";
  const missing = () => {
    const names = inlaid.slots().flatMap(({ name, state }) => (MISSING.includes(state) ? name : []));
    if (open !== (open = names.join("\n"))) post("missing", { names });
  };
  missing();
  document.addEventListener("inlaid:change", ({ detail }) => {
    post("change", { values: values(detail.names) });
    missing();
  });
};

const unknown = (names) => ({ applied: [], rejected: names.map((name) => ({ name, reason: "unknown" })) });
const set = (given, replace) => inlaid.set?.(given, { replace }) ?? unknown(Object.keys(given ?? {}));

/** Answers a message of the host: `set`, `clear`, `get`, `insight`, `metric`. */
export const receive = async ({ type, seq, values: given, replace, names, name, value }, post) => {
  const ack = (result) => post("ack", { seq, ...result });
  if (type === "get") return post("state", { seq, values: values(names) });
  if (type === "set") return ack(await set(given, replace === true));
  if (type === "insight" || type === "metric") return ack((await inlaid[type]?.(name, value)) ?? unknown([String(name)]));
  if (type !== "clear") return undefined;
  await inlaid.clear(Array.isArray(names) ? names : undefined);
  return ack(unknown([]));
};
