// Opens the page that searches in a dialog: by its link, by Ctrl-K or ⌘K, and by `/` where nothing is being typed.

import words from "./words-search.js";

const link = document.querySelector("[data-search-open]");
const root = document.documentElement;
let dialog, frame;

const make = () => {
  dialog = Object.assign(document.createElement("dialog"), { className: "search", ariaLabel: words.title, autofocus: true });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: words.close });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  frame = Object.assign(document.createElement("iframe"), { src: link.href, title: words.title });
  // What is typed while the page in the frame loads is handed to it.
  frame.dataset.typed = "";
  dialog.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
    if (key.length === 1 && !ctrlKey && !metaKey) frame.dataset.typed += key;
  });
  dialog.append(close, frame);
  document.body.append(dialog);
};

const open = () => {
  if (!dialog) make();
  if (!dialog.open) dialog.showModal();
  const field = frame.contentDocument?.querySelector("[name=q]");
  field?.focus();
  field?.select();
};

link.addEventListener("click", (event) => {
  // With a key or another button the reader wants the page itself.
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
});
addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  const isK = (ctrlKey || metaKey) && !altKey && key.toLowerCase() === "k";
  const isSlash = key === "/" && !ctrlKey && !metaKey && !altKey && !target.closest?.("input, textarea, select, [contenteditable]");
  // In the page of a host its keys are the host's.
  if ((!isK && !isSlash) || "embed" in root.dataset || event.defaultPrevented) return;
  event.preventDefault();
  open();
});
