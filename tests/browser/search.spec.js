// The page that searches, in both of its ways, the dialog that shows it, and the search of titles by itself.
import AxeBuilder from "@axe-core/playwright";
import { expect, here, host, program, serve, test, trees } from "./support.js";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const titles = host("search-titles");
// The policy that hosts send is the one of all pages; this page has its own, which only its document knows.
const full = host("search-full", { strict: false });
const off = host("search-off");
const chinese = host("search-zh", { strict: false });
const sites = { titles, full };

const field = (page) => page.getByRole("searchbox");
const results = (page) => page.locator("[data-search-list] a");
const status = (page) => page.locator("[data-search-status]");
const open = async (page, tree, query = "") => {
  await page.goto(tree.at(`search.html${query}`));
  await expect(field(page)).toBeFocused();
};

for (const [mode, tree] of Object.entries(sites)) {
  test.describe(`search: ${mode}`, () => {
    test("finds articles as the reader types, and says how many", async ({ page }) => {
      await open(page, tree);
      await expect(status(page)).toHaveText("");
      await page.keyboard.type("mailbox full");
      await expect(results(page).first()).toHaveText("A mailbox is full");
      await expect(status(page)).toHaveText(/^\d+ articles? found$/);
      await expect(page.locator("[data-search-list] .way").first()).toHaveText("contoso.mail › mailboxes · Diagnostics");
      await results(page).first().click();
      await expect(page).toHaveURL(tree.at("contoso.mail/mailboxes/mail-full.html"));
    });

    test("has the query and the filters in its address", async ({ page }) => {
      await open(page, tree);
      await page.keyboard.type("share");
      await expect(results(page)).toHaveCount(2);
      const kind = page.getByLabel("Kind");
      await expect(kind.getByRole("option")).toHaveText(["Any", "Articles (1)", "Resource articles (1)"]);
      await kind.selectOption("resource");
      await expect(results(page)).toHaveText(["File shares are slow"]);
      await expect(page).toHaveURL(/#\?q=share&kind=resource$/);
      // What is chosen does not take the other choices away.
      await expect(kind.getByRole("option")).toHaveCount(3);
      await page.goto("about:blank");
      await open(page, tree, "#?q=share&kind=generic&service=contoso.files&resource=shares");
      await expect(results(page)).toHaveText(["Mount a file share"]);
      await expect(page.getByLabel("Service")).toHaveValue("contoso.files");
      await page.evaluate(() => (location.hash = "#?q=mailbox"));
      await expect(results(page).first()).toHaveText(/mailbox/);
      await expect(kind).toHaveValue("");
    });

    test("finds an article by its id, by a support topic and by a product", async ({ page }) => {
      for (const [id, title, why] of [
        ["mail-full", "A mailbox is full", "the article with this id"],
        ["32010102", "We ran diagnostics on your resource and found AllocationFailed", "for this support topic"],
        ["14749", "A mailbox is full", "for this product"],
      ]) {
        await open(page, tree, `#?q=${id}`);
        await expect(results(page).first()).toHaveText(title);
        await expect(page.locator("[data-search-list] li").first()).toContainText(why);
        await expect(results(page).filter({ hasText: title })).toHaveCount(1);
        await page.goto("about:blank");
      }
    });

    test("is walked with the arrow keys, and left with Enter", async ({ page }) => {
      await open(page, tree, "#?q=share");
      await expect(results(page)).toHaveCount(2);
      await page.keyboard.press("ArrowDown");
      await expect(results(page).nth(0)).toBeFocused();
      await page.keyboard.press("ArrowDown");
      await expect(results(page).nth(1)).toBeFocused();
      await page.keyboard.press("ArrowDown");
      await expect(results(page).nth(1)).toBeFocused();
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await expect(field(page)).toBeFocused();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("/");
      await expect(field(page)).toBeFocused();
      const href = await results(page).first().getAttribute("href");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(href);
    });

    test("says that nothing was found, and where to look else", async ({ page }) => {
      await open(page, tree, "#?q=qqqzzz");
      await expect(status(page)).toHaveText("Nothing found. Find an article by support topic, product or id");
      await status(page).getByRole("link").click();
      await expect(page).toHaveURL(tree.at("find.html"));
    });

    test("shows what is asked and what is found as text", async ({ page }) => {
      const text = '<img src=x onerror=alert(1)> fermé';
      await open(page, tree, `#?q=${encodeURIComponent(text)}&kind=${encodeURIComponent("<b>")}&__proto__=x`);
      await expect(status(page)).not.toHaveText("");
      await page.getByLabel("Kind").selectOption("");
      await expect(page.locator("main img, main b")).toHaveCount(0);
      await field(page).fill("fermé");
      await expect(results(page)).toHaveText(["Le café est fermé"]);
      await expect(page.locator("[data-search-list] mark").first()).toHaveText(/ferm/i);
      await expect(page.locator("main img, main b")).toHaveCount(0);
    });

    test("says so where it cannot be read, and is read again at the next key", async ({ page }) => {
      const file = mode === "full" ? "**/pagefind-entry.json*" : "**/search.json";
      await page.route(file, (route) => route.fulfill({ status: 200, body: "{" }));
      const fresh = await page.context().newPage();
      await fresh.route(file, (route) => route.fulfill({ status: 200, body: "{" }));
      await fresh.goto(tree.at("search.html"));
      await fresh.keyboard.type("mail");
      await expect(status(fresh)).toContainText("The search could not be read.");
      await fresh.unroute(file);
      if (mode === "titles") {
        await fresh.keyboard.type("b");
        await expect(results(fresh).first()).toBeVisible();
      }
      await fresh.close();
    });

    test("asks for its own tree only, below any path", async ({ page }) => {
      const server = await serve(trees, { strict: false });
      const asked = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${server.origin}/search-${mode}/public/search.html#?q=share`);
      await expect(results(page)).toHaveCount(2);
      await expect(results(page).first()).toHaveAttribute("href", /\/search-(full|titles)\/public\/contoso\.files\//);
      expect(asked.length).toBeGreaterThan(4);
      expect(asked.filter((path) => !path.startsWith(`/search-${mode}/public/`))).toEqual([]);
      await server.close();
    });

    test("says so where no script runs", async ({ browser }) => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(tree.at("index.html"));
      await page.getByRole("banner").getByRole("link", { name: "Search" }).click();
      await expect(page.locator("main")).toContainText("scripts do not run here");
      await expect(page.locator("form")).toBeHidden();
      await page.getByRole("main").getByRole("link", { name: "Find an article" }).click();
      await expect(page).toHaveURL(tree.at("find.html"));
      await context.close();
    });

    for (const [scheme, forced] of [["light", "none"], ["dark", "none"], ["light", "active"]]) {
      for (const [name, query] of Object.entries({ empty: "", "with results": "#?q=share", "without results": "#?q=qqqzzz" })) {
        test(`axe finds nothing in it, ${name}, ${scheme}, forced colours ${forced}`, async ({ page }) => {
          await page.emulateMedia({ colorScheme: scheme, forcedColors: forced });
          await open(page, tree, query);
          if (query) await expect(status(page)).not.toHaveText("");
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        });
      }
    }
  });
}

test.describe("what only the text of an article says", () => {
  test("is found in full, with an excerpt", async ({ page }) => {
    await open(page, full, "#?q=0x80070008");
    await expect(results(page)).toHaveText(["A mailbox is full"]);
    await expect(page.locator("[data-search-list] mark")).toHaveText("0x80070008");
    await field(page).fill("walrus");
    await expect(results(page)).toHaveText(["Questions about a mailbox"]);
    await field(page).fill("onerror");
    await expect(page.locator("[data-search-list] li")).toContainText("<img src=x onerror=alert(1)>");
  });

  test("is found in Chinese, where no blank stands between words", async ({ page }) => {
    await open(page, chinese, `#?q=${encodeURIComponent("再试")}`);
    await expect(results(page)).toHaveText(["虚拟机无法启动"]);
    await field(page).fill("无法启动");
    await expect(results(page)).toHaveText(["虚拟机无法启动"]);
  });

  test("is chosen by tags in full", async ({ page }) => {
    await open(page, full, "#?q=share&tag=linux");
    await expect(results(page)).toHaveText(["Mount a file share"]);
    await expect(page.getByLabel("Tag").getByRole("option")).toHaveText(["Any", "linux (1)"]);
  });

  test("is not found in titles", async ({ page }) => {
    await open(page, titles, "#?q=brontosaurus");
    await expect(status(page)).toContainText("Nothing found.");
  });
});

test.describe("many results", () => {
  const many = JSON.stringify({
    format: 1,
    kinds: [["generic", "Articles"]],
    lists: [],
    headings: [],
    articles: Array.from({ length: 50 }, (_, at) => [`Printer number ${at + 1}`, `printer-${at + 1}.html`, "", "", 0, [], []]),
  });

  test("come twenty at a time", async ({ page }) => {
    titles.files.set("/search.json", many);
    await open(page, titles, "#?q=printer");
    await expect(results(page)).toHaveCount(20);
    await expect(status(page)).toHaveText("50 articles found");
    const more = page.getByRole("button", { name: "Show more" });
    await more.click();
    await expect(results(page)).toHaveCount(40);
    await expect(results(page).nth(20)).toBeFocused();
    await more.click();
    await expect(results(page)).toHaveCount(50);
    await expect(more).toBeHidden();
    titles.files.delete("/search.json");
  });
});

test.describe("the dialog", () => {
  const frame = (page) => page.frameLocator("dialog.search iframe");
  const text = (page) => frame(page).getByRole("searchbox");
  const dialog = (page) => page.getByRole("dialog", { name: "Search" });

  for (const [mode, tree] of Object.entries(sites)) {
    test(`opens by its link and by keys, and gives the focus back, ${mode}`, async ({ page }) => {
      await page.goto(tree.at("contoso.mail/mailboxes/mail-full.html"));
      const link = page.getByRole("banner").getByRole("link", { name: "Search" });
      await link.click();
      await expect(text(page)).toBeFocused();
      await page.keyboard.type("share");
      await expect(frame(page).locator("[data-search-list] a").first()).toBeVisible();
      await expect(frame(page).getByRole("banner")).toBeHidden();
      await page.keyboard.press("Escape");
      await expect(dialog(page)).toBeHidden();
      await expect(link).toBeFocused();
      for (const key of ["Control+k", "Meta+k", "/"]) {
        await page.keyboard.press(key);
        await expect(text(page)).toBeFocused();
        await expect(text(page)).toHaveValue("share");
        await page.keyboard.press("Escape");
        await expect(dialog(page)).toBeHidden();
      }
      await page.keyboard.press("/");
      await page.keyboard.type("mount");
      await expect(frame(page).locator("[data-search-list] a")).toHaveText(["Mount a file share"]);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(tree.at("contoso.files/shares/share.html"));
    });
  }

  test("is closed by its button and beside it", async ({ page }) => {
    await page.goto(titles.at("index.html"));
    await page.keyboard.press("/");
    await expect(text(page)).toBeFocused();
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await expect(dialog(page)).toBeHidden();
    await page.keyboard.press("/");
    await expect(text(page)).toBeFocused();
    await page.mouse.click(5, 300);
    await expect(dialog(page)).toBeHidden();
  });

  test("is made at its first use only, and not while something is being typed", async ({ page }) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(titles.at("find.html"));
    await page.getByLabel("Article id").focus();
    await page.keyboard.type("a/b");
    await expect(page.getByLabel("Article id")).toHaveValue("a/b");
    await expect(page.locator("dialog")).toHaveCount(0);
    expect(asked.filter((url) => /search\.(html|json)/.test(url))).toEqual([]);
    await page.keyboard.press("Control+k");
    await expect(text(page)).toBeFocused();
  });

  test("leaves the link a link", async ({ page, context }) => {
    await page.goto(titles.at("index.html"));
    const [other] = await Promise.all([context.waitForEvent("page"), page.getByRole("banner").getByRole("link", { name: "Search" }).click({ modifiers: ["ControlOrMeta"] })]);
    await expect(other).toHaveURL(titles.at("search.html"));
    await expect(page.locator("dialog")).toHaveCount(0);
  });

  for (const scheme of ["light", "dark"]) {
    test(`axe finds nothing in it, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(titles.at("index.html"));
      await page.keyboard.press("/");
      await page.keyboard.type("share");
      await expect(frame(page).locator("[data-search-list] a").first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }

  for (const width of [320, 1440]) {
    test(`fits a window ${width} wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 640 });
      await page.goto(titles.at("index.html"));
      await page.keyboard.press("/");
      await page.keyboard.type("share");
      await expect(frame(page).locator("[data-search-list] a").first()).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await text(page).evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    });
  }
});

test("a preview searches titles, though the site has every word", async ({ page }) => {
  const options = ["serve", "--cloud", "public", "--port", "0", "--config", "full.yaml", "--content", "content", "--themes", "../../themes"];
  const child = spawn(program, options, { cwd: join(here, "../search"), stdio: ["ignore", "ignore", "pipe"] });
  const origin = await new Promise((done, fail) => {
    let said = "";
    child.stderr.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found && said.includes("ready in")) done(found[0]);
    });
    child.on("exit", () => fail(new Error(said)));
  });
  await page.goto(`${origin}/public/index.html`);
  await expect(page.locator("inlaid-preview")).toHaveCount(1);
  await page.keyboard.press("/");
  await page.keyboard.type("mailbox full");
  const inner = page.frameLocator("dialog.search iframe");
  await expect(inner.locator("[data-search-list] a").first()).toHaveText("A mailbox is full");
  await expect(inner.locator("form")).toHaveAttribute("data-search", "titles");
  await expect(inner.locator("inlaid-preview")).toHaveCount(0);
  await page.goto("about:blank");
  await new Promise((done) => child.once("exit", done) && child.kill());
});

test("without a search there is no way to one", async ({ page }) => {
  await page.goto(off.at("index.html"));
  await expect(page.getByRole("link", { name: "Search" })).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.locator("dialog")).toHaveCount(0);
});

test.describe("the search of titles", () => {
  let search, index;
  test.beforeAll(async () => {
    // It names no other module, so its text is all there is of it.
    const script = readFileSync(join(here, "../../themes/default/assets/search-titles.js"), "utf8");
    const module = await import(`data:text/javascript,${encodeURIComponent(script)}`);
    search = module.search;
    index = module.prepare(JSON.parse(readFileSync(join(here, "../search/titles.json"), "utf8")));
  });
  const find = async (text, chosen) => {
    const { results } = search(index, text, chosen);
    return (await Promise.all(results.map(({ load }) => load()))).map(({ url }) => url);
  };

  for (const [what, text, wanted] of [
    ["a title by its words in any order", "full mailbox", ["full.html"]],
    ["the beginning of a word", "mailb", ["mailboxes.html", "full.html"]],
    ["words without case and accents", "LE CAFE", ["cafe.html"]],
    ["one of several", "vaults", ["vault.html"]],
    ["a name by its parts", "allocation failed", ["alloc.html"]],
    ["a name that is written in one", "AllocationFailed", ["alloc.html"]],
    ["a name that others write in two", "KeyVault", ["vault.html"]],
    ["a code", "0x80070005", ["code.html"]],
    ["an id", "guest_agent", ["agent-guest.html"]],
    ["a heading", "restore a share", ["shares.html"]],
    ["a description", "heavy weather", ["code.html"]],
    ["a word with a letter missing", "mailbx", ["full.html", "mailboxes.html"]],
    ["a word with two letters moved", "allocatoin", ["alloc.html"]],
    ["the inside of a long word", "llocation", ["alloc.html"]],
    ["no short word by its inside", "ull", []],
    ["Chinese by pairs of letters", "机无法", ["zh.html"]],
    ["Chinese beside other words", "vm 启动", ["zh.html"]],
    ["nothing for nothing", " - ", []],
    ["nothing for what is not there", "qqqzzz", []],
    ["words that are no properties of objects", "constructor __proto__", []],
  ]) {
    test(`finds ${what}`, async () => expect(await find(text)).toEqual(wanted));
  }

  test("puts articles with all words before those with most", async () => {
    expect((await find("mailbox is full today"))[0]).toBe("full.html");
    expect((await find("restore share vault"))[0]).toBe("shares.html");
  });

  test("chooses by kind, service and resource, and counts what each would leave", async () => {
    expect(await find("mailbox", { kind: "rca" })).toEqual(["mailboxes.html"]);
    expect(await find("mailbox", { service: "contoso.mail", resource: "boxes" })).toEqual(["full.html"]);
    const counts = await search(index, "mailbox", { kind: "rca" }).count();
    expect([...counts.kind]).toEqual([["generic", 1], ["rca", 1]]);
    expect([...counts.service]).toEqual([["contoso.mail", 1]]);
    expect([...counts.resource]).toEqual([]);
  });

  test("marks what was found, and keeps the text", async () => {
    const [first] = search(index, "mailb").results;
    const { title } = await first.load();
    expect(title.join("")).toBe("Mailboxes and rules");
    expect(title).toEqual(["", "Mailb", "oxes and rules"]);
  });
});
