// How long a fill of 20 slots takes: a benchmark, and no test.
//
//     node speed.js      after the tests, which build the trees
import { chromium } from "@playwright/test";
import { join } from "node:path";
import { serve, trees } from "./support.js";

const FILLS = 500;

const server = await serve(join(trees, "plain", "public"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const page = await browser.newPage();
await page.goto(`${server.origin}/contoso.mail/twenty.html`);
await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
const { first, times, writes } = await page.evaluate(async (fills) => {
  const names = window.inlaid.slots().map(({ name }) => name);
  const fill = async (value) => {
    const values = Object.fromEntries(names.map((name) => [name, `${name} ${value}`]));
    const start = performance.now();
    await window.inlaid.set(values);
    return performance.now() - start;
  };
  let writes = 0;
  const observer = new MutationObserver(() => (writes += 1));
  observer.observe(document.querySelector("article"), { subtree: true, childList: true, characterData: true, attributes: true });
  const first = await fill("first");
  await new Promise((done) => setTimeout(done));
  observer.disconnect();
  const times = [];
  for (let at = 0; at < fills; at += 1) times.push(await fill(at));
  return { first, times, writes };
}, FILLS);
await browser.close();
await server.close();
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(2);
console.log(`20 slots: first ${first.toFixed(2)} ms in ${writes} pass; then median ${at(0.5)} ms, 95 % below ${at(0.95)} ms, of ${FILLS} fills`);
