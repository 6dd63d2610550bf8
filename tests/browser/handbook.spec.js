// The host page of the handbook, taken out of the handbook and run as it says.
import { expect, serve, test, trees } from "./support.js";
import { join } from "node:path";

test("the host page of the handbook fills the article it shows", async ({ page, browser }) => {
  const server = await serve(join(trees, "handbook"), { port: 8000 });
  // What a reader copies.
  const reader = await browser.newPage();
  await reader.goto(`${server.origin}/public/public/inlaid.handbook/embedding.html`);
  const code = async (language) => (await reader.locator(`code.language-${language}`).allTextContents())[0];
  server.files.set("/host.html", await code("html"));
  server.files.set("/host.js", await code("js"));
  await reader.close();

  await page.goto(`${server.origin}/host.html`);
  const frame = page.frameLocator("iframe");
  await expect(frame.locator('[data-slot="vaultName"]').first()).toHaveText("contoso-vault");
  await expect(frame.locator('[data-slot="failedBackups"] td').first()).toHaveText("mail-1");
  await expect(page.locator("#missing")).toHaveText(/^Still missing: .*lastFailure/);
  await expect(frame.locator("header.site")).toBeHidden();
  const inner = await page.frames()[1].evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
  await expect(page.locator("iframe")).toHaveAttribute("height", String(inner));
  await server.close();
});
