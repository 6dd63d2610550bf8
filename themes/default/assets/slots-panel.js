// The panel: what a reader fills in by hand.

import words, { lang } from "./words-panel.js";
import { say as fill } from "./words.js";

const REASONS = ["type", "shape", "length", "code", "url", "json"];
// What a name lets expect. It hints at how to write a value, and never changes one.
const HINTS = [
  [/time|date/i, { placeholder: "2026-11-24 09:30" }],
  [/count|number|port|size|total/i, { inputMode: "numeric" }],
  [/link|url|uri/i, { inputMode: "url", placeholder: "https://" }],
];
const TYPES = new Map([
  ["number", { inputMode: "decimal" }],
  ["datetime", { placeholder: "2026-11-24 09:30" }],
  ["url", { inputMode: "url", placeholder: "https://" }],
  ["list", { placeholder: words.one_a_line }],
  ["record", { placeholder: '{"name": "value"}' }],
  ["table", { placeholder: '[{"column": "value"}]' }],
]);

const make = (name, attributes, ...children) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
};

const asText = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Opens the panel of a page, or closes it. */
export const toggle = (core, opener) => {
  const panel = document.querySelector(".slot-panel") ?? build(core, opener);
  panel.hidden = !panel.hidden;
  opener.ariaExpanded = String(!panel.hidden);
  if (panel.hidden) return opener.focus();
  const [open] = core.missing();
  const fields = [...panel.querySelectorAll("[data-field]")];
  (fields.find(({ dataset }) => dataset.field === open?.id) ?? fields[0])?.focus();
};

const build = (core, opener) => {
  const status = make("p", { role: "status" });
  const fields = [...core.slots.values()].map((own, at) => field(core, own, at));
  const close = make("button", { type: "button", className: "close" }, words.close);
  const panel = make("form", { className: "slot-panel", lang, hidden: true, ariaLabel: words.title });
  const refresh = () => fields.forEach(({ refresh: each }) => each());
  const buttons = actions(core, status, refresh);
  panel.append(make("header", {}, make("h2", {}, words.title), close), ...fields.map(({ row }) => row), ...buttons, status);
  panel.addEventListener("submit", (event) => event.preventDefault());
  panel.addEventListener("keydown", ({ key }) => key === "Escape" && toggle(core, opener));
  close.addEventListener("click", () => toggle(core, opener));
  document.addEventListener("inlaid:change", refresh);
  document.querySelector("[data-slot-tools]").after(panel);
  refresh();
  return panel;
};

const control = ({ id, name, spec, block }, attributes) => {
  const long = block || ["list", "record", "table"].includes(spec?.type);
  const hint = TYPES.get(spec?.type) ?? (spec?.type ? {} : HINTS.find(([pattern]) => pattern.test(name))?.[1]);
  const example = spec?.example === undefined ? {} : { placeholder: asText(spec.example) };
  const input =
    spec?.type === "enum"
      ? make("select", {}, ...["", ...spec.values].map((value) => make("option", { value }, value)))
      : make(long ? "textarea" : "input", long ? { rows: 3 } : { type: spec?.secret ? "password" : "text" });
  Object.assign(input, { autocomplete: "off", spellcheck: false }, hint, example, attributes);
  input.dataset.field = id;
  return input;
};

// A value as it was written: JSON for a structure, a line for an item of a list, and else the text itself.
const parse = (text, { spec, block }) => {
  const structured = ["record", "table"].includes(spec?.type) || (/^\s*[[{]/.test(text) && (block || spec?.type === "list"));
  if (structured) return JSON.parse(text);
  return spec?.type === "list" ? text.split("\n").map((line) => line.trim()).filter(Boolean) : text;
};

const field = (core, own, at) => {
  const note = make("small", { id: `slot:note:${at}` });
  const input = control(own, { id: `slot:${at}` });
  input.setAttribute("aria-describedby", note.id);
  const say = (reason) => {
    const found = core.effective(own);
    input.ariaInvalid = String(Boolean(reason));
    const value = () => (own.spec?.secret ? "…" : asText(found.value));
    const from = found && found.source !== "reader" && fill(words[`from_${found.source}`], { value: value() });
    note.textContent = reason ? (REASONS.includes(reason) ? words[reason] : reason) : (from || "");
  };
  input.addEventListener("input", async () => {
    if (!input.value) return core.clear("reader", [own.name]);
    try {
      const { rejected } = await core.put("reader", [[own.name, parse(input.value, own)]]);
      say(rejected[0]?.reason);
    } catch {
      say("json");
    }
  });
  const refresh = () => {
    const given = core.layers.get("reader").get(own.id);
    // What the reader is writing is left alone.
    if (document.activeElement !== input) input.value = given === undefined ? "" : asText(given);
    if (document.activeElement !== input || !input.value) say(own.reason);
  };
  const label = make("label", { htmlFor: input.id }, own.spec?.label ?? own.name);
  return { row: make("p", {}, label, input, note), refresh };
};

const actions = (core, status, refresh) => {
  const out = make("textarea", { readOnly: true, hidden: true, rows: 3, ariaLabel: words.to_copy });
  const say = (text) => (status.textContent = text);
  const copy = async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      say(done);
    } catch {
      Object.assign(out, { hidden: false, value: text });
      out.select();
      say(words.copy_below);
    }
  };
  const action = (label, act) => {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", act);
    return button;
  };
  const json = make("textarea", { rows: 4, id: "slot:json", placeholder: '{"userName": "Ann"}', spellcheck: false });
  const paste = async () => {
    let values;
    try {
      values = JSON.parse(json.value);
    } catch (error) {
      return say(fill(words.json_cause, { cause: error.message }));
    }
    if (typeof values !== "object" || values === null || Array.isArray(values)) return say(words.json_object);
    const { applied, rejected } = await core.put("reader", Object.entries(values));
    const refused = rejected.map(({ name, reason }) => `${name} (${reason})`).join(", ");
    say(fill(refused ? words.filled_not : words.filled, { n: applied.length, names: refused }));
    refresh();
  };
  const copyLink = () => {
    const { href, left } = link(core);
    return copy(href, left ? fill(words.link_copied_without, { n: left }) : words.link_copied);
  };
  return [
    make(
      "details",
      {},
      make("summary", {}, words.paste),
      make("p", {}, make("label", { htmlFor: json.id }, words.paste_label), json),
      action(words.fill, paste),
    ),
    make(
      "p",
      { className: "actions" },
      action(words.copy_link, copyLink),
      action(words.copy_text, () => copy(core.text(), words.text_copied)),
      action(words.clear, () => core.clear("reader").then(refresh)),
    ),
    out,
  ];
};

// The address of the page with its values. Secrets, structures and long texts are left out and counted.
const link = (core) => {
  const [page, fragment = ""] = location.href.split(/#(.*)/s);
  const query = new URLSearchParams();
  let left = 0;
  for (const own of core.slots.values()) {
    const found = core.effective(own);
    if (!found) continue;
    const isOpen = typeof found.value !== "object" && !own.spec?.secret && own.spec?.url !== false;
    if (isOpen && String(found.value).length <= 256) query.append(own.name, found.value);
    else left += 1;
  }
  return { href: `${page}#${fragment.split("?")[0]}?${query}`, left };
};
