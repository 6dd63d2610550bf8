// Values that came in the link, and the bar that says so: a link is how a stranger puts words into a page.

import words, { lang } from "./words-link.js";

const LONGEST = 256;

const element = (name, content, attributes) => Object.assign(document.createElement(name), { textContent: content }, attributes);

/** Reads the values of the fragment into the link layer, goes to the heading, and shows the bar. */
export const follow = async (core) => {
  const [heading, query] = location.hash.slice(1).split(/\?(.*)/s);
  const values = new Map();
  for (const [name, text] of new URLSearchParams(query)) {
    const spec = core.slots.get(core.key(name))?.spec;
    const isOpen = text.length <= LONGEST && !spec?.secret && spec?.url !== false;
    if (isOpen && !values.has(core.key(name))) values.set(core.key(name), text);
  }
  core.accepted = false;
  await core.put("link", values, true);
  // The browser looks for an id with the `?` in it.
  if (heading) document.getElementById(new URLSearchParams(`id=${heading}`).get("id"))?.scrollIntoView();
  draw(core, heading);
};

const draw = (core, heading) => {
  const root = document.documentElement;
  const layer = core.layers.get("link");
  document.querySelector(".slot-link")?.remove();
  delete root.dataset.slotShow;
  if (!layer.size) return;
  const bar = element("section", "", { className: "slot-link", lang, ariaLabel: words.title });
  const names = element("dl", "", { hidden: true });
  for (const [id, text] of layer) {
    names.append(element("dt", core.slots.get(id).name), element("dd", text, { lang: root.lang }));
  }
  const action = (label, act) => {
    const button = element("button", label, { type: "button" });
    button.addEventListener("click", () => act(button));
    return button;
  };
  const show = action(words.show, (button) => {
    names.hidden = !names.hidden;
    button.ariaExpanded = String(!names.hidden);
    root.toggleAttribute("data-slot-show", !names.hidden);
  });
  show.ariaExpanded = "false";
  const use = action(words.use, (button) => {
    core.accepted = true;
    core.touch(core.slots.values());
    button.remove();
    show.focus();
  });
  const clear = action(words.clear, () => {
    // A reload must not bring them back.
    history.replaceState(history.state, "", `#${heading}`);
    core.clear("link");
    draw(core, heading);
    document.querySelector("[data-slot-tools] button")?.focus();
  });
  const waits = [...layer.keys()].some((id) => {
    const { places, links } = core.slots.get(id);
    return places.some(({ code }) => code) || links.some(({ parts }) => !parts[0]);
  });
  const text = element("p", words.text);
  bar.append(text, show, ...(waits ? [use] : []), clear, names);
  const tools = document.querySelector("[data-slot-tools]");
  (tools ?? core.article).before(bar);
};
