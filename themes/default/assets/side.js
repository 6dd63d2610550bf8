// The whole list of a service, in place of the neighbours: grouped, and filtered by typing.

import words, { lang } from "./words-side.js";

const make = (name, content, attributes) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...[content].flat());
  return element;
};

const read = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};

/** Shows the list in this element. */
export const show = async (side, focus) => {
  const { list, root } = side.dataset;
  try {
    const files = await read(`${root}lists/index.json`);
    draw(side, await read(root + files[list]), focus);
  } catch {
    side.append(make("p", words.failed, { role: "status", lang }));
  }
};

const draw = (side, { resources, groups }, focus) => {
  const { root } = side.dataset;
  const here = side.querySelector("[aria-current=page]").closest("li");
  const current = location.href.split("#")[0];
  const entry = ([title, url]) => {
    const link = make("a", title, { href: root + url });
    return link.href === current ? here : make("li", link);
  };
  const input = make("input", [], { type: "search", id: "side:filter", autocomplete: "off", spellcheck: false });
  const status = make("p", "", { role: "status", lang, className: "side-none" });
  const places = resources.length ? [make("ul", resources.map(entry), { className: "side-up" })] : [];
  const parts = groups.map(({ title, articles }) => make("section", [make("p", title, { className: "side-kind" }), make("ul", articles.map(entry))]));
  const items = parts.flatMap((part) => [...part.querySelectorAll("li")].map((item) => ({ item, text: item.textContent.toLowerCase() })));
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, text } of items) {
      item.hidden = !wanted.every((word) => text.includes(word));
      shown += !item.hidden;
    }
    for (const part of parts) part.hidden = !part.querySelector("li:not([hidden])");
    status.textContent = shown ? "" : words.none;
  });
  const up = side.querySelector(".side-up");
  side.replaceChildren(up, make("p", [make("label", words.filter, { htmlFor: input.id, lang }), input], { className: "side-filter" }), status, ...places, ...parts);
  here.scrollIntoView({ block: "nearest" });
  if (focus) input.focus();
};
