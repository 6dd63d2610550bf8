// A reader's way by keyboard alone: home, search, article, panel. Without a script the same but the search.
import { expect, host, test } from "./support.js";

const book = host("handbook/public");

test("a reader goes from home by the search to an article and fills its slots, by keyboard alone", async ({ page }) => {
  await page.goto(book.at("index.html"));
  await page.keyboard.press("/");
  const frame = page.frameLocator("dialog.search iframe");
  await expect(frame.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("backups vault failing");
  await expect(frame.locator("[data-search-list] li").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  const first = frame.locator("[data-search-list] a").first();
  await expect(first).toBeFocused();
  const href = await first.getAttribute("href");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(href);

  await expect(page).toHaveURL(/example-diagnostics/);
  await expect(page.locator("[data-slot-tools] button")).toBeVisible();
  await page.keyboard.press("Alt+Shift+V");
  const panel = page.locator(".slot-panel");
  await expect(panel).toBeVisible();
  const field = panel.locator("[data-field]:focus");
  await expect(field).toHaveCount(1);
  const name = await field.getAttribute("data-field");
  await page.keyboard.type("Ann");
  const filled = page.locator(`article [data-slot-state="edited"]`).first();
  await expect(filled).toHaveText("Ann");
  expect((await filled.getAttribute("data-slot")).toLowerCase()).toBe(name);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(page.locator("[data-slot-tools] button")).toBeFocused();
});

test("without a script a reader goes by the lists, by keyboard alone", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const follow = async (name) => {
    const link = page.getByRole("main").getByRole("link", { name, exact: true });
    for (let presses = 0; presses < 100; presses += 1) {
      await page.keyboard.press("Tab");
      if (await link.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(link).toBeFocused();
    await page.keyboard.press("Enter");
  };
  await page.goto(book.at("index.html"));
  await page.keyboard.press("Tab");
  await expect(page.locator(".skip")).toBeFocused();
  await page.keyboard.press("Enter");
  await follow("inlaid.examples");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("inlaid.examples");
  const title = await page.locator(".entries a").first().textContent();
  await follow(title);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.locator("article")).toBeVisible();
  await context.close();
});
