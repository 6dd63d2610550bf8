// Builds every site that the tests look at into target/browser.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { here, languages, program, trees } from "./support.js";

const build = (name, ...options) =>
  execFileSync(program, ["build", "--quiet", "--cloud", "public", "--themes", "../../themes", "--out", `${trees}/${name}`, ...options], {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
  });

export default () => {
  rmSync(trees, { recursive: true, force: true });
  const site = ["--content", "site/content"];
  build("plain", ...site, "--config", "site/plain.yaml");
  build("site", ...site, "--config", "site/site.yaml");
  build("right-to-left", ...site, "--config", "site/ar.yaml");
  for (const language of languages) {
    const config = ["--config", `site/${language}.yaml`];
    build(language, ...site, ...config);
    build(`${language}-filled`, ...site, ...config, "--values", "site/values.yaml");
  }
  build("handbook", "--content", "../../content", "--config", "../../site.yaml", "--strict");
};
