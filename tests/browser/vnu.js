// The Nu HTML checker on pages of a tree, about so many of them, evenly drawn, and on every page that is no article.
//
//     node vnu.js TREE NUMBER
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tree, number] = [process.argv[2], Number(process.argv[3])];
const jar = createRequire(import.meta.url)("vnu-jar");
const { articles } = JSON.parse(readFileSync(join(tree, "catalog.json"), "utf8"));
const of = new Set(articles.map(({ url }) => url.slice(1)));
const all = readdirSync(tree, { recursive: true }).filter((path) => path.endsWith(".html"));
const [own, others] = [all.filter((path) => of.has(path)).sort(), all.filter((path) => !of.has(path)).sort()];
const draw = (paths, most) => paths.filter((_, at) => at % Math.max(1, Math.floor(paths.length / most)) === 0);
const pages = [...draw(own, number), ...draw(others, 40)];

const { status, stderr, error } = spawnSync("java", ["-Xss8m", "-jar", jar, "--errors-only", "--format", "json", ...pages.map((path) => join(tree, path))], {
  encoding: "utf8",
  maxBuffer: 1 << 28,
});
if (error) throw error;
const { messages } = JSON.parse(stderr);
for (const { url, lastLine, message, extract } of messages) console.log(`${url}:${lastLine}: ${message}\n  ${extract?.trim()}`);
console.log(`${pages.length} pages, ${messages.length} errors`);
process.exitCode = status === 0 && messages.length === 0 ? 0 : 1;
