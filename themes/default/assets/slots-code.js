// Slots in code: what may enter a command, and a button that copies it.

import { UNSEEN } from "./slots-safe.js";
import words, { lang } from "./words-code.js";

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

/** Puts a button over every block of code with slots. It says so if values in it came from the link. */
export const offer = (core) => {
  for (const block of core.article.querySelectorAll("pre:has([data-slot])")) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", lang });
    // The style sheet shows the label: it is no text of the article, and is not copied with it.
    const say = (text) => (button.ariaLabel = text);
    const label = () => {
      const fromLink = block.querySelector("[data-slot-source=link]:not([data-slot-state=pending])");
      say(fromLink ? words.copy_link : words.copy);
    };
    label();
    document.addEventListener("inlaid:change", label);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(core.text(block));
        say(words.copied);
      } catch {
        say(words.cannot_copy);
      }
    });
    block.before(button);
  }
};
