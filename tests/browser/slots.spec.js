// Sources and their order, types, states: every rule of how a value gets into a page.
import { expect, host, open, set, shown, test } from "./support.js";

const tree = host("plain");
const site = host("site");
const free = () => tree.at("contoso.mail/free.html");
const everything = (query = "") => tree.at(`contoso.mail/everything.html${query}`);

test.describe("pages", () => {
  test("a page without slots loads no script for them", async ({ page }) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(tree.at("contoso.mail/plain.html"));
    expect(asked.filter((url) => /\/slots[\w.-]*\.js$/.test(url))).toEqual([]);
  });

  test("a page loads only what it uses", async ({ page }) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url().match(/([\w-]+)\.\w+\.js$/)?.[1]));
    await open(page, free());
    expect(asked.filter(Boolean).sort()).toEqual(["copy", "page", "scheme", "search-open", "slots", "slots-address", "slots-code", "slots-safe", "slots-values", "words-code", "words-search"]);
  });

  test("a page is whole without its script", async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(everything());
    expect(await shown(page, "userName")).toContainEqual(["userName", "unfilled", null]);
    expect(await shown(page, "company")).toEqual([
      ["company", "unfilled", null],
      ["your company", "default", null],
    ]);
    await expect(page.locator("[data-slot-tools]")).toBeHidden();
    await context.close();
  });

  test("brackets are drawn, and never copied", async ({ page }) => {
    await open(page, free());
    const slot = page.locator('[data-slot="text"]');
    const before = await slot.evaluate((element) => getComputedStyle(element, "::before").content);
    expect(before).toContain("[");
    const copied = await page.evaluate(() => {
      getSelection().selectAllChildren(document.querySelector("article p"));
      return getSelection().toString();
    });
    expect(copied.trim()).toBe("Text text and more.");
  });
});

test.describe("sources", () => {
  test.beforeEach(() => site.files.set("/values.json", JSON.stringify({ free: "data", userName: "data", count: 5 })));

  test("the reader stands over the host, the host over the link, the link over data, data over the site", async ({ page }) => {
    await open(page, site.at("contoso.mail/everything.html#?free=link"));
    await page.waitForFunction(() => window.inlaid.get("count") === 5);
    expect(await shown(page, "free")).toEqual([["link", "filled", "link"]]);
    expect((await shown(page, "userName"))[0]).toEqual(["data", "filled", "data"]);
    expect((await shown(page, "company"))[0]).toEqual(["Contoso", "filled", "site"]);
    await set(page, { free: "host", company: "host" });
    expect(await shown(page, "free")).toEqual([["host", "filled", "host"]]);
    await page.locator("[data-slot-tools] button").click();
    await page.getByLabel("free", { exact: true }).fill("reader");
    await expect(page.locator('[data-slot="free"]')).toHaveText("reader");
    expect(await shown(page, "free")).toEqual([["reader", "edited", "reader"]]);

    // Layers stay apart: what is cleared shows the next.
    await page.getByLabel("free", { exact: true }).fill("");
    await expect(page.locator('[data-slot="free"]')).toHaveText("host");
    await page.evaluate(() => window.inlaid.clear(["free", "company"]));
    expect(await shown(page, "free")).toEqual([["link", "filled", "link"]]);
    expect((await shown(page, "company"))[0]).toEqual(["Contoso", "filled", "site"]);
    await page.getByRole("region", { name: "Values from the link" }).getByRole("button", { name: "Clear" }).click();
    await expect(page.locator('[data-slot="free"]')).toHaveText("data");
    expect(new URL(page.url()).hash).toBe("");
  });

  test("data that cannot be loaded is said and changes nothing", async ({ page, complaints }) => {
    site.files.set("/values.json", "[1, 2]");
    await open(page, site.at("contoso.mail/everything.html"));
    await page.waitForFunction(() => window.seen.some(([name, { reason }]) => name === "invalid" && reason));
    expect((await shown(page, "userName"))[0]).toEqual(["userName", "unfilled", null]);
    expect(complaints).toEqual([]);
  });

  test("slots are pending while data is loaded", async ({ page }) => {
    let answer;
    await page.route("**/values.json", (route) => (answer = () => route.continue()));
    await open(page, site.at("contoso.mail/everything.html"));
    await expect(page.locator('[data-slot="free"]')).toHaveAttribute("data-slot-state", "pending");
    answer();
    await expect(page.locator('[data-slot="free"]')).toHaveAttribute("data-slot-state", "filled");
  });

  test("a script can load data from its own host alone", async ({ page }) => {
    await open(page, site.at("contoso.mail/everything.html"));
    site.files.set("/more.json", JSON.stringify({ free: "more", none: 1 }));
    const result = await page.evaluate(() => window.inlaid.load("/more.json"));
    expect(result).toEqual({ applied: ["free"], rejected: [{ name: "none", reason: "unknown" }] });
    const refused = await page.evaluate(() => window.inlaid.load("https://elsewhere.example/x.json").catch((error) => error.message));
    expect(refused).toContain("another host");
  });

  test("absent looks lower, null is known to be none, and an empty text is empty", async ({ page }) => {
    await open(page, everything());
    await set(page, { free: null, userName: "" });
    expect(await shown(page, "free")).toEqual([["none", "empty", "host"]]);
    expect((await shown(page, "userName"))[0]).toEqual(["", "empty", "host"]);
    await set(page, { userName: "Ann" });
    expect(await shown(page, "free")).toEqual([["none", "empty", "host"]]);
    await set(page, { userName: "Bob" }, { replace: true });
    expect(await shown(page, "free")).toEqual([["free", "unfilled", null]]);
  });

  test("names compare without case, and an alias is its slot", async ({ page }) => {
    await open(page, everything());
    const result = await set(page, { " USERname ": "Ann", subscription: "s-1", nobody: 1, __proto__x: 2 });
    expect(result.applied).toEqual(["userName", "SubId"]);
    expect(result.rejected).toEqual([
      { name: "nobody", reason: "unknown" },
      { name: "__proto__x", reason: "unknown" },
    ]);
    expect((await shown(page, "USERNAME"))[0][0]).toBe("Ann");
    expect((await shown(page, "SubId"))[0][0]).toBe("s-1");
    expect((await shown(page, "subscriptionId"))[0][0]).toBe("s-1");
  });

  test("calls that came before the script are carried out", async ({ page }) => {
    await page.addInitScript(() => (window.inlaid = { q: [["set", { text: "early" }]] }));
    await open(page, free());
    expect(await shown(page, "text")).toEqual([["early", "filled", "host"]]);
    await page.evaluate(() => window.inlaid.q.push(["set", { text: "late" }]));
    expect(await shown(page, "text")).toEqual([["late", "filled", "host"]]);
  });

  test("changes of one moment are one event, and one write", async ({ page }) => {
    await open(page, free());
    const events = await page.evaluate(async () => {
      window.seen.length = 0;
      let writes = 0;
      new MutationObserver(() => (writes += 1)).observe(document.querySelector("article"), { subtree: true, childList: true, attributes: true });
      await Promise.all([window.inlaid.set({ text: "a" }), window.inlaid.set({ block: "b" }), window.inlaid.set({ text: "c" })]);
      await new Promise((done) => setTimeout(done));
      return [writes, window.seen];
    });
    expect(events).toEqual([1, [["change", { names: ["text", "block"] }]]]);
  });

  test("the script says what the page has", async ({ page }) => {
    await open(page, free());
    const slots = await page.evaluate(() => window.inlaid.slots());
    expect(slots.map(({ name, kind, block, state }) => [name, kind, block, state])).toEqual([
      ["text", "label", false, "unfilled"],
      ["block", "label", true, "unfilled"],
      ["code", "label", false, "unfilled"],
      ["part", "label", false, "unfilled"],
      ["whole", "label", false, "unfilled"],
      ["alt", "label", false, "unfilled"],
    ]);
    expect(await page.evaluate(() => window.seen[window.seen.length - 1][0])).toBe("ready");
    expect(await page.evaluate(() => ["text", "none"].map(window.inlaid.get).every((value) => value === undefined))).toBe(true);
  });

  test("the text of an element has its values, and brackets where one is missing", async ({ page }) => {
    await open(page, everything());
    await set(page, { token: "s3cret", free: "value" });
    const text = await page.evaluate(() => window.inlaid.text());
    expect(text).toContain("[token]");
    expect(text).not.toContain("Copy");
    expect(text).not.toContain("s3cret");
    expect(text).toContain("value");
    expect(text).toContain("[userName] of your company");
    expect(await shown(page, "token")).toEqual([["s3cret", "filled", "host"]]);
  });
});

test.describe("types", () => {
  const rows = [
    // slot, value, text, state
    ["startTime", "2026-03-04T09:05:07+02:00", "Mar 4, 2026, 07:05:07", "filled"],
    ["startTime", "2026-02-30", "startTime", "invalid"],
    ["startTime", 5, "startTime", "invalid"],
    ["endTime", "2026-03-04 09:05Z", "Mar 4, 2026, 09:05 UTC", "filled"],
    ["endTime", "2026-03-04", "Mar 4, 2026", "filled"],
    ["day", "2026-03-04T09:05", "Mar 4, 2026", "filled"],
    ["hour", "2026-03-04T09:05", "09:05 UTC", "filled"],
    ["count", 1234.5, "1,234.5", "filled"],
    ["count", "1234", "1,234", "filled"],
    ["count", "12x", "count", "invalid"],
    ["count", "1e999", "count", "invalid"],
    ["port", 50000, "50000", "filled"],
    ["color", "red", "red", "filled"],
    ["color", "blue", "color", "invalid"],
    ["report", "https://contoso.com/", "https://contoso.com/", "filled"],
    ["report", "javascript:alert(1)", "report", "invalid"],
    ["ticket", 7000, "7000", "filled"],
    ["free", 7000, "7,000", "filled"],
    ["free", "7000", "7000", "filled"],
    ["free", true, "true", "filled"],
    ["free", ["a", "b", 1000], "a, b, and 1,000", "filled"],
    ["free", [], "none", "empty"],
    ["free", Array.from({ length: 25 }, (_, at) => `i${at}`), /i19, and 5 more$/, "filled"],
    ["free", { a: 1 }, "free", "invalid"],
    ["free", [{ a: 1 }], "free", "invalid"],
    ["free", [[1]], "free", "invalid"],
    ["free", "x".repeat(10_001), "free", "invalid"],
    ["anything", "one\ntwo", "one\ntwo", "filled"],
    ["anything", ["a", null], "anone", "filled"],
    ["anything", { a: 1, b: [1, 2] }, "a1b1 and 2", "filled"],
    ["anything", [{ a: 1 }, { b: 2 }], "ab12", "filled"],
    ["anything", { columns: ["x", "y"], rows: [[1], { y: 2 }] }, "xy12", "filled"],
    ["anything", { columns: ["x"], rows: [[1, 2]] }, "anything", "invalid"],
    ["anything", { columns: [1], rows: [] }, "anything", "invalid"],
    ["anything", { a: { b: 1 } }, "anything", "invalid"],
    ["anything", [1, { a: 1 }], "anything", "invalid"],
    ["anything", Array.from({ length: 130 }, () => "i"), /and 30 more$/, "filled"],
    ["anything", Array.from({ length: 130 }, () => ({ a: 1 })), /and 30 more$/, "filled"],
    ["anything", {}, "none", "empty"],
    ["details", "text", "details", "invalid"],
    ["details", [1], "details", "invalid"],
    ["signIns", { a: 1 }, "sign-ins", "invalid"],
    ["servers", "one", "one", "filled"],
  ];
  for (const [slot, value, text, state] of rows) {
    test(`${slot}: ${JSON.stringify(value).slice(0, 60)} is ${state}`, async ({ page }) => {
      await open(page, everything());
      await set(page, { [slot]: value });
      const [first] = await shown(page, slot);
      expect(first).toEqual([text instanceof RegExp ? expect.stringMatching(text) : text, state, "host"]);
      expect(await page.locator("article").innerText()).not.toContain("[object");
    });
  }

  test("a block shows a list, a description list, and a table with a head", async ({ page }) => {
    await open(page, everything());
    await set(page, { servers: ["a", "b"], details: { Region: "West" }, signIns: [{ Who: "Ann", When: "now" }] });
    await expect(page.locator('div[data-slot="servers"] > ul > li')).toHaveText(["a", "b"]);
    await expect(page.locator('div[data-slot="details"] > dl > dt')).toHaveText(["Region"]);
    await expect(page.locator('div[data-slot="signIns"] th[scope="col"]')).toHaveText(["Who", "When"]);
    await expect(page.locator('td > [data-slot="servers"]')).toHaveText("a and b");
    // A list in the place of a table goes away as a whole.
    await set(page, { servers: "one" });
    await expect(page.locator('div[data-slot="servers"] > ul > li')).toHaveText(["one"]);
  });

  test("a value that cannot be shown is told by name and reason", async ({ page }) => {
    await open(page, everything());
    const result = await set(page, { free: { a: 1 }, count: "x", cmd: "a; b", text: "t" });
    expect(result.rejected).toEqual(
      expect.arrayContaining([
        { name: "text", reason: "unknown" },
        { name: "free", reason: "shape" },
        { name: "count", reason: "type" },
      ]),
    );
    const invalid = await page.evaluate(() => window.seen.findLast(([name]) => name === "invalid")[1].slots);
    expect(invalid).toContainEqual({ name: "cmd", reason: "code" });
  });
});

test.describe("code and links", () => {
  test("a command takes what stays one word in its quotes", async ({ page }) => {
    await open(page, everything());
    const cmd = async (value) => {
      await set(page, { cmd: value });
      return (await shown(page, "cmd")).map(([text]) => text === value);
    };
    // bare, double, single, alone, fence (bare), raw pre (bare)
    expect(await cmd("vm-1")).toEqual([true, true, true, true, true, true]);
    expect(await cmd("a b")).toEqual([false, true, true, true, false, false]);
    expect(await cmd("it's")).toEqual([false, true, false, true, false, false]);
    expect(await cmd("$(x)")).toEqual([false, false, true, true, false, false]);
    expect(await cmd('a"b')).toEqual([false, false, true, true, false, false]);
    expect(await cmd("a\\")).toEqual([false, false, false, true, false, false]);
    expect(await cmd("two\nlines")).toEqual([false, false, false, false, false, false]);
    expect(await cmd("\u202etxt")).toEqual([false, false, false, false, false, false]);
    await set(page, { cmd: "" });
    expect((await shown(page, "cmd")).map(([, state]) => state)).toEqual(Array(6).fill("invalid"));
  });

  test("a link waits for its values, says what it needs, and encodes them", async ({ page }) => {
    await open(page, everything());
    const link = page.locator('[data-slot-href*="/r/"]');
    await expect(link).toHaveAttribute("aria-disabled", "true");
    await expect(link).toHaveAttribute("data-slot-needs", "reportId");
    expect(await link.evaluate((element) => getComputedStyle(element, "::after").content)).toContain("[");
    await set(page, { reportId: "a/b?c#d&e", resourceId: "/s/1", resourceIdDecoded: "/s/x y", Link1: "https://contoso.com/a b" });
    await expect(link).toHaveAttribute("href", "https://contoso.com/r/a%2Fb%3Fc%23d%26e?x=1");
    await expect(link).not.toHaveAttribute("aria-disabled");
    await expect(link).not.toHaveAttribute("role");
    await expect(page.getByText("Reset", { exact: true })).toHaveAttribute("href", /id\/%2Fs%2F1$/);
    await expect(page.getByText("overview", { exact: true })).toHaveAttribute("href", /resource\/\/s\/x%20y\/o$/);
    await expect(page.locator('[data-slot-href="{Link1}"]')).toHaveAttribute("href", "https://contoso.com/a%20b");
    expect((await set(page, { reportId: null })).rejected).toEqual([{ name: "reportId", reason: "url" }]);
    await page.evaluate(() => window.inlaid.clear("reportId"));
    await expect(link).not.toHaveAttribute("href");
    await expect(link).toHaveAttribute("role", "link");
  });
});

test.describe("links with values", () => {
  test("a link fills scalars, goes to its heading, and is announced", async ({ page }) => {
    await open(page, everything("#links?free=from+link&nobody=x"));
    expect(await shown(page, "free")).toEqual([["from link", "filled", "link"]]);
    const bar = page.getByRole("region", { name: "Values from the link" });
    await expect(bar).toContainText("Some values came from the link you followed");
    await expect(page.getByRole("heading", { name: "Links" })).toBeInViewport();
    await bar.getByRole("button", { name: "Show" }).click();
    await expect(bar.locator("dt")).toHaveText(["free"]);
    await expect(bar.locator("dd")).toHaveText(["from link"]);
    await expect(page.locator("html")).toHaveAttribute("data-slot-show", "");
    // A fragment without values leaves them alone; one with others takes their place.
    await page.evaluate(() => (location.hash = "#links"));
    expect(await shown(page, "free")).toEqual([["from link", "filled", "link"]]);
    await page.evaluate(() => (location.hash = "#?userName=Bob"));
    await expect(page.locator('[data-slot="free"]')).toHaveText("free");
    await page.evaluate(() => (location.hash = "#?"));
    await expect(bar).toHaveCount(0);
  });

  test("a link cannot set secrets, what is kept from links, or long texts", async ({ page }) => {
    await open(page, everything(`#?token=x&internal=y&free=${"z".repeat(257)}&userName=ok`));
    for (const name of ["token", "internal", "free"]) expect((await shown(page, name))[0][1]).toBe("unfilled");
    expect((await shown(page, "userName"))[0]).toEqual(["ok", "filled", "link"]);
  });

  test("a command and a whole address wait until the reader takes them", async ({ page }) => {
    await open(page, everything("#?cmd=vm-9&Link1=https://contoso.com/&reportId=r1"));
    expect((await shown(page, "cmd")).map(([, state]) => state)).toEqual(Array(6).fill("pending"));
    await expect(page.locator('[data-slot-href="{Link1}"]')).not.toHaveAttribute("href");
    const copy = page.locator("button.copy").first();
    await expect(copy).toHaveAccessibleName("Copy");
    await page.getByRole("button", { name: "Use them in commands and links" }).click();
    await expect(page.locator('[data-slot="cmd"]').first()).toHaveText("vm-9");
    await expect(page.locator('[data-slot-href="{Link1}"]')).toHaveAttribute("href", "https://contoso.com/");
    await expect(copy).toHaveAccessibleName("Copy, with values from the link you followed");
    await copy.click();
    await expect(copy).toHaveAccessibleName("Copied");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("az vm show --name vm-9 --since [startTime]");
  });

  test("an address of the page never names a file of data", async ({ page }) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(page, everything("?data=/x.json&values=/x.json#?data=/x.json"));
    expect(asked.filter((url) => /x\.json$/.test(url.split("?")[0]))).toEqual([]);
  });
});
