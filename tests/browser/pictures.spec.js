// Pictures of ten pages, light and dark, narrow and wide, held against those in `pictures`. They are made anew by
//
//     npx playwright test pictures --update-snapshots
//
// Fonts differ from machine to machine, so the pages are set in one that comes with the tests.
import { expect, host, here, test } from "./support.js";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const book = host("handbook/public", { strict: false });
const face = (weight) => {
  const file = join(here, `node_modules/@fontsource/open-sans/files/open-sans-latin-${weight}-normal.woff2`);
  return `@font-face { font-family: "Picture"; font-weight: ${weight}; src: url(data:font/woff2;base64,${readFileSync(file, "base64")}); }`;
};
const style = `${face(400)} ${face(600)} ${face(700)} :root { --sans: "Picture"; --mono: "Picture"; } html { scroll-behavior: auto; }`;

const PAGES = {
  home: "index.html",
  list: "inlaid.examples/index.html",
  gallery: "inlaid.examples/gallery.html",
  slots: "inlaid.examples/vaults/example-diagnostics.html",
  form: "inlaid.examples/example-problemscopingquestions.html",
  topics: "inlaid.examples/example-supporttopicdescription.html",
  recommendation: "inlaid.examples/example-advisorrecommendationmetadata.html",
  guided: "inlaid.examples/example-apollo.html",
  find: "find.html",
  search: "search.html#?q=slots",
};
const SIZES = { narrow: { width: 360, height: 640 }, wide: { width: 1280, height: 800 } };

// The font would break the policy of the pages, which other tests hold.
test.use({ bypassCSP: true });
for (const [name, path] of Object.entries(PAGES)) {
  for (const scheme of ["light", "dark"]) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      test(`${name}, ${scheme} and ${size}`, async ({ page }) => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await page.goto(book.at(path));
        await page.addStyleTag({ content: style });
        if (name === "search") await expect(page.locator("[data-search-list] li").first()).toBeVisible();
        await page.evaluate(() => document.fonts.ready);
        await expect(page).toHaveScreenshot(`${name}-${scheme}-${size}.png`, { maxDiffPixelRatio: 0.02, threshold: 0.25, caret: "hide" });
      });
    }
  }
}
