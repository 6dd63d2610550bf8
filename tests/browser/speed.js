// How long a fill of 20 slots takes, and a key in a form of 60 fields: a benchmark, and no test.
//
//     node speed.js      after the tests, which build the trees
import { chromium } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program, serve, trees } from "./support.js";

const FILLS = 200;
const PAGES = 9;

const server = await serve(join(trees, "plain", "public"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const measure = async () => {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/contoso.mail/twenty.html`);
  await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
  // What the page has put off until it is idle.
  await page.waitForTimeout(300);
  const result = await page.evaluate(fillAll, FILLS);
  await page.close();
  return result;
};

const fillAll = async (fills) => {
  const names = window.inlaid.slots().map(({ name }) => name);
  const fill = async (value) => {
    const typed = new Map([["startTime", "2026-03-04T09:05"], ["endTime", "2026-03-04T10:00"], ["count", value], ["port", 443]]);
    const values = Object.fromEntries(names.map((name) => [name, typed.get(name) ?? `${name} ${value}`]));
    const start = performance.now();
    await window.inlaid.set(values);
    return performance.now() - start;
  };
  let writes = 0;
  const observer = new MutationObserver(() => (writes += 1));
  observer.observe(document.querySelector("article"), { subtree: true, childList: true, characterData: true, attributes: true });
  const first = await fill(1000);
  await new Promise((done) => setTimeout(done));
  observer.disconnect();
  const times = [];
  for (let at = 0; at < fills; at += 1) times.push(await fill(at));
  return { first, times, writes };
};

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)].toFixed(2);
const runs = [];
for (let at = 0; at < PAGES; at += 1) runs.push(await measure());
// A form of 60 fields, half of which come and go with the one before: each key is seen by all conditions.
const fields = Array.from({ length: 60 }, (_, at) => ({
  id: `f${at}`,
  order: at,
  controlType: at % 3 === 2 ? "dropdown" : "textbox",
  displayLabel: `Question ${at}`,
  ...(at % 3 === 2 && { dropdownOptions: [{ value: "a" }, { value: "b" }] }),
  ...(at % 2 && { visibility: `f${at - 1} != null && (f0 == a || f0 != b)` }),
}));
const content = join(trees, "sixty-content");
mkdirSync(content, { recursive: true });
const header = '<properties pageTitle="Sixty" articleId="sixty" selfHelpType="problemScopingQuestions" cloudEnvironments="public" />';
writeFileSync(join(content, "sixty.md"), `${header}\n\n---\n${JSON.stringify({ formElements: fields })}\n---\n`);
execFileSync(program, ["build", "--quiet", "--cloud", "public", "--content", content, "--out", join(trees, "sixty")]);
const forms = await serve(join(trees, "sixty", "public"));
const answerAll = () => {
  const inputs = [...document.querySelectorAll(".field input")];
  return Array.from({ length: 400 }, (_, at) => {
    const input = inputs[at % inputs.length];
    const start = performance.now();
    input.value = at % 3 ? `x${at}` : "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    // What the key changes is laid out, too.
    document.body.getBoundingClientRect();
    return performance.now() - start;
  });
};
const form = await browser.newPage();
await form.goto(`${forms.origin}/sixty.html`);
await form.waitForSelector("form[data-live]");
const keys = (await form.evaluate(answerAll)).sort((a, b) => a - b);
console.log(`a key in a form of 60 fields: median ${keys[200].toFixed(2)} ms, 95 % below ${keys[380].toFixed(2)} ms, at most ${keys[399].toFixed(2)} ms`);
await forms.close();
await browser.close();
await server.close();
const [first, passes, later] = [runs.map((run) => run.first), runs.map((run) => run.writes), runs.flatMap((run) => run.times)];
console.log(
  `20 slots: ${Math.max(...passes)} pass; median ${median(later)} ms of ${later.length} fills, ` +
    `${median(first)} ms of the first of each of ${PAGES} fresh pages`,
);
