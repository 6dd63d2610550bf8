// The lookup: the page "Find an article", the script behind it, and the function of shards in the handbook.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, here, host, serve, test, trees } from "./support.js";

const tree = host("lookup");
const at = (query = "") => tree.at(`find.html${query}`);
const table = (name) => JSON.parse(readFileSync(join(here, "../lookup", name), "utf8"));
const results = (page) => page.locator("[data-find-list] a");
const status = (page) => page.locator("[data-find-status]");

/** Opens the page, and waits until it has answered what its address asks. */
const open = async (page, query) => {
  await page.goto(at(query));
  await expect(page.locator("form")).toBeVisible();
};

test.describe("the page", () => {
  test("finds by topic and product, and says why", async ({ page }) => {
    await open(page);
    await page.getByLabel("Support topic").fill("320101");
    await page.getByLabel("Product").fill("14749");
    await page.getByRole("button", { name: "Find" }).click();
    await expect(status(page)).toHaveText("3 articles found, best first.");
    await expect(results(page)).toHaveText(["Questions on mailboxes", "A mailbox is full (Windows)", "A mailbox is full"]);
    await expect(page.locator("[data-find-list] p")).toHaveText([
      "Problem scoping questions: names the product 14749",
      "Articles: names the product 14749",
      "Articles: is for every product",
    ]);
    await expect(page).toHaveURL(/find\.html#\?topic=320101&product=14749$/);
    await results(page).nth(1).click();
    await expect(page.locator("article")).toHaveAttribute("data-article-id", "mail-full");
    await page.goBack();
    await expect(results(page)).toHaveCount(3);
  });

  test("finds by tags, and by kind", async ({ page }) => {
    await open(page);
    await page.getByLabel("Support topic").fill("320101");
    await page.getByLabel("Tags").fill("Linux, redhat");
    await page.keyboard.press("Enter");
    await expect(status(page)).toHaveText("3 articles found, best first.");
    await expect(page.locator("[data-find-list] p").first()).toHaveText("Articles: has the tags linux, redhat");
    await expect(page.locator("[data-find-list] p").last()).toHaveText("Articles: names no tag");
    await page.getByLabel("Kind").selectOption("Problem scoping questions");
    await page.getByRole("button", { name: "Find" }).click();
    await expect(results(page)).toHaveText(["Questions on mailboxes"]);
    await expect(status(page)).toHaveText("1 article found, best first.");
  });

  for (const [label, text, title] of [
    ["Scenario", "signinFAILED", ["Sign-in of Ann", "sign-in of Bob", "Sign-in of Cyd"]],
    ["Symptom", "y-1", ["Sign-in of Ann"]],
    ["Article id", "stra\u00dfe", ["Names of the street"]],
    ["Product", "15797", ["A mailbox is full (Linux)"]],
  ]) {
    test(`finds by ${label.toLowerCase()}`, async ({ page }) => {
      await open(page);
      await page.getByLabel(label).fill(text);
      await page.keyboard.press("Enter");
      await expect(results(page)).toHaveText(title);
    });
  }

  test("says why nothing is found", async ({ page }) => {
    const said = async (query, text) => {
      await open(page, query);
      await expect(status(page)).toHaveText(text);
      await expect(results(page)).toHaveCount(0);
    };
    await said("#?topic=1", "Nothing found: no article here has the support topic 1.");
    await said("#?topic=1&product=2", "Nothing found: no article here has the support topic 1.");
    await said("#?product=1", "Nothing found: no article here has the product 1.");
    await said("#?topic=320103&product=1&kind=rca", "Nothing found: of 2 with the support topic 320103, none is for the product 1 and the kind Root causes.");
    await said("#?symptom=Y-1&tags=windows", "Nothing found: of 1 with the symptom Y-1, none is for the tags windows.");
    await said("#?topic=320103&article=sign-in-ann", "Nothing found: no article here has the support topic 320103 and the article id sign-in-ann.");
    await said("#?tags=windows", "Fill in one more field: tags and a kind only choose among articles.");
    await said("#?topic=320199", "Nothing found: no article here has the support topic 320199.");
  });

  test("is filled by its address, and again when that changes", async ({ page }) => {
    await open(page, "#?topic=320102&tags=linux");
    await expect(page.getByLabel("Support topic")).toHaveValue("320102");
    await expect(page.getByLabel("Tags")).toHaveValue("linux");
    await expect(results(page).first()).toHaveText("Quota");
    await page.evaluate(() => (location.hash = "#?article=twin&topic=%20"));
    await expect(results(page)).toHaveText(["Twin", "Twin"]);
    await expect(page.getByLabel("Support topic")).toHaveValue("");
    await page.getByLabel("Article id").fill("");
    await page.getByRole("button", { name: "Find" }).click();
    await expect(results(page)).toHaveCount(0);
    await expect(status(page)).toHaveText("");
    await expect(page).toHaveURL(/find\.html$/);
    await page.goBack();
    await expect(results(page)).toHaveCount(2);
  });

  test("shows what is asked as text, whatever it is", async ({ page }) => {
    const text = '<img src=x onerror=alert(1)>"\u202e';
    await open(page, `#?topic=${encodeURIComponent(text)}&kind=none&__proto__=x&constructor=y`);
    await expect(status(page)).toHaveText(`Nothing found: no article here has the support topic ${text}.`);
    await expect(page.locator("main img")).toHaveCount(0);
  });

  test("works with the keyboard alone", async ({ page }) => {
    await open(page);
    await page.getByLabel("Support topic").focus();
    await page.keyboard.type("320101");
    for (const label of ["Product", "Tags", "Scenario", "Symptom", "Article id", "Kind"]) {
      await page.keyboard.press("Tab");
      await expect(page.getByLabel(label)).toBeFocused();
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(results(page)).toHaveCount(4);
    await expect(page.getByRole("button", { name: "Find" })).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(results(page).first()).toBeFocused();
  });

  test("says so where no script runs", async ({ browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(at());
    await expect(page.locator("form")).toBeHidden();
    await expect(page.locator("main")).toContainText("scripts do not run here");
    await page.getByRole("link", { name: "All articles" }).click();
    await expect(page.locator("main")).toHaveClass("home");
    await context.close();
  });

  test("is linked from the header of home and of every article", async ({ page }) => {
    for (const from of ["index.html", "contoso.mail/mail-full.html"]) {
      await page.goto(tree.at(from));
      await page.getByRole("banner").getByRole("link", { name: "Find an article" }).click();
      await expect(page).toHaveURL(at());
      await expect(page.locator("form")).toBeVisible();
    }
  });

  test("says so where the lookup cannot be read", async ({ page, complaints }) => {
    tree.files.set("/routes/index.json", "{");
    await open(page, "#?topic=1");
    await expect(status(page)).toContainText("The lookup could not be read.");
    tree.files.delete("/routes/index.json");
    await page.getByRole("button", { name: "Find" }).click();
    await expect(status(page)).toHaveText("Nothing found: no article here has the support topic 1.");
    expect(complaints).toEqual([]);
  });

  test("asks for its own tree only, below any path", async ({ page }) => {
    const server = await serve(trees);
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${server.origin}/lookup/public/find.html#?topic=320101&product=14749&scenario=x`);
    await expect(status(page)).toContainText("Nothing found");
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((path) => !path.startsWith("/lookup/public/"))).toEqual([]);
    await server.close();
  });

  for (const scheme of ["light", "dark"]) {
    for (const [name, query] of Object.entries({ empty: "", "with results": "#?topic=320101&tags=linux", "without results": "#?topic=1" })) {
      test(`axe finds nothing in it, ${name}, ${scheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: scheme });
        await open(page, query);
        if (query) await expect(status(page)).not.toHaveText("");
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      });
    }
  }
});

test.describe("the script", () => {
  for (const [way, module] of [["window.inlaid on the page", ""], ["the address that stays", "routes/find.js"]]) {
    test(`follows the rules, by ${way}`, async ({ page }) => {
      await open(page);
      const answers = await page.evaluate(
        async ([requests, address]) => {
          const { find } = address ? await import(address) : window.inlaid;
          const ids = async ([name, request]) => [name, (await find(request)).map(({ id }) => id)];
          return Promise.all(requests.map(ids));
        },
        [table("requests.json"), module && tree.at(module)],
      );
      expect(answers).toEqual(table("requests.json").map(([name, , ids]) => [name, ids]));
    });
  }

  test("gives what is needed to show an article", async ({ page }) => {
    await open(page);
    const [article] = await page.evaluate(() => window.inlaid.find({ topic: 320101, product: 15571, tags: "linux; Windows", kind: "GENERIC" }));
    expect(article).toEqual({
      id: "mail-full-linux",
      url: "/contoso.mail/mail-full-linux.html",
      title: "A mailbox is full (Linux)",
      kind: "generic",
      products: ["15571", "15797"],
      tags: ["linux", "redhat"],
      href: tree.at("contoso.mail/mail-full-linux.html"),
      why: { product: true, tags: ["linux"] },
    });
  });

  test("refuses a request without a key", async ({ page }) => {
    await open(page);
    const refusals = await page.evaluate(() =>
      Promise.all([undefined, {}, { tags: ["x"] }, { topic: " " }].map((request) => window.inlaid.find(request).catch(({ message }) => message))),
    );
    expect(new Set(refusals)).toEqual(new Set(["give one of article, topic, scenario, symptom, product"]));
  });

  test("is used from the page of a host, of another origin too where the site allows it", async ({ page }) => {
    const own = "<!doctype html><title>Host</title><link rel=icon href=data:,>";
    const other = await serve(trees, { strict: false, files: new Map([["/host.html", own]]) });
    await page.route("**/routes/**", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "access-control-allow-origin": other.origin } });
    });
    await page.goto(`${other.origin}/host.html`);
    for (const site of [`${other.origin}/lookup/public`, tree.at("").slice(0, -1)]) {
      const found = await page.evaluate(async (address) => {
        const { find } = await import(`${address}/routes/find.js`);
        return (await find({ article: "mail-full" })).map(({ href }) => href);
      }, site);
      expect(found).toEqual([`${site}/contoso.mail/mail-full.html`]);
    }
    await other.close();
  });
});

test.describe("the function of the handbook", () => {
  const chapter = readFileSync(join(here, "../../content/inlaid.handbook/lookup.md"), "utf8");
  const code = chapter.match(/```js\n(const shard[^]*?)```/)[1];
  const script = readFileSync(join(here, "../../themes/default/assets/find.js"), "utf8");
  const shard = new Function(`${code}; return shard;`)();
  const plain = (key) => key.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "").replace(/[A-Z]/g, (letter) => letter.toLowerCase());

  test("has five lines, and is the one of the script", () => {
    expect(code.trim().split("\n").length).toBe(5);
    expect(script).toContain(code.trim());
  });

  test("gives the shards of the table", () => {
    for (const [key, shards, number] of table("shards.json")) expect([key, shard(plain(key), shards)]).toEqual([key, number]);
  });

  test("gives what the handbook says of it", () => {
    const said = chapter.match(/The topic `(\d+)` of a site with (\d+) shards of topics is in `routes\/topic\/(\d+).json`; with (\d+) shards, it is in `routes\/topic\/(\d+).json`/);
    const [key, few, first, many, second] = said.slice(1);
    expect([shard(key, few), shard(key, many)]).toEqual([Number(first), Number(second)]);
    const example = JSON.parse(chapter.match(/### A shard\n\n```json\n([^]*?)```/)[1]);
    for (const each of [...Object.keys(example.keys), ...Object.keys(example.next)]) expect(shard(each, few)).toBe(Number(first));
  });

  test("leads to every key of real shards", () => {
    for (const name of ["lookup", "site", "handbook/public"]) {
      const folder = join(trees, name, "public/routes");
      const { shards } = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
      for (const [by, count] of Object.entries(shards)) {
        for (const file of readdirSync(join(folder, by))) {
          const { keys } = JSON.parse(readFileSync(join(folder, by, file), "utf8"));
          for (const key of Object.keys(keys)) expect([key, shard(key, count)]).toEqual([key, parseInt(file)]);
        }
      }
    }
  });
});
