// What the scripts weigh, and that none of them holds up the page.
import { expect, host, test, here } from "./support.js";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const assets = join(here, "../../themes/default/assets");
const size = (name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length;

// In bytes, compressed.
const budget = new Map([
  ["slots.js", 4000],
  ["slots-values.js", 1500],
  ["embed-host.js", 1200],
  ["slots-panel.js", 4000],
  ["slots-types.js", 2400],
  ["slots-link.js", 1400],
  ["slots-code.js", 1200],
  ["copy.js", 600],
  ["slots-address.js", 900],
  ["form.js", 2400],
  ["form-condition.js", 650],
  ["slots-data.js", 600],
  ["slots-safe.js", 450],
  ["embed.js", 1200],
  ["copy.js", 600],
  ["list.js", 1400],
  ["page.js", 1000],
  ["scheme.js", 700],
  ["side.js", 1250],
  ["words.js", 400],
  ["find.js", 1800],
  ["find-page.js", 1800],
  ["search-open.js", 900],
  ["search-page.js", 3600],
  ["search-titles.js", 4000],
  ["search-full.js", 1000],
  ["blocks.js", 3400],
  ["blocks-chart.js", 2800],
]);

for (const [name, most] of budget) {
  test(`${name} has at most ${most} bytes`, () => expect(size(name)).toBeLessThanOrEqual(most));
}

test("every script has a budget", () => {
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
  expect(scripts.sort()).toEqual([...budget.keys()].sort());
});

const tree = host("plain");
test("no script holds up the first paint but the one that knows the reader's colours", async ({ page }) => {
  await page.goto(tree.at("contoso.mail/everything.html"));
  const scripts = await page.$$eval("script", (elements) => elements.map(({ type, src, blocking }) => [type, src, String(blocking)]));
  expect(scripts.filter(([type]) => !["module", "application/json", "application/ld+json"].includes(type))).toEqual([]);
  expect(scripts.filter(([, , blocking]) => blocking).map(([, src]) => src.match(/([\w-]+)\.\w+\.js$/)[1])).toEqual(["scheme"]);
});

test("a first visit of an article loads at most 20 kB of style and scripts, and no font", async ({ page }) => {
  const sizes = new Map();
  page.on("response", async (response) => {
    const { pathname } = new URL(response.url());
    if (/\.(css|js)$/.test(pathname)) sizes.set(pathname, gzipSync(await response.body(), { level: 9 }).length);
    expect(response.request().resourceType()).not.toBe("font");
  });
  await page.goto(tree.at("contoso.mail/free.html"));
  await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
  await page.waitForLoadState("networkidle");
  expect(sizes.size).toBeGreaterThan(5);
  expect([...sizes.values()].reduce((a, b) => a + b)).toBeLessThanOrEqual(20_000);
});

test("the page of an article has at most 6 kB of HTML around it", async () => {
  const html = readFileSync(join(here, "../../target/browser/trees/plain/public/contoso.mail/free.html"), "utf8");
  const [before, after] = [html.slice(0, html.indexOf("<article")), html.slice(html.indexOf("</article>"))];
  expect(gzipSync(before + after, { level: 9 }).length).toBeLessThanOrEqual(6_000);
});
