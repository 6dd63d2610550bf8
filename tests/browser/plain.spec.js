// The plain theme: pages of every kind in the frame of a host.
import { expect, host, here, open, set, shown, test } from "./support.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";

const examples = host("plain-theme");
const site = host("plain-theme-slots");

test("its style has at most 3,000 bytes, compressed", () => {
  const style = readFileSync(join(here, "../../themes/plain/assets/plain.css"));
  expect(gzipSync(style, { level: 9 }).length).toBeLessThanOrEqual(3000);
});

for (const scheme of ["light", "dark"]) {
  test(`axe finds nothing on any page, in ${scheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const { articles } = await (await fetch(examples.at("catalog.json"))).json();
    expect(articles.length).toBeGreaterThan(15);
    for (const url of ["/index.html", "/find.html", "/inlaid.examples/index.html", ...articles.map(({ url }) => url)]) {
      await page.goto(examples.at(url.slice(1)));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [url, id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
}

test("the article is all that a page shows, and no page is wider than a small frame", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 600 });
  const { articles } = await (await fetch(examples.at("catalog.json"))).json();
  for (const { url } of articles) {
    await page.goto(examples.at(url.slice(1)));
    const [inner, width] = await page.evaluate(() => [
      [...document.body.children].map(({ localName }) => localName).concat([...document.querySelectorAll("main > *")].map(({ localName }) => localName)),
      document.documentElement.scrollWidth,
    ]);
    expect([url, inner]).toEqual([url, ["main", "article"]]);
    expect([url, width <= 320]).toEqual([url, true]);
  }
});

test("a host fills slots, and there is no panel", async ({ page }) => {
  await open(page, site.at("contoso.mail/everything.html"));
  await set(page, { userName: "Ann" });
  const [first] = await shown(page, "userName");
  expect(first).toEqual(["Ann", "filled", "host"]);
  await expect(page.locator("[data-slot-tools], .slot-panel")).toHaveCount(0);
});
