// Slots in code: what may enter a command, and what copying it says.

import { rule } from "./copy.js";
import { UNSEEN } from "./slots-safe.js";
import words from "./words-code.js";

const LONGEST = 1000;
// What would break out of the quotes that a slot stands in. PowerShell takes typographic quotes for plain ones.
const BREAKS = new Map([
  ["bare", /^-(?!\d)|[\s"'`$;&|<>(){}[\]*?!~^#‘’‚‛“”„‟]|\\$/u],
  ["single", /['‘’‚‛]|\\$/u],
  ["double", /["`$“”„‟]|\\$/u],
  ["back", /[`$\\]/u],
]);

/** What a place in code shows for a value, or why it keeps its default. Nothing is escaped in silence. */
export const show = (place, value, spec, types) => {
  if (value === null) return { refused: "code" };
  if (typeof value === "object") return { refused: "shape" };
  if (spec?.type) {
    const checked = types.show({}, String(value) && value, spec);
    if (checked.refused) return checked;
  }
  const text = String(value);
  const isWord = text && text.length <= LONGEST && !UNSEEN.test(text) && !BREAKS.get(place.code)?.test(text);
  return isWord ? { text } : { refused: "code" };
};

/** Lets blocks of code be copied with their values, and their buttons say so if values came from the link. */
export const offer = (core) => {
  const { label } = rule;
  const mark = "[data-slot-source=link]:not([data-slot-state=pending])";
  rule.text = core.text;
  rule.label = (block) => (block.querySelector(mark) ? words.copy_link : label(block));
};
