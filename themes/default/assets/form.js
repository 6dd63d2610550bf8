// A form: its fields come and go with the answers, and are checked as they are given.
//
// Answers never leave the page. They can be copied, and they fill slots of the same name in the reader's layer.
import { fold, holds } from "./form-condition.js";
import words from "./words-answers.js";
import { say } from "./words.js";

const LONGEST = 1_000;

// What a field is answered with: none, one, or several values.
const read = (element) => {
  const other = [...element.querySelectorAll("[data-other]")].map(({ value }) => value);
  const chosen = element.querySelectorAll("option:checked, :is(input[type=radio]):checked");
  const written = element.querySelectorAll(":is(input, textarea):not([type=radio], [data-other])");
  return [...chosen, ...written].map(({ value }) => value).concat(other).map((value) => value.trim()).filter(Boolean);
};

const label = (element) => {
  const text = element.querySelector(":scope > :is(label, legend)")?.cloneNode(true);
  text?.querySelector("small")?.remove();
  return text?.textContent.trim() ?? "";
};

// A pattern of the author's; one that is no pattern asks for nothing.
const matches = (pattern, value) => {
  try {
    return new RegExp(pattern).test(value.slice(0, LONGEST));
  } catch {
    return true;
  }
};

const BOUNDS = {
  pattern: (bound, value) => matches(bound, value),
  above: (bound, value) => Number(value) > Number(bound),
};

// What is wrong with an answer; nothing where it is as it should be.
const fault = (field) => {
  if (!field.answer.length) return field.required && words.needed;
  const [value] = field.answer;
  if (field.control === "number" && !Number.isFinite(Number(value))) return words.number;
  const broken = field.bounds.find(({ dataset }) => !BOUNDS[dataset.bound](dataset.value, value));
  return broken?.textContent;
};

const fieldOf = (element) => {
  const { fieldId, control, when, required } = element.dataset;
  const inputs = [...element.querySelectorAll("input, select, textarea")];
  return {
    element,
    inputs,
    control,
    name: fieldId,
    id: fold(fieldId),
    label: label(element) || fieldId,
    condition: when === undefined ? true : JSON.parse(when),
    required: required !== undefined || inputs.some((input) => input.required),
    bounds: [...element.querySelectorAll("[data-bound]")],
    steps: [...element.querySelectorAll("[data-step]")],
    error: element.querySelector(".field-error"),
    answer: [],
    shown: true,
    touched: false,
  };
};

const start = (form) => {
  const fields = [...form.querySelectorAll("[data-field-id]")].map(fieldOf);
  const byId = Map.groupBy(fields, ({ id }) => id);
  const answers = (id) => (byId.get(id) ?? []).flatMap(({ shown, answer }) => (shown ? answer : []));
  const given = () => fields.filter(({ shown, answer }) => shown && answer.length);

  // A field that comes or goes changes what others see; with no circle it settles in as many rounds as there are fields.
  const settle = () => {
    for (let round = 0; round <= fields.length; round += 1) {
      const changed = fields.filter((field) => field.shown !== holds(field.condition, answers));
      if (!changed.length) return;
      for (const field of changed) field.shown = !field.shown;
    }
  };

  const update = () => {
    for (const field of fields) field.answer = field.control === "block" ? [] : read(field.element);
    settle();
    for (const field of fields) {
      if (field.element.hidden === field.shown) field.element.hidden = !field.shown;
      for (const step of field.steps) step.hidden = !field.answer.includes(step.dataset.step);
      check(field);
    }
    fill(given());
  };

  const check = (field) => {
    if (!field.error) return;
    const said = (field.touched && field.shown && fault(field)) || "";
    if (field.error.textContent === said) return;
    field.error.textContent = said;
    field.error.hidden = !said;
    for (const input of field.inputs) input.ariaInvalid = said ? "true" : null;
  };

  const touch = (touched) => {
    for (const field of touched) field.touched = true;
    for (const field of touched) check(field);
  };

  const [status, tools] = ["[role=status]", ".form-tools"].map((selector) => form.querySelector(selector));
  const copy = async (kind) => {
    touch(fields);
    const text = FORMATS[kind](given());
    const wrong = fields.filter(({ shown, error }) => shown && error?.textContent).length;
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = wrong ? say(words.copied_wrong, { n: wrong }) : words.copied;
    } catch {
      status.textContent = words.cannot_copy;
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  form.addEventListener("focusout", ({ target }) => touch(fields.filter(({ inputs }) => inputs.includes(target))));
  form.addEventListener("reset", () => {
    for (const field of fields) field.touched = false;
    // The fields are empty once the event is over.
    setTimeout(update);
  });
  form.addEventListener("click", ({ target }) => target.dataset?.copy && copy(target.dataset.copy));
  form.dataset.live = "";
  tools.hidden = false;
  update();
};

const FORMATS = {
  text: (fields) => fields.map(({ label: name, answer }) => `${name}\n${answer.join(", ")}\n`).join("\n"),
  json: (fields) =>
    JSON.stringify(
      // A name may be `__proto__`, which an object literal would take for something else.
      Object.fromEntries(fields.map(({ name, control, answer }) => [name, control === "several" ? answer : answer[0]])),
      null,
      2,
    ),
};

// Slots of the page that have the name of a field.
const slots = document.querySelector("article :is([data-slot], [data-field])") && (await import("./slots.js")).core;
let filled = new Map();
const fill = (fields) => {
  if (!slots) return;
  const now = new Map(fields.map(({ id, answer }) => [id, answer.join(", ")]));
  const gone = [...filled.keys()].filter((id) => !now.has(id));
  const news = [...now].filter(([id, value]) => filled.get(id) !== value);
  if (gone.length) slots.clear("reader", gone);
  if (news.length) slots.put("reader", news);
  filled = now;
};

for (const form of document.querySelectorAll("form[data-form]")) start(form);
