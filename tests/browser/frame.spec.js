// The frame around articles: the list of the service, contents, filters, colours, languages.
import { expect, host, languages, test } from "./support.js";
import AxeBuilder from "@axe-core/playwright";

const book = host("handbook/public");
const lookup = host("lookup");
const chapter = book.at.bind(null, "inlaid.handbook/slots.html");
const current = (page) => page.locator(".side [aria-current=page]");

test.describe("the list of the service", () => {
  test("shows the neighbours, and on request every article of it", async ({ page }) => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(chapter());
    await expect(page.locator(".side li")).toHaveCount(7);
    await expect(current(page)).toHaveText("Slots");
    expect(asked.filter((path) => path.startsWith("/lists/"))).toEqual([]);

    await page.getByRole("link", { name: "Show all articles" }).click();
    const filter = page.getByLabel("Filter the list");
    await expect(filter).toBeFocused();
    const all = await page.locator(".side li").count();
    expect(all).toBeGreaterThan(12);
    await expect(current(page)).toHaveText("Slots");
    expect(asked.filter((path) => /^\/lists\/[\w.-]+\.[0-9a-f]{16}\.json$/.test(path)).length).toBe(1);

    await filter.fill("THEME");
    await expect(page.locator(".side li:visible")).not.toHaveCount(all);
    for (const text of await page.locator(".side section li:visible").allTextContents()) expect(text).toMatch(/theme/i);
    await filter.fill("no such article");
    await expect(page.locator(".side [role=status]")).toHaveText("Nothing matches.");
  });

  test("stays open on the next page", async ({ page }) => {
    await page.goto(chapter());
    await page.getByRole("link", { name: "Show all articles" }).click();
    await page.locator(".side").getByRole("link", { name: "Themes" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Themes" })).toBeVisible();
    await expect(page.getByLabel("Filter the list")).toBeVisible();
    await expect(page.getByLabel("Filter the list")).not.toBeFocused();
    await expect(current(page)).toHaveText("Themes");
  });

  test("says so where it cannot be read", async ({ page, complaints }) => {
    book.files.set("/lists/index.json", "{");
    await page.goto(chapter());
    await page.getByRole("link", { name: "Show all articles" }).click();
    await expect(page.locator(".side [role=status]")).toHaveText("The list could not be read.");
    book.files.delete("/lists/index.json");
    complaints.length = 0;
  });

  test("is a page of its own without a script", async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(chapter());
    await page.getByRole("link", { name: "Show all articles" }).click();
    await expect(page).toHaveURL(book.at("inlaid.handbook/index.html"));
    expect(await page.locator(".entries li").count()).toBeGreaterThan(12);
    await expect(page.locator("[data-filter]")).toBeHidden();
    await context.close();
  });
});

test("the table of contents follows the scroll", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(chapter());
  const marked = page.locator(".toc [aria-current]");
  const first = await marked.textContent();
  const links = page.locator(".toc a");
  expect(first).toBe(await links.first().textContent());
  await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
  await expect(marked).not.toHaveText(first);
  await expect(marked).toHaveCount(1);
});

test.describe("a list", () => {
  const service = lookup.at.bind(null, "contoso.mail/index.html");
  const shown = (page) => page.locator(".entries li:visible");

  test("is filtered by words, kind and tag, and keeps that in its address", async ({ page }) => {
    await page.goto(service());
    const all = await shown(page).count();
    await page.getByLabel("Filter").fill("MAIL full");
    for (const text of await shown(page).allTextContents()) expect(text).toMatch(/mail/i);
    await expect(page.locator("[data-filter-status]")).toHaveText(new RegExp(`^\\d+ of ${all} shown$`));
    await page.getByLabel("Tag").selectOption({ label: "linux" });
    await expect(shown(page)).toHaveText(["A mailbox is full (Linux)"]);
    await page.reload();
    await expect(shown(page)).toHaveText(["A mailbox is full (Linux)"]);
    await expect(page.getByLabel("Filter")).toHaveValue("MAIL full");
    await page.getByLabel("Kind", { exact: true }).selectOption({ label: "Problem scoping questions" });
    await expect(page.locator("[data-filter-status]")).toHaveText("Nothing matches.");
    await expect(page.locator("section.group:visible")).toHaveCount(0);
  });

  test("is walked by the arrow keys", async ({ page }) => {
    await page.goto(service());
    const field = page.getByLabel("Filter");
    await field.focus();
    const links = page.locator(".entries li a");
    await page.keyboard.press("ArrowDown");
    await expect(links.nth(0)).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expect(field).toBeFocused();
  });
});

test("a reader's colours hold on every page", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(chapter());
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const button = page.getByRole("button", { name: /^Colours/ });
  await button.click();
  await expect(button).toHaveAccessibleName("Colours: Light");
  await button.click();
  await expect(button).toHaveAccessibleName("Colours: Dark");
  expect(await ground()).not.toBe(light);
  const dark = await ground();
  await page.goto(book.at("index.html"));
  expect(await ground()).toBe(dark);
  await page.emulateMedia({ media: "print" });
  expect(await ground()).toBe(light);
});

for (const [at, name] of languages.entries()) {
  test.describe(`in ${name}`, () => {
    const tree = host(name);
    test("the interface speaks the language of the page, its scripts too", async ({ page }) => {
      await page.goto(tree.at("contoso.mail/everything.html"));
      await expect(page.locator("html")).toHaveAttribute("lang", name);
      await expect(page.locator("body")).not.toHaveAttribute("lang");
      await expect(page.locator(".skip")).toHaveText(["Skip to content", "Zum Inhalt", "跳到正文", "本文へ移動"][at]);
      await page.locator("[data-slot-tools] button").click();
      await expect(page.locator(".slot-panel h2")).toHaveText(["Values", "Werte", "值", "値"][at]);
      await expect(page.locator(".slot-panel")).toHaveAttribute("lang", name);
    });
  });
}

test.describe("a language without words", () => {
  const tree = host("right-to-left");
  test("has an interface in English that says so", async ({ page }) => {
    await page.goto(tree.at("contoso.mail/everything.html"));
    await expect(page.locator("html")).toHaveAttribute("lang", "ar");
    await expect(page.locator("body")).toHaveAttribute("lang", "en");
    await expect(page.locator("article")).toHaveAttribute("lang", "ar");
  });
});

// The page for missing addresses carries its style inside, allowed by its own policy, where other pages have a stricter one.
const loose = host("handbook/public", { strict: false });
const PAGES = ["index.html", "inlaid.handbook/index.html", "inlaid.handbook/slots.html", "inlaid.examples/index.html", "find.html", "404.html"];
const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
};
for (const [look, media] of Object.entries(LOOKS)) {
  test(`no page breaks a rule of accessibility in ${look}`, async ({ page }) => {
    await page.emulateMedia(media);
    for (const path of PAGES) {
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(loose.at(path));
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect([path, width, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])]).toEqual([path, width, []]);
      }
    }
  });
}

test("no page is wider than its window", async ({ page }) => {
  for (const width of [320, 480, 768, 1024, 1280, 1920, 2560]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of PAGES) {
      await page.goto(loose.at(path));
      expect([path, width, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, width, width]);
    }
  }
});
