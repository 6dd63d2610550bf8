// Opens every form of built trees and switches each of its conditions once on and once off.
//
//     node forms.js TREES FINDINGS     the folder of the trees, and what `inlaid check --format json` prints
//
// A condition that no answers switch must be a finding.
import { chromium } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { frames, serve } from "./support.js";

const [trees, findings] = process.argv.slice(2);
const AT_ONCE = 4;

const known = new Set(
  readFileSync(findings, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter(({ code }) => ["condition-id", "condition-option", "condition-never", "condition-cycle", "field-twice"].includes(code))
    .map(({ source }) => source),
);

// Each form once: in the first tree that has it.
const pages = new Map();
for (const cloud of readdirSync(trees).filter((name) => !name.startsWith(".")).sort()) {
  const { articles } = JSON.parse(readFileSync(join(trees, cloud, "catalog.json"), "utf8"));
  for (const { source, url, kind } of articles) {
    if (["problemscopingquestions", "tsg_questions"].includes(kind) && !pages.has(source)) pages.set(source, `/${cloud}${url}`);
  }
}

// In the page: tries to show and to hide every field that has a condition; gives how many, and those that it could not.
const switchAll = () => {
  const fold = (text) => text.trim().toLowerCase();
  const fields = new Map();
  for (const element of document.querySelectorAll("[data-field-id]")) {
    const id = fold(element.dataset.fieldId);
    if (!fields.has(id)) fields.set(id, element);
  }
  const fire = (element) => element.dispatchEvent(new Event("input", { bubbles: true }));
  const answer = (element, value) => {
    for (const input of element.querySelectorAll("input[type=radio]")) input.checked = value !== null && fold(input.value) === fold(value);
    for (const option of element.querySelectorAll("option")) option.selected = fold(option.value) === fold(value ?? "");
    for (const input of element.querySelectorAll("textarea, input:not([type=radio])")) {
      const isTime = input.type === "datetime-local";
      // What a list has is chosen, what it has not is written.
      const isChosen = input.matches("[data-other]") && [...element.querySelectorAll("option")].some((option) => option.selected && option.value);
      input.value = value === null || isChosen ? "" : isTime ? "2026-01-02T03:04" : value;
    }
    fire(element);
  };
  const values = (element) => [...element.querySelectorAll("option, input[type=radio]")].map(({ value }) => value).filter(Boolean);
  const condition = (element) => JSON.parse(element.dataset.when ?? "true");
  // Answers so that a condition comes out as wanted; false where that cannot be.
  const reach = (given, wanted, depth = 0) => {
    if (depth > 20 || typeof given === "boolean") return given === wanted;
    const [operator, ...parts] = given;
    if (operator === "&&" || operator === "||") {
      const all = (operator === "&&") === wanted;
      return all ? parts.every((part) => reach(part, wanted, depth + 1)) : parts.some((part) => reach(part, wanted, depth + 1));
    }
    const [id, value] = parts;
    const element = fields.get(fold(id));
    if (!element) return false;
    const equal = (operator === "==") === wanted;
    if (equal && value === null) return answer(element, null), true;
    if (!reach(condition(element), true, depth + 1)) return false;
    if (equal) {
      answer(element, value);
      return true;
    }
    // What is written is no value that a condition asks for.
    const isWritten = element.querySelector("textarea, input:not([type=radio])");
    const other = values(element).find((each) => value === null || fold(each) !== fold(value));
    answer(element, isWritten ? "2026-01-02T03:04" : (other ?? null));
    return true;
  };
  // `a != x || a != y` holds whatever is answered.
  const isAlways = (given) => {
    if (given[0] !== "||") return false;
    const unequal = given.slice(1).filter(([of]) => of === "!=");
    return unequal.some(([, id], at) => unequal.findIndex(([, first]) => first === id) !== at);
  };
  const failed = [];
  let count = 0;
  for (const element of document.querySelectorAll("[data-when]")) {
    for (const wanted of isAlways(condition(element)) ? [true] : [true, false]) {
      count += 1;
      document.querySelector("form [type=reset]").form.reset();
      for (const each of fields.values()) answer(each, null);
      const given = condition(element);
      if (element.hidden === !wanted) continue;
      reach(given, wanted);
      if (element.hidden !== !wanted) failed.push([element.dataset.fieldId, wanted, element.dataset.when]);
    }
  }
  return { count, failed };
};

const server = await serve(trees);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const wrong = [];
let [switched, excused] = [0, 0];
const look = async (page, source, address) => {
  await page.goto(server.origin + address);
  await page.waitForSelector("form[data-live]");
  const { count, failed } = await page.evaluate(switchAll);
  switched += count - failed.length;
  const isKnown = known.has(source);
  if (isKnown) excused += failed.length;
  if (failed.length && !isKnown) wrong.push(JSON.stringify({ source, failed }));
};

const queue = [...pages];
const opened = await frames(browser, server, AT_ONCE);
await Promise.all(
  opened.frames.map(async (page) => {
    while (queue.length) await look(page, ...queue.pop());
  }),
);
wrong.push(...opened.said);
await browser.close();
await server.close();

console.log(`${pages.size} forms, ${switched} switches of conditions, ${excused} that findings say cannot be, ${wrong.length} forms wrong`);
if (!pages.size || !switched) throw new Error("there was nothing to look at");
if (wrong.length) {
  console.log(wrong.slice(0, 20).join("\n"));
  process.exit(1);
}
