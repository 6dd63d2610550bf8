// How long a fill of 20 slots takes: a benchmark, and no test.
//
//     node speed.js      after the tests, which build the trees
import { chromium } from "@playwright/test";
import { join } from "node:path";
import { serve, trees } from "./support.js";

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
await browser.close();
await server.close();
const [first, passes, later] = [runs.map((run) => run.first), runs.map((run) => run.writes), runs.flatMap((run) => run.times)];
console.log(
  `20 slots: ${Math.max(...passes)} pass; median ${median(later)} ms of ${later.length} fills, ` +
    `${median(first)} ms of the first of each of ${PAGES} fresh pages`,
);
