// Builds every site that the tests look at into target/browser.
import { execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { here, languages, program, trees } from "./support.js";

const build = (name, ...options) =>
  execFileSync(program, ["build", "--quiet", "--cloud", "public", "--themes", "../../themes", "--out", `${trees}/${name}`, ...options], {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
  });

/** Builds a tree with values; false where the program refuses them. Any other end than that fails. */
export const buildWith = (name, values) => {
  const file = `${trees}/${name}.json`;
  writeFileSync(file, JSON.stringify(values));
  const options = ["--content", "site/content", "--themes", "../../themes", "--config", "site/plain.yaml", "--values", file];
  const { status, stderr } = spawnSync(program, ["build", "--quiet", "--cloud", "public", "--out", `${trees}/${name}`, ...options], {
    cwd: here,
    encoding: "utf8",
  });
  if (status !== 0 && (status !== 2 || !stderr.startsWith("error: "))) throw new Error(`exit ${status}: ${stderr}`);
  return status === 0;
};

export default () => {
  rmSync(trees, { recursive: true, force: true });
  const site = ["--content", "site/content"];
  build("plain", ...site, "--config", "site/plain.yaml");
  build("site", ...site, "--config", "site/site.yaml");
  build("guided", "--content", "guided/content", "--config", "guided/site.yaml", "--cloud", "usnat");
  build("attack", ...site, "--config", "site/attack.yaml");
  build("right-to-left", ...site, "--config", "site/ar.yaml");
  build("right-to-left-filled", ...site, "--config", "site/ar.yaml", "--values", "site/values.yaml");
  for (const language of languages) {
    const config = ["--config", `site/${language}.yaml`];
    build(language, ...site, ...config);
    build(`${language}-filled`, ...site, ...config, "--values", "site/values.yaml");
  }
  build("kinds", "--content", "../sites/kinds/content", "--cloud", "fairfax", "--cloud", "usnat");
  build("plain-theme", "--content", "../../content", "--config", "site/embedded.yaml", "--strict");
  build("plain-theme-slots", ...site, "--config", "site/embedded.yaml");
  build("lookup", "--content", "../lookup/content");
  for (const mode of ["full", "titles", "off", "zh"]) build(`search-${mode}`, "--content", "../search/content", "--config", `../search/${mode}.yaml`);
  // As a host page finds it: in a folder `public` beside it.
  build("handbook/public", "--content", "../../content", "--config", "../../site.yaml", "--strict");
};
