// Opens every page with slots of built trees, fills all of them with sample values, and says what is wrong.
//
//     node corpus.js TREES SAMPLE      the folder of the trees, and what `inlaid slots --sample` prints
import { chromium } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { frames, serve } from "./support.js";

const [trees, sample] = process.argv.slice(2);
const AT_ONCE = 4;

// A line is a name, in quotes or not, and a value as JSON.
const values = Object.fromEntries(
  readFileSync(sample, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => {
      const [, quoted, plain, value] = line.match(/^(?:("(?:[^"\\]|\\.)*")|([^:]+)): (.*)$/);
      return [quoted ? JSON.parse(quoted) : plain, JSON.parse(value)];
    }),
);

// Each article once: in the first tree that has it.
const pages = new Map();
for (const cloud of readdirSync(trees).filter((name) => !name.startsWith(".")).sort()) {
  const { articles } = JSON.parse(readFileSync(join(trees, cloud, "catalog.json"), "utf8"));
  for (const { source, url, slots } of articles) {
    if (slots.length && !pages.has(source)) pages.set(source, { address: `/${cloud}${url}`, names: slots.map(({ name }) => name) });
  }
}

const server = await serve(trees);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const wrong = [];
const times = [];
let slots = 0;

const look = async (page, { address, names }) => {
  await page.goto(server.origin + address);
  await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
  const result = await page.evaluate(async (given) => {
    const own = window.inlaid.slots().map(({ name }) => name);
    const wanted = Object.fromEntries(own.map((name) => [name, given[Object.keys(given).find((key) => key.toLowerCase() === name.toLowerCase())]]));
    const start = performance.now();
    const { rejected } = await window.inlaid.set(wanted);
    const time = performance.now() - start;
    const open = [...document.querySelectorAll("article [data-slot], article [data-slot-href]")]
      .map(({ dataset }) => [dataset.slot ?? dataset.slotHref, dataset.slotState])
      .filter(([, state]) => state !== "filled");
    return { rejected, open, time, count: document.querySelectorAll("article [data-slot]").length, own };
  }, values);
  slots += result.count;
  times.push([result.count, result.time]);
  const unknown = names.filter((name) => !result.own.some((own) => own.toLowerCase() === name.toLowerCase()));
  if (result.rejected.length || result.open.length || unknown.length) {
    wrong.push(JSON.stringify({ address, rejected: result.rejected, open: result.open, unknown }));
  }
};

const queue = [...pages.values()];
const opened = await frames(browser, server, AT_ONCE);
await Promise.all(
  opened.frames.map(async (page) => {
    while (queue.length) await look(page, queue.pop());
  }),
);
wrong.push(...opened.said);
await browser.close();
await server.close();

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(`${pages.size} pages with ${slots} places of slots filled, ${wrong.length} wrong; median of a fill ${median(times.map(([, time]) => time)).toFixed(2)} ms`);
if (wrong.length) {
  console.log(wrong.slice(0, 20).join("\n"));
  process.exit(1);
}
