// From a save to the changed page in a browser: `inlaid serve` on a tree of articles.
//
//     node benches/preview.js PROGRAM CONTENT ARTICLE [EDITS [FILE]]      after `npm ci` in tests/browser
//
// ARTICLE is a path below CONTENT; it is put back at the end. Prints, and writes into FILE as JSON, when the first page is there, and the median,
// 95th percentile and largest time from before the write to the change in the page, in milliseconds: of an article, then
// of a template of the theme, in a copy of it.
import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as pause } from "node:timers/promises";

const { chromium } = createRequire(new URL("../tests/browser/", import.meta.url))("@playwright/test");
const [program, content, article, edits = "30", figures] = process.argv.slice(2);
const file = join(content, article);
const before = readFileSync(file);
const themes = mkdtempSync(join(tmpdir(), "inlaid-themes-"));
cpSync(fileURLToPath(new URL("../themes/default/", import.meta.url)), join(themes, "default"), { recursive: true });
const template = join(themes, "default/templates/article.html");

const began = Date.now();
const server = spawn(program, ["serve", "--quiet", "--content", content, "--themes", themes, "--port", "8460"], { stdio: ["ignore", "ignore", "pipe"] });
let said = "";
server.stderr.on("data", (bytes) => (said += bytes));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
try {
  while (!/ready in/.test(said)) await pause(5);
  const origin = said.match(/http:\/\/[\d.:]+/)[0];
  const { articles } = await (await fetch(`${origin}/public/catalog.json`)).json();
  const { url } = articles.find(({ source }) => source === article);
  const ready = Date.now() - began;
  const page = await browser.newPage();
  await page.goto(`${origin}/public${url}`);
  await pause(1500);
  const found = { ready };
  // The time until a word that `save` writes is in the page.
  const measure = async (what, save) => {
    const times = [];
    for (let edit = 0; edit < Number(edits); edit += 1) {
      const word = `edit${process.pid}x${what}x${edit}`;
      const seen = page.evaluate(
        (wanted) =>
          new Promise((done) => {
            const look = () => document.body.textContent.includes(wanted) && done(Date.now());
            new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
          }),
        word,
      );
      await pause(50);
      const start = Date.now();
      save(word);
      times.push((await seen) - start);
      await pause(700);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
    found[what] = { median: at(0.5), p95: at(0.95), most: times.at(-1), saves: times.length };
    console.log(`${what}: median ${at(0.5)} ms, 95 % below ${at(0.95)} ms, most ${times.at(-1)} ms of ${times.length} saves`);
  };
  console.log(`ready ${ready} ms`);
  await measure("article", (word) => appendFileSync(file, `\n\n${word}\n`));
  const source = readFileSync(template, "utf8");
  await measure("template", (word) => writeFileSync(template, source.replace("</article>", `<p>${word}</p></article>`)));
  if (figures) writeFileSync(figures, JSON.stringify(found));
} finally {
  writeFileSync(file, before);
  rmSync(themes, { recursive: true });
  await browser.close();
  server.kill();
}
