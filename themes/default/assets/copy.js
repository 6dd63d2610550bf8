// A button over each block of code that copies it.

import words, { lang } from "./words-code.js";

/** What slots in code change: the text of a block, and what its button says. */
export const rule = { text: (block) => block.innerText, label: () => words.copy };

for (const block of document.querySelectorAll("article pre")) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", lang });
  // The style sheet shows the label: it is no text of the article, and is not copied with it.
  const say = (text) => (button.ariaLabel = text);
  const label = () => say(rule.label(block));
  label();
  for (const event of ["inlaid:ready", "inlaid:change"]) document.addEventListener(event, label);
  button.onblur = label;
  button.onclick = () =>
    // Without the last line end, with which a shell would run what is pasted.
    navigator.clipboard.writeText(rule.text(block).replace(/\n$/, "")).then(
      () => say(words.copied),
      () => say(words.cannot_copy),
    );
  block.before(button);
}
