// What readers meet: the panel, announcements, paper, directions, and people who use no mouse or no eyes.
import AxeBuilder from "@axe-core/playwright";
import { expect, host, open, set, shown, test } from "./support.js";

const tree = host("plain");
const arabic = host("right-to-left");
const everything = (query = "") => tree.at(`contoso.mail/everything.html${query}`);
const free = () => tree.at("contoso.mail/free.html");
const opener = (page) => page.locator("[data-slot-tools] button");

test.describe("the panel", () => {
  test("is opened, filled and closed with the keyboard alone", async ({ page }) => {
    await open(page, free());
    await expect(opener(page)).toHaveText("6 of 6 values missing");
    await page.keyboard.press("Alt+Shift+V");
    const text = page.getByLabel("text", { exact: true });
    await expect(text).toBeFocused();
    await expect(opener(page)).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.type("Ann");
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("block", { exact: true })).toBeFocused();
    await page.keyboard.type('["a", "b"]');
    await expect(page.locator('[data-slot="block"] li')).toHaveText(["a", "b"]);
    expect(await shown(page, "text")).toEqual([["Ann", "edited", "reader"]]);
    await page.keyboard.press("Escape");
    await expect(opener(page)).toBeFocused();
    await expect(page.locator(".slot-panel")).toBeHidden();
    await expect(opener(page)).toHaveText("4 of 6 values missing");
    await page.keyboard.press("Enter");
    // It opens where something is missing.
    await expect(page.getByLabel("code", { exact: true })).toBeFocused();
  });

  test("has a field for each type, with a label, a hint, and the source of a value", async ({ page }) => {
    await open(page, everything());
    await set(page, { userName: "Ann", token: "t" });
    await opener(page).click();
    await expect(page.getByLabel("Start of the failure")).toHaveAttribute("placeholder", "2026-11-24 09:30");
    await expect(page.getByLabel("token")).toHaveAttribute("type", "password");
    await expect(page.getByLabel("userName", { exact: true })).toHaveAccessibleDescription("From the host: Ann");
    await expect(page.getByLabel("token")).toHaveAccessibleDescription("From the host: …");
    await page.getByLabel("color").selectOption("green");
    await page.getByLabel("servers").fill("one\ntwo\n");
    await page.getByLabel("count").fill("1234");
    await expect(page.locator('[data-slot="color"]')).toHaveText("green");
    await expect(page.locator('div[data-slot="servers"] li')).toHaveText(["one", "two"]);
    await expect(page.locator('[data-slot="count"]').first()).toHaveText("1,234");
    await page.getByLabel("count").fill("many");
    await expect(page.getByLabel("count")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("count")).toHaveAccessibleDescription(/not the type/);
    await page.getByLabel("details").fill("{");
    await expect(page.getByLabel("details")).toHaveAccessibleDescription("This is no JSON.");
    await expect(page.locator(".slot-panel")).toHaveJSProperty("isContentEditable", false);
  });

  test("takes a pasted JSON object", async ({ page }) => {
    await open(page, free());
    await opener(page).click();
    await page.getByText("Paste JSON").click();
    const field = page.getByLabel("A JSON object of values by name");
    const fill = page.getByRole("button", { name: "Fill in" });
    const status = page.locator(".slot-panel [role=status]");
    await field.fill("{");
    await fill.click();
    await expect(status).toContainText("This is no JSON");
    await field.fill("[1]");
    await fill.click();
    await expect(status).toHaveText("This is no JSON object.");
    await field.fill('{"text": "pasted", "block": {"a": {"b": 1}}, "other": 1}');
    await fill.click();
    await expect(status).toHaveText("1 filled; not filled: other (unknown), block (shape).");
    expect(await shown(page, "text")).toEqual([["pasted", "edited", "reader"]]);
    await expect(page.getByLabel("text", { exact: true })).toHaveValue("pasted");
    await page.getByRole("button", { name: "Clear" }).click();
    await expect(page.getByLabel("text", { exact: true })).toHaveValue("");
    expect(await shown(page, "text")).toEqual([["text", "unfilled", null]]);
  });

  test("copies a link that fills the page again, without secrets", async ({ page }) => {
    await open(page, everything("#links"));
    await set(page, { userName: "Ann & Bob", token: "s3cret", internal: "i", servers: ["a"], free: "1 + 1" });
    await opener(page).click();
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect(page.locator(".slot-panel [role=status]")).toHaveText("Link copied, without 3 that a link cannot hold.");
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toContain("#links?");
    expect(link).not.toContain("s3cret");
    await page.goto("about:blank");
    await open(page, link);
    expect((await shown(page, "userName"))[0]).toEqual(["Ann & Bob", "filled", "link"]);
    expect(await shown(page, "free")).toEqual([["1 + 1", "filled", "link"]]);
    await opener(page).click();
    await page.getByRole("button", { name: "Copy text" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("The user Ann & Bob of your company");
  });

  test("offers the text where the clipboard is closed", async ({ page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("closed"));
    });
    await open(page, free());
    await opener(page).click();
    await page.getByRole("button", { name: "Copy text" }).click();
    await expect(page.getByLabel("Text to copy")).toHaveValue(/Text \[text\] and more\./);
  });
});

test("the first fill is silent, and what comes in a row after it is one message", async ({ page }) => {
  await open(page, free());
  const status = page.locator("[data-slot-tools] [role=status]");
  await set(page, { text: "first" });
  await page.waitForTimeout(800);
  await expect(status).toHaveText("");
  const messages = await page.evaluate(async () => {
    const seen = [];
    const element = document.querySelector("[data-slot-tools] [role=status]");
    new MutationObserver(() => seen.push(element.textContent)).observe(element, { childList: true });
    for (const value of ["a", "b", "c"]) await window.inlaid.set({ block: value });
    await new Promise((done) => setTimeout(done, 900));
    return seen;
  });
  expect(messages).toEqual(["4 of 6 values missing"]);
});

test("paper shows values plainly, and a blank with a name for what is missing", async ({ page }) => {
  await open(page, everything("#?free=link"));
  await set(page, { count: 5 });
  await opener(page).click();
  await page.emulateMedia({ media: "print" });
  for (const hidden of ["[data-slot-tools]", ".slot-panel", ".slot-link", "button.copy"]) {
    await expect(page.locator(hidden).first()).toBeHidden();
  }
  const look = (selector) =>
    page.locator(selector).first().evaluate((element) => {
      const [own, before, after] = [null, "::before", "::after"].map((part) => getComputedStyle(element, part));
      return [own.fontSize, own.borderBottomWidth, before.content, after.content];
    });
  expect(await look('[data-slot="userName"]')).toEqual(["0px", "0px", '"____ (userName)"', "none"]);
  const [size, border, before] = await look('[data-slot="count"]');
  expect([size === "0px", border, before]).toEqual([false, "0px", "none"]);
});

test.describe("directions", () => {
  test("a value from right to left stays inside of its slot", async ({ page }) => {
    await open(page, free());
    const place = () =>
      page.evaluate(() => {
        const text = document.querySelector("article p").lastChild;
        const range = document.createRange();
        range.selectNodeContents(text);
        return range.getBoundingClientRect().left - document.querySelector('[data-slot="text"]').getBoundingClientRect().right;
      });
    const before = await place();
    for (const value of ["شركة", "\u202eabc", "\u2067abc", "abc\u200f"]) {
      await set(page, { text: value });
      expect(await shown(page, "text")).toEqual([[value, "filled", "host"]]);
      expect(Math.abs((await place()) - before)).toBeLessThan(3);
    }
  });

  test("a page from right to left mirrors, and fills in the language's own digits and words", async ({ page }) => {
    await open(page, arabic.at("contoso.mail/everything.html"));
    await set(page, { userName: "Ann", servers: ["a", "b"], endTime: "2026-03-04T09:05" });
    expect(await page.evaluate(() => getComputedStyle(document.querySelector("article")).direction)).toBe("rtl");
    await expect(page.locator('td > [data-slot="servers"]')).toHaveText("a وb");
    await expect(page.locator('[data-slot="endTime"] time')).toHaveAttribute("datetime", "2026-03-04T09:05:00Z");
    await opener(page).click();
    const panel = await page.locator(".slot-panel").boundingBox();
    expect(panel.x).toBe(0);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  });
});

test.describe("axe finds nothing", () => {
  const states = {
    "in an untouched page": async () => {},
    "in a filled page": async (page) => {
      await set(page, {
        userName: "Ann",
        startTime: "2026-03-04T09:05",
        servers: ["a"],
        details: { a: 1 },
        signIns: [{ a: 1 }],
        anything: "text",
        resourceId: "r",
        cmd: "vm-1",
        note: null,
      });
    },
    "with values that are invalid": async (page) => {
      await set(page, { count: "x", startTime: "x", anything: [[1]], cmd: "a;b", Link1: "javascript:0" });
    },
    "with the panel open": async (page) => {
      await opener(page).click();
      await page.getByText("Paste JSON").click();
      await page.getByLabel("count").fill("x");
    },
    "with the bar of a link": async (page) => {
      await page.evaluate(() => (location.hash = "#?free=x&cmd=y&Link1=https://contoso.com/"));
      await page.getByRole("button", { name: "Show" }).click();
    },
  };
  for (const scheme of ["light", "dark"]) {
    for (const [name, act] of Object.entries(states)) {
      test(`${name}, ${scheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: scheme });
        await open(page, everything());
        await act(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      });
    }
  }
});
