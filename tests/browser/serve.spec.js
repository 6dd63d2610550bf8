// The preview in a browser: a save is seen at once, and the reader's place stays.
import { expect, program, test, trees } from "./support.js";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const article = (id, body) => `<properties
    pageTitle="T"
    articleId="${id}"
    service="contoso.mail"
    selfHelpType="diagnostics"
    cloudEnvironments="public"
/>

# Title

${body}
`;
const filler = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of many.`).join("\n\n");
const long = (first, last) =>
  article("long", `${first}\n\n<details><summary>More</summary>Inside.</details>\n\nHello <!--$name-->[name]<!--/$name-->.\n\n${filler}\n\n${last}`);

// A preview of a folder of its own.
const start = async (folder, port = 0, clouds = ["--cloud", "public"]) => {
  const child = spawn(program, ["serve", ...clouds, "--port", String(port)], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const address = await new Promise((done, fail) => {
    child.stderr.on("data", (bytes) => {
      said += bytes;
      const found = said.match(/http:\/\/127\.0\.0\.1:(\d+)/);
      if (found && /ready in|error/.test(said)) done(found);
    });
    child.on("exit", () => fail(new Error(said)));
  });
  const stop = () => new Promise((done) => child.once("exit", done) && child.kill());
  return { origin: address[0], port: Number(address[1]), stop };
};

const folder = (name) => {
  const path = join(trees, "serve", name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(join(path, "content"), { recursive: true });
  return path;
};

const marked = (page) => page.evaluate(() => (window.marked = true));
const isMarked = (page) => page.evaluate(() => window.marked === true);

test("a save is seen in place: scroll, open details and filled slots stay", async ({ page }) => {
  const site = folder("place");
  const file = join(site, "content/long.md");
  writeFileSync(file, long("First.", "Last."));
  const preview = await start(site);
  try {
    await page.goto(`${preview.origin}/public/contoso.mail/long.html`);
    await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
    await page.evaluate(() => window.inlaid.set({ name: "Ann" }));
    await page.locator("summary").last().click();
    await page.getByText("Paragraph 30 of many.").scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await marked(page);
    const saves = [
      // In place, by rename, and as vim does, on a slow machine: the article is away for a while.
      (text) => writeFileSync(file, text),
      (text) => {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      },
      async (text) => {
        renameSync(file, `${file}~`);
        await page.waitForTimeout(50);
        writeFileSync(file, text);
        rmSync(`${file}~`);
      },
    ];
    for (let round = 0; round < 99; round += 1) {
      await saves[round % 3](long("First.", `Last of round ${round}.`));
      await expect(page.getByText(`Last of round ${round}.`)).toHaveCount(1);
    }
    expect(await page.evaluate(() => scrollY)).toBe(before);
    expect(await page.locator("article details").getAttribute("open")).toBe("");
    await expect(page.locator('[data-slot="name"]')).toHaveText("Ann");
    expect(await isMarked(page)).toBe(true);

    // Blocks that come and go, and a heading that changes its id.
    writeFileSync(file, long("First.\n\n## New heading\n\n- one\n- two", "Last."));
    await expect(page.getByRole("heading", { name: "New heading" })).toHaveCount(1);
    writeFileSync(file, long("First.\n\n## Another heading\n\n- one\n- three", "Last."));
    await expect(page.getByRole("heading", { name: "Another heading" })).toHaveAttribute("id", "another-heading");
    await expect(page.locator("article li")).toHaveText(["one", "three"]);
    expect(await isMarked(page)).toBe(true);

    // Slots that come need their script anew; what was filled is filled again.
    writeFileSync(file, long("First, <!--$other-->[other]<!--/$other-->.", "Last."));
    await expect(page.locator('[data-slot="other"]')).toHaveAttribute("data-slot-state", "unfilled");
    await expect(page.locator('[data-slot="name"]')).toHaveText("Ann");
  } finally {
    // A page that is still open would say that the server went away.
    await page.goto("about:blank");
    await preview.stop();
  }
});

test("two browsers, a style sheet, a fault, and a server that comes back", async ({ page, browser, complaints }) => {
  const site = folder("more");
  const file = join(site, "content/a.md");
  writeFileSync(file, article("a", "Words."));
  cpSync(new URL("../../themes/default", import.meta.url), join(site, "themes/default"), { recursive: true });
  let preview = await start(site);
  const other = await browser.newPage();
  try {
    const address = `${preview.origin}/public/contoso.mail/a.html`;
    for (const one of [page, other]) {
      await one.goto(address);
      await one.waitForTimeout(300);
      await marked(one);
    }
    writeFileSync(file, article("a", "Other words."));
    for (const one of [page, other]) await expect(one.getByText("Other words.")).toHaveCount(1);

    const sheet = join(site, "themes/default/assets/style.css");
    writeFileSync(sheet, "body { background: rgb(1, 2, 3); }");
    await expect(page.locator("body")).toHaveCSS("background-color", "rgb(1, 2, 3)");
    expect(await isMarked(page)).toBe(true);

    const template = join(site, "themes/default/templates/pager.html");
    writeFileSync(template, "{{ nothing.here }");
    await expect(page.getByRole("status")).toContainText("pager.html");
    await expect(page.getByText("Other words.")).toHaveCount(1);
    writeFileSync(template, "");
    await expect(page.getByRole("status")).toHaveCount(0);

    await preview.stop();
    await expect(page.getByRole("status")).toContainText("cannot be reached");
    writeFileSync(file, article("a", "Words of the third day."));
    preview = await start(site, preview.port);
    await expect(page.getByText("Words of the third day.")).toHaveCount(1, { timeout: 20_000 });
    await expect(page.getByRole("status")).toHaveCount(0);
    // That the server was away is said by the browser, too.
    complaints.splice(0, complaints.length, ...complaints.filter((words) => !/ERR_(CONNECTION_REFUSED|INCOMPLETE|EMPTY)/.test(words)));
  } finally {
    await other.close();
    await page.goto("about:blank");
    await preview.stop();
  }
});

test("a form that changes is a form again, and one that does not keeps its answers", async ({ page }) => {
  const site = folder("form");
  const file = join(site, "content/a.md");
  const form = (label, text) => {
    const fields = [
      { id: "os", order: 1, controlType: "textbox", displayLabel: label },
      { id: "disk", order: 2, controlType: "textbox", displayLabel: "Which disk?", visibility: "os != null" },
    ];
    const body = `${text}\n\n---\n${JSON.stringify({ formElements: fields })}\n---`;
    return article("a", body).replace("diagnostics", "problemScopingQuestions");
  };
  writeFileSync(file, form("Which system?", "First."));
  const preview = await start(site);
  try {
    await page.goto(`${preview.origin}/public/contoso.mail/a.html`);
    await expect(page.getByLabel("Which disk?")).toBeHidden();
    await page.getByLabel("Which system?").fill("x");
    await expect(page.getByLabel("Which disk?")).toBeVisible();
    await marked(page);
    writeFileSync(file, form("Which system?", "Second."));
    await expect(page.getByText("Second.")).toBeVisible();
    expect(await isMarked(page)).toBe(true);
    await expect(page.getByLabel("Which system?")).toHaveValue("x");
    writeFileSync(file, form("Which one?", "Second."));
    await expect(page.getByLabel("Which disk?")).toBeHidden();
    await page.getByLabel("Which one?").fill("y");
    await expect(page.getByLabel("Which disk?")).toBeVisible();
  } finally {
    await page.goto("about:blank");
    await preview.stop();
  }
});

test("slots are filled by sample values, and follow their files", async ({ page }) => {
  const site = folder("samples");
  mkdirSync(join(site, "values"));
  writeFileSync(join(site, "values/ann.yaml"), "name: Ann\n");
  writeFileSync(join(site, "values/bob.yaml"), "name: Bob\n");
  writeFileSync(join(site, "content/a.md"), article("a", "Hello <!--$name-->[name]<!--/$name-->."));
  const preview = await start(site);
  try {
    await page.goto(`${preview.origin}/public/contoso.mail/a.html`);
    const slot = page.locator('[data-slot="name"]');
    await expect(slot).toHaveText("Ann");
    const choice = page.getByLabel("Sample values");
    await choice.selectOption("bob");
    await expect(slot).toHaveText("Bob");
    writeFileSync(join(site, "values/bob.yaml"), "name: Bobby\n");
    await expect(slot).toHaveText("Bobby");
    await page.reload();
    await expect(slot).toHaveText("Bobby");
    await choice.selectOption("no sample values");
    await expect(slot).toHaveAttribute("data-slot-state", "unfilled");
  } finally {
    await page.goto("about:blank");
    await preview.stop();
  }
});

test("the bar says what is wrong, what the header says, and why an article is not in a cloud", async ({ page, complaints }) => {
  const site = folder("bar");
  const file = join(site, "content/a.md");
  const text = article("a", "See [gone](gone.md).").replace('cloudEnvironments="public"', 'cloudEnvironments="public, Fairfax" disableClouds="usnat"');
  writeFileSync(file, text);
  const preview = await start(site, 0, []);
  try {
    await page.goto(`${preview.origin}/public/contoso.mail/a.html`);
    const bar = page.getByRole("toolbar", { name: "Preview" });
    await bar.getByRole("button", { name: "1 finding here" }).click();
    await expect(page.getByText("warning[broken-link]")).toBeVisible();
    await expect(page.locator("inlaid-preview mark")).toHaveText("[gone](gone.md)");
    await expect(page.getByRole("link", { name: "line 11" })).toHaveAttribute("href", `vscode://file${file}:11:5`);
    // It goes away as soon as it is mended.
    writeFileSync(file, text.replace("See [gone](gone.md).", "See nothing."));
    await expect(bar.getByRole("button", { name: "0 findings here" })).toBeVisible();
    await bar.getByRole("button", { name: "diagnostics" }).click();
    await expect(page.getByRole("row", { name: /cloudEnvironments/ })).toContainText("public, Fairfax");
    expect(complaints).toEqual([]);

    const cloud = bar.getByLabel("Cloud");
    await cloud.selectOption("fairfax");
    await expect(page).toHaveURL(/\/fairfax\/contoso\.mail\/a\.html$/);
    await cloud.selectOption({ label: "mooncake (not there)" });
    await expect(page.locator("main")).toContainText("`cloudEnvironments` in line 6 says `public, Fairfax`");
    await cloud.selectOption({ label: "usnat (not there)" });
    await expect(page.locator("main")).toContainText("`disableClouds` in line 6 names it");
    // Published there, the page comes by itself.
    writeFileSync(file, text.replace(' disableClouds="usnat"', "").replace("Fairfax", "Fairfax, usnat"));
    await expect(page.getByRole("heading", { name: "Title" })).toBeVisible();
    complaints.splice(0, complaints.length, ...complaints.filter((words) => !words.includes("404 (Not Found)")));
  } finally {
    await page.goto("about:blank");
    await preview.stop();
  }
});

test("a page whose article is renamed leads to its new address, and the bar shows routes and colours", async ({ page, complaints }) => {
  const site = folder("moved");
  const file = join(site, "content/old.md");
  const text = article("", "Text.").replace('    articleId=""\n', "");
  writeFileSync(file, text);
  const preview = await start(site);
  try {
    await page.goto(`${preview.origin}/public/contoso.mail/old.html`);
    const bar = page.getByRole("toolbar", { name: "Preview" });
    await bar.getByRole("button", { name: "diagnostics" }).click();
    await expect(page.locator("inlaid-preview .panel").getByRole("link", { name: "contoso.mail" })).toHaveAttribute("href", "/public/contoso.mail/index.html");
    await expect(page.locator("inlaid-preview .panel")).toContainText("1 of 1");

    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: "light" });
    const light = await paper();
    await bar.getByLabel("Colours").selectOption("Dark");
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.reload();
    await expect.poll(paper).toBe(dark);
    await page.emulateMedia({ colorScheme: "dark" });
    await bar.getByLabel("Colours").selectOption("Light");
    expect(await paper()).toBe(light);
    await bar.getByLabel("Colours").selectOption("System colours");
    expect(await paper()).toBe(dark);

    renameSync(file, join(site, "content/new.md"));
    await expect(page).toHaveURL(/\/public\/contoso\.mail\/new\.html$/);
    await expect(page.getByRole("heading", { name: "Title" })).toBeVisible();
    rmSync(join(site, "content/new.md"));
    await expect(page.locator("main")).toContainText("new.md is not there any more");
    // What comes back is shown again.
    writeFileSync(file, text);
    await expect.poll(async () => (await page.request.get(`${preview.origin}/public/contoso.mail/old.html`)).status()).toBe(200);
  } finally {
    await page.goto("about:blank");
    // The browser says of the page that is gone that it is.
    complaints.splice(0, complaints.length, ...complaints.filter((words) => !words.includes("404 (Not Found)")));
    await preview.stop();
  }
});

test("the bar steps checks through their states, and feeds metrics", async ({ page }) => {
  const site = folder("checks");
  const body = (words) => `<insight>
  <symptomId>A, B</symptomId>
  <noResultText>Nothing is wrong.</noResultText>
</insight>

<metric>
  <name>Load</name>
</metric>

${words}`;
  const write = (words) => writeFileSync(join(site, "content/c.md"), article("c", body(words)).replace("diagnostics", "apollo"));
  write("First.");
  const preview = await start(site);
  try {
    await page.goto(`${preview.origin}/public/contoso.mail/c.html`);
    const next = page.getByRole("button", { name: "Next state of checks" });
    for (const state of ["Running", "Nothing found", "Timed out", "Failed", "Found"]) {
      await next.click();
      await expect(page.locator(".insight .state")).toHaveText(state);
    }
    await page.getByRole("button", { name: "Sample points" }).click();
    await expect(page.locator(".metric svg")).toBeVisible();
    // What was made stays where a save changes something else.
    write("Second.");
    await expect(page.getByText("Second.")).toBeVisible();
    await expect(page.locator(".metric svg")).toBeVisible();
    await next.click();
    await expect(page.locator(".insight .state")).toHaveCount(0);
  } finally {
    await page.goto("about:blank");
    await preview.stop();
  }
});
