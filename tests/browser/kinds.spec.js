// Pages of JSON bodies: forms, support topics, menus, recommendations.
import { expect, host, open, serve, test, trees } from "./support.js";
import AxeBuilder from "@axe-core/playwright";
import { join } from "node:path";

const tree = host("kinds");
const form = tree.at.bind(null, "contoso.mail/form.html");
const field = (page, id) => page.locator(`[data-field-id="${id}"]`);
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());
const live = async (page, address) => {
  await page.goto(address);
  await page.waitForSelector("form[data-live]");
};

test("fields come and go with the answers, and what is hidden is not answered", async ({ page }) => {
  await live(page, form());
  await expect(field(page, "several")).toBeHidden();
  await expect(field(page, "radio")).toBeHidden();
  // The words of a condition are for readers without the script.
  await expect(page.locator(".field-when").first()).toBeHidden();

  await page.getByLabel("Is there an error?", { exact: true }).selectOption("Yes");
  await expect(field(page, "several")).toBeVisible();
  // `several != phone` holds while nothing is chosen.
  await expect(field(page, "radio")).toBeVisible();
  await page.getByLabel("Where?").selectOption(["phone"]);
  await expect(field(page, "radio")).toBeHidden();
  await page.getByLabel("Where?").selectOption(["phone", "web"]);
  await expect(field(page, "radio")).toBeVisible();
  await expect(field(page, "time")).toBeHidden();
  await page.getByLabel("Today").check();
  await expect(field(page, "time")).toBeVisible();
  // A condition that is not understood hides nothing.
  await expect(field(page, "never_parsed")).toBeVisible();

  // All that hang on a hidden field are hidden with it.
  await page.getByLabel("Is there an error?", { exact: true }).selectOption("No");
  for (const id of ["several", "radio", "time"]) await expect(field(page, id)).toBeHidden();
  await page.getByRole("button", { name: "Copy as JSON" }).click();
  expect(JSON.parse(await copied(page))).toEqual({ drop: "No" });
});

test("answers are copied as JSON and as text, and cleared", async ({ page }) => {
  await live(page, form());
  await page.getByLabel("Which <mailbox>?").fill("ann@contoso.com and more");
  await page.getByLabel("What happens?").fill("It <b>fails</b>\nagain");
  await page.getByLabel("Is there an error?", { exact: true }).selectOption("Yes");
  await page.getByLabel("Where?").selectOption(["web", "phone"]);
  await page.getByLabel(/^The host offers/).fill("mail-1");
  await page.getByRole("button", { name: "Copy as JSON" }).click();
  expect(JSON.parse(await copied(page))).toEqual({
    text: "ann@contoso.com".slice(0, 15),
    lines: "It <b>fails</b>\nagain",
    drop: "Yes",
    several: ["web", "phone"],
    dynamic: "mail-1",
  });
  await page.getByRole("button", { name: "Copy answers" }).click();
  expect(await copied(page)).toContain("Where?\nweb, phone\n");
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(field(page, "several")).toBeHidden();
  await page.getByRole("button", { name: "Copy as JSON" }).click();
  expect(JSON.parse(await copied(page))).toEqual({});
});

test("an answer that is not what it should be is said beside it", async ({ page }) => {
  await live(page, form());
  const error = (id) => field(page, id).locator(".field-error");
  await page.getByLabel("Which <mailbox>?").focus();
  await expect(error("text")).toBeHidden();
  await page.getByLabel("How many?").fill("x");
  await page.keyboard.press("Tab");
  await expect(error("text")).toHaveText("This question needs an answer.");
  await expect(page.getByLabel("Which <mailbox>?")).toHaveAttribute("aria-invalid", "true");
  await expect(error("number")).toHaveText("This should be a number.");
  await page.getByLabel("How many?").fill("0");
  await expect(error("number")).toHaveText("More than 0");
  await page.getByLabel("How many?").fill("1.5");
  await expect(error("number")).toHaveText("Integers only.");
  await page.getByLabel("How many?").fill("2");
  await expect(error("number")).toBeHidden();
  await page.getByRole("button", { name: "Copy answers" }).click();
  await expect(page.getByRole("status")).toHaveText(/^Copied; \d to mend$/);
});

test("answers never leave the page", async ({ page }) => {
  await live(page, form());
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.getByLabel("Which <mailbox>?").fill("ann");
  await page.keyboard.press("Enter");
  await page.getByLabel("Is there an error?", { exact: true }).selectOption("Yes");
  await page.getByLabel("Today").check();
  await page.keyboard.press("Enter");
  expect(requests).toEqual([]);
  expect(page.url()).toBe(form());
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, ""]);
});

test("without the script every field is there, with its condition in words, and sends nothing", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const requests = [];
  await page.goto(form());
  await expect(page.getByLabel("Where?")).toBeVisible();
  await expect(page.getByText("Only if “Is there an error?” is “Yes, there is”", { exact: true })).toBeVisible();
  await expect(page.locator(".form-tools")).toBeHidden();
  page.on("request", (request) => requests.push(request.url()));
  await page.getByLabel("Today").check();
  await page.getByLabel("Which <mailbox>?").fill("ann");
  await page.keyboard.press("Enter");
  expect(requests).toEqual([]);
  expect(page.url()).toBe(form());
  await context.close();
});

test("answers fill slots of the same name, as the reader", async ({ page }) => {
  await open(page, tree.at("contoso.mail/form-with-slots.html"));
  await page.waitForSelector("form[data-live]");
  const slot = page.locator('[data-slot="ScopingAGName"]');
  await page.getByLabel("Which server?").fill("gateway <1>");
  await expect(slot).toHaveText("gateway <1>");
  await expect(slot).toHaveAttribute("data-slot-source", "reader");
  await page.getByLabel("Which server?").fill("");
  await expect(slot).toHaveAttribute("data-slot-state", "unfilled");
});

test("names that objects have are names like others", async ({ page }) => {
  await live(page, tree.at("contoso.mail/form-with-slots.html"));
  await page.getByLabel("Which server?").fill("x");
  await page.getByLabel("A name that is none").fill("x");
  await page.getByLabel("Some").selectOption(["b"]);
  await page.getByRole("button", { name: "Copy as JSON" }).click();
  expect(await copied(page)).toBe('{\n  "scopingagname": "x",\n  "__proto__": "x",\n  "constructor": [\n    "b"\n  ]\n}');
});

test("a question leads to the step that its answer names", async ({ page }) => {
  await live(page, tree.at("contoso.mail/questions.html"));
  const step = page.locator(".field-step");
  await expect(step).toBeHidden();
  await page.getByLabel("No").check();
  await expect(step.getByRole("link")).toHaveAttribute("href", "22222222-0000-0000-0000-000000000002.html");
  await page.getByLabel("Yes").check();
  await expect(step).toBeHidden();
});

test("fields of a recommendation are filled like slots, and are none", async ({ page }) => {
  await open(page, tree.at("contoso.mail/recommendation.html"));
  expect(await page.evaluate(() => window.inlaid.slots().map(({ name }) => name))).not.toContain("version");
  const { rejected } = await page.evaluate(() =>
    window.inlaid.set({ version: "<i>2</i>", serverName: "mail-1", releaseNotes: "https://www.contoso.com/2", page: "a b", resourceId: "/x", x: "1" }),
  );
  expect(rejected).toEqual([]);
  await expect(page.locator(".recommendation-label")).toHaveText("Upgrade to <i>2</i>");
  await expect(page.getByRole("link", { name: "Read the notes" })).toHaveAttribute("href", "https://www.contoso.com/2");
  await expect(page.getByRole("link", { name: "Learn more" })).toHaveAttribute("href", "https://www.contoso.com/a%20b");
  await expect(page.getByRole("link", { name: /^Open mail-1/ })).toHaveAttribute("href", /^https:\/\/portal\.azure\.com\/#blade\/Contoso_Mail\/ServerBlade\/id\/%2Fx\//);
  await expect(page.locator("article")).not.toContainText("secret");
});

for (const name of ["form", "questions", "topics", "menu", "recommendation", "form-with-slots"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing in ${name}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(tree.at(`contoso.mail/${name}.html`));
      for (const summary of await page.locator("article summary").all()) await summary.click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });
  }
}

test("a topic leads to the articles of its own cloud alone", async ({ page }) => {
  await page.goto(tree.at("contoso.mail/topics.html"));
  await expect(page.getByRole("link", { name: "Only in public" })).toHaveCount(2);
  const other = await serve(join(trees, "kinds", "fairfax"));
  await page.goto(`${other.origin}/contoso.mail/topics.html`);
  await expect(page.getByRole("link", { name: "Only in public" })).toHaveCount(0);
  await expect(page.getByRole("row", { name: /Only in one cloud/ })).toContainText("No article");
  await other.close();
});

// Each kind once: the examples of the handbook.
const KINDS = 15;
test("axe finds nothing in an article of each kind", async ({ page }) => {
  const server = await serve(join(trees, "handbook", "public", "public"));
  const { articles } = await (await fetch(`${server.origin}/catalog.json`)).json();
  const pages = articles.filter(({ id }) => id.startsWith("example-"));
  expect(new Set(pages.map(({ kind }) => kind)).size).toBe(KINDS);
  for (const { url } of pages) {
    await page.goto(server.origin + url);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [url, id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await server.close();
});
