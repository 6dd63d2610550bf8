// Links that wait for values: `https://…/{resourceId}`.

import { UNSEEN, web } from "./slots-safe.js";

/** What becomes of a link: its `href`, what it `needs`, or a state that says why it has none. */
export const fill = ({ parts, slots }, core) => {
  const found = slots.map(core.effective);
  const needs = [...new Set(slots.filter((_, at) => !found[at]).map(({ name }) => name))];
  if (needs.length) return { state: "unfilled", needs };
  // An address that is all of a stranger's making waits for the reader.
  if (!parts[0] && found[0].source === "link" && !core.accepted) return { state: "pending" };
  const refused = { state: "invalid", refused: "url" };
  let out = parts[0];
  for (const [at, { value }] of found.entries()) {
    const text = typeof value === "object" ? "" : String(value);
    if (!text || UNSEEN.test(text) || core.show({}, value, slots[at].spec).refused) return refused;
    if (!out) out = web(text.trim());
    else if (text === "." || text === "..") return refused;
    // The portal wants these with their slashes.
    else if (/decoded$/i.test(parts[2 * at + 1])) out += text.split("/").map(encodeURIComponent).join("/");
    else out += encodeURIComponent(text);
    if (!out) return refused;
    out += parts[2 * at + 2];
  }
  const href = web(out);
  return href ? { state: "filled", href } : refused;
};

const attribute = (element, name, value) =>
  value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);

/** Writes what a link came to. */
export const write = (element, { state, href, needs }) => {
  attribute(element, "href", href);
  attribute(element, "data-slot-state", state === "unfilled" ? undefined : state);
  attribute(element, "data-slot-needs", needs?.join(", "));
  attribute(element, "role", href ? undefined : "link");
  attribute(element, "aria-disabled", href ? undefined : "true");
};
