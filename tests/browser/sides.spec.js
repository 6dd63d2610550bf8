// A page can be filled by the build and by the script. Both make the same page.
import { languages, open, host, test, expect, here } from "./support.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";

// The article as a list of lines: elements, their attributes in order of name, and texts.
const lines = (page) =>
  page.$eval("article", (article) => {
    const out = [];
    const walk = (node, depth) => {
      if (node.nodeType === Node.TEXT_NODE && node.data) out.push(`${depth} ${JSON.stringify(node.data)}`);
      if (node.nodeType !== Node.ELEMENT_NODE) return;
      const shown = [...node.attributes].filter(({ name }) => !["data-slot-source", "data-slot-default"].includes(name));
      const attributes = shown.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort();
      if (node.localName === "button" && node.classList.contains("copy")) return;
      out.push(`${depth} <${node.localName} ${attributes.join(" ")}>`);
      for (const child of node.childNodes) walk(child, depth + 1);
    };
    article.normalize();
    walk(article, 0);
    return out;
  });

for (const language of languages) {
  test.describe(language, () => {
    const filled = host(`${language}-filled`);
    const bare = host(language);

    test("the build and the script fill a page alike", async ({ page, browser }) => {
      const quiet = await browser.newContext({ javaScriptEnabled: false });
      const still = await quiet.newPage();
      await still.goto(filled.at("contoso.mail/everything.html"));
      const built = await lines(still);
      await quiet.close();

      // What the filled page tells its script is what the build was given.
      await open(page, filled.at("contoso.mail/everything.html"));
      expect(await lines(page)).toEqual(built);
      const values = await page.evaluate(() => JSON.parse(document.querySelector("script[data-inlaid]").textContent).values);
      expect(Object.keys(values).length).toBeGreaterThan(20);

      await page.goto(bare.at("contoso.mail/everything.html"));
      await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
      const { rejected } = await page.evaluate((given) => window.inlaid.set(given), values);
      expect(rejected).toEqual([]);
      expect(await lines(page)).toEqual(built);
    });
  });
}

test("the languages differ in more than their name", () => {
  const texts = languages.map((language) =>
    readFileSync(join(here, `../../target/browser/trees/${language}-filled/public/contoso.mail/everything.html`), "utf8"),
  );
  const dates = texts.map((text) => text.match(/<time datetime="2026-03-04T09:05:00Z">([^<]*)/)[1]);
  expect(dates).toEqual(["Mar 4, 2026, 09:05 UTC", "4. März 2026, 09:05 UTC", "2026年3月4日 09:05 UTC", "2026年3月4日 09:05 UTC"]);
  const numbers = texts.map((text) => text.match(/<td><span class="slot" data-slot="count"[^>]*>([^<]*)/)[1]);
  expect(numbers).toEqual(["1,234,567.891", "1.234.567,891", "1,234,567.891", "1,234,567.891"]);
});

test.describe("another language", () => {
  const filled = host("right-to-left-filled");
  const address = "contoso.mail/everything.html";

  test("has ISO text from the build, and its own from the script", async ({ page, browser }) => {
    const quiet = await browser.newContext({ javaScriptEnabled: false });
    const still = await quiet.newPage();
    await still.goto(filled.at(address));
    await expect(still.locator('[data-slot="endTime"] time')).toHaveText("2026-03-04 09:05 UTC");
    await expect(still.locator('[data-slot="count"]').first()).toHaveText("1234567.891");
    await expect(still.locator('td > [data-slot="servers"]')).toHaveText("mail-1, 2500.25, –");
    await quiet.close();
    await open(page, filled.at(address));
    await expect(page.locator('[data-slot="endTime"] time')).toHaveAttribute("datetime", "2026-03-04T09:05:00Z");
    const [time, count] = await page.evaluate(() => [
      new Intl.DateTimeFormat("ar", { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }).format(new Date("2026-03-04T09:05Z")),
      new Intl.NumberFormat("ar", { maximumFractionDigits: 20 }).format(1234567.891),
    ]);
    await expect(page.locator('[data-slot="endTime"] time')).toHaveText(`${time} UTC`);
    await expect(page.locator('[data-slot="count"]').first()).toHaveText(count);
  });
});
