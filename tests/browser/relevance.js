// Puts searches to the page that searches, as a reader would type them, and says where the right article stands.
//
//     node relevance.js TREE LEAST      a built tree, and how many of the searches have to find an article in the first three
import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { here, serve } from "./support.js";

const [tree, least] = process.argv.slice(2);
const FIRST = 3;

const queries = JSON.parse(readFileSync(join(here, "../relevance/queries.json"), "utf8"));
const { articles } = JSON.parse(readFileSync(join(tree, "catalog.json"), "utf8"));
const ids = new Map(articles.map(({ url, id }) => [url, id]));

// The page has its own policy, which is not the one of all others.
const server = await serve(tree, { strict: false });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
const page = await browser.newPage();
const said = [];
page.on("console", (message) => said.push(message.text()));
page.on("pageerror", ({ message }) => said.push(message));

let right = 0;
for (const [query, wanted] of queries) {
  await page.goto("about:blank");
  await page.goto(`${server.origin}/search.html#?q=${encodeURIComponent(query)}`);
  await page.locator("[data-search-status]").filter({ hasText: /\w/ }).waitFor();
  const urls = await page.$$eval("[data-search-list] a", (links) => links.map(({ href }) => new URL(href).pathname));
  const place = urls.findIndex((url) => wanted.includes(ids.get(url)));
  if (place >= 0 && place < FIRST) right += 1;
  else console.log(`${query}: ${urls.length ? "" : await page.locator("[data-search-status]").textContent()} ${place < 0 ? "not among the first" : `place ${place + 1}`} (${urls.slice(0, FIRST).map((url) => ids.get(url)).join(", ")})`);
}
await browser.close();
await server.close();
console.log(`${tree}: ${right} of ${queries.length} searches find the right article in the first ${FIRST}`);
if (said.length) console.log(said.join("\n"));
process.exit(right < Number(least) || said.length ? 1 : 0);
