// Messages about slots between a page and the host that embeds it.

const MISSING = ["invalid", "pending", "unfilled"];

// The script of the slots may come later than this one.
if (!window.inlaid?.slots) await new Promise((done) => document.addEventListener("inlaid:ready", done, { once: true }));
const { inlaid } = window;

/** The slots of the page. */
export const list = () => inlaid.slots().map(({ name, kind, block }) => ({ name, kind, block }));

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

/** Answers a message of the host: `set`, `clear`, `get`. */
export const receive = async ({ type, seq, values: given, replace, names }, post) => {
  if (type === "get") return post("state", { seq, values: values(names) });
  if (type === "set") return post("ack", { seq, ...(await inlaid.set(given, { replace: replace === true })) });
  if (type !== "clear") return undefined;
  await inlaid.clear(Array.isArray(names) ? names : undefined);
  return post("ack", { seq, applied: [], rejected: [] });
};
