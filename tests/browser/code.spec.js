// Blocks of code, headings that link to themselves, images with their size.
import AxeBuilder from "@axe-core/playwright";
import { expect, host, test } from "./support.js";

const tree = host("plain");
const address = () => tree.at("contoso.mail/code.html");

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("each block of code can be copied by keyboard, and nothing else is copied", async ({ page }) => {
  await page.goto(address());
  const blocks = page.locator("article pre");
  const buttons = page.locator("button.copy");
  await expect(buttons).toHaveCount(await blocks.count());
  for (const [at, button] of (await buttons.all()).entries()) {
    await expect(button).toHaveAccessibleName("Copy");
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAccessibleName("Copied");
    const text = await blocks.nth(at).textContent();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text.replace(/\n$/, ""));
  }
  await expect(buttons.first()).toHaveAccessibleName("Copy");
  expect(await page.locator("article").evaluate((article) => article.innerText)).not.toMatch(/Cop(y|ied)/);
});

test("a button says when it cannot copy", async ({ page }) => {
  await page.addInitScript(() => (navigator.clipboard.writeText = () => Promise.reject(new Error("no"))));
  await page.goto(address());
  const button = page.locator("button.copy").first();
  await button.click();
  await expect(button).toHaveAccessibleName("Cannot copy here");
});

test("buttons move nothing and lie in the corner of their block", async ({ page, browser }) => {
  await page.goto(address());
  await expect(page.locator("button.copy").first()).toBeVisible();
  const places = (from) => from.$$eval("article *:not(button)", (all) => all.map((one) => JSON.stringify(one.getBoundingClientRect())));
  const still = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await still.goto(address());
  expect(await still.locator("button.copy").count()).toBe(0);
  // The same size of window, so the same places.
  expect(still.viewportSize()).toEqual(page.viewportSize());
  const both = [await places(page), await places(still)];
  expect(both[0]).toEqual(both[1]);
  await still.context().close();
  const boxes = await page.$$eval("button.copy", (buttons) =>
    buttons.map((button) => {
      const [own, block] = [button, button.nextElementSibling].map((one) => one.getBoundingClientRect());
      return own.right < block.right && own.top > block.top && own.bottom < block.bottom;
    }),
  );
  expect(boxes.every(Boolean)).toBe(true);
});

test("the end of a long line is not under the button", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(address());
  const ends = await page.$$eval("article pre", (blocks) =>
    blocks.map((block) => {
      block.scrollLeft = 10_000;
      const range = document.createRange();
      range.selectNodeContents(block);
      const text = Math.max(...[...range.getClientRects()].map(({ right }) => right));
      return [text, block.previousElementSibling.getBoundingClientRect().left];
    }),
  );
  for (const [text, button] of ends) expect(text).toBeLessThanOrEqual(button);
});

test("pages without code load no script for it", async ({ page }) => {
  await page.goto(tree.at("contoso.mail/plain.html"));
  expect(await page.$$eval("script", (all) => all.map(({ src }) => src).filter((src) => src.includes("copy")))).toEqual([]);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing in code, ${colorScheme}, ${width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(address());
      await expect(page.locator("button.copy").first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }
}

test("what scrolls sideways can be reached and scrolled by keyboard", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(address());
  for (const selector of [".table", "article pre"]) {
    const one = page.locator(selector).first();
    const reached = await one.evaluate(async (element) => {
      element.focus();
      return document.activeElement === element;
    });
    expect(reached).toBe(true);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => one.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
  }
});

test("a heading links to itself by its own words", async ({ page }) => {
  await page.goto(address());
  const link = page.getByRole("heading", { name: "Commands & more", exact: true }).getByRole("link", { name: "Commands & more", exact: true });
  await link.click();
  expect(new URL(page.url()).hash).toBe("#commands--more");
  await expect(page.getByRole("heading", { level: 3 }).getByRole("link")).toHaveAttribute("href", /plain\.html$/);
});

test("images have their size, and the first is not put off", async ({ page }) => {
  await page.goto(address());
  const images = await page.$$eval("article img", (all) =>
    all.map((one) => [one.hasAttribute("width") && one.width === one.naturalWidth, one.loading, one.decoding]),
  );
  expect(images).toEqual([
    [true, "auto", "async"],
    [true, "lazy", "async"],
  ]);
});
