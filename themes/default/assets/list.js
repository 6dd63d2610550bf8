// A list of articles or services that is filtered by words, kind, resource and tag, and walked by the arrow keys. What is
// asked for stands in the address: `#?q=backup&kind=diagnostics`.

import words from "./words-list.js";
import { say } from "./words.js";

const form = document.querySelector("[data-filter]");
const status = form?.querySelector("[data-filter-status]");
const groups = [...document.querySelectorAll("section.group")];
const entry = (element) => {
  const { r = "", t = "" } = element.dataset;
  const kind = element.closest("section.group")?.getAttribute("aria-labelledby");
  return { element, kind, text: element.textContent.toLowerCase(), resources: r.split(" "), tags: t.split(" ") };
};
const entries = [...document.querySelectorAll(groups.length ? ".group li" : ".index li")].map(entry);

const wanted = () => {
  const given = Object.fromEntries([...new FormData(form)].map(([name, text]) => [name, text.trim()]));
  return { ...given, all: (given.q ?? "").toLowerCase().split(/\s+/).filter(Boolean) };
};

const run = () => {
  const { all, kind, resource, tag } = wanted();
  let shown = 0;
  for (const { element, kind: own, text, resources, tags } of entries) {
    const fits =
      all.every((word) => text.includes(word)) &&
      (!kind || own === kind) &&
      (!resource || resources.includes(resource)) &&
      (!tag || tags.includes(tag));
    element.hidden = !fits;
    shown += fits;
  }
  for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
  const isAll = shown === entries.length;
  status.textContent = isAll ? "" : shown ? say(words.shown, { n: shown, all: entries.length }) : words.none;
};

const remember = () => {
  const query = String(new URLSearchParams([...new FormData(form)].filter(([, text]) => text.trim())));
  history.replaceState(history.state, "", query ? `#?${query}` : location.pathname + location.search);
};
const recall = () => {
  const [, query] = location.hash.split(/\?(.*)/s);
  if (query === undefined) return;
  const given = new URLSearchParams(query);
  for (const field of form.elements) if (field.name) field.value = given.get(field.name) ?? "";
  run();
};

// Arrows walk the links that are shown, from the field on and back to it.
const walk = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const field = form.elements.q;
  const links = entries.filter(({ element }) => !element.hidden).map(({ element }) => element.querySelector("a"));
  const at = links.indexOf(document.activeElement);
  if (!step || (at < 0 && document.activeElement !== field)) return;
  event.preventDefault();
  (links[at + step] ?? (at + step < 0 ? field : links[at])).focus();
};

if (form && entries.length > 1) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    run();
    remember();
  });
  document.addEventListener("keydown", walk);
  addEventListener("hashchange", recall);
  form.hidden = false;
  recall();
}
