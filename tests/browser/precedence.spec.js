// Whatever is put where, and in whatever order: the page shows what a plain model of the rules says.
import { expect, host, open, test } from "./support.js";

const tree = host("plain");
const ORDER = ["reader", "host", "link", "data"];
const NAMES = ["text", "block", "part", "alt"];
const STEPS = 120;

/** Numbers that look random and are the same in every run: a linear congruential generator. */
const generator = (seed) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const value = (random) => {
  const word = () => ["Ann", "", "a b", "<b>", "$&", "{text}", "7", "x".repeat(random(20))][random(8)];
  return [word, word, () => null, () => random(100_000), () => [word(), random(5)], () => ({ key: word() }), () => true][random(7)]();
};

// The rules, said once more and in another way than the script says them.
const model = (layers, name) => {
  const source = ORDER.find((layer) => name in layers[layer]);
  if (!source) return [name, "unfilled", null];
  const given = layers[source][name];
  const text = (one) => (one === null ? "none" : typeof one === "number" ? one.toLocaleString("en", { maximumFractionDigits: 20 }) : String(one));
  const isBlock = name === "block";
  if (given === null || given === "") return [text(given), "empty", source];
  if (typeof given !== "object") return [text(given), source === "reader" ? "edited" : "filled", source];
  if (!Array.isArray(given) && !isBlock) return [name, "invalid", source];
  const shown = Array.isArray(given)
    ? isBlock
      ? given.map(text).join("")
      : new Intl.ListFormat("en").format(given.map(text))
    : Object.entries(given).flat().map(text).join("");
  return [shown, source === "reader" ? "edited" : "filled", source];
};

const without = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

for (const seed of [1, 20, 300, 4000]) {
  test(`${STEPS} random steps from seed ${seed}`, async ({ page }) => {
    const random = generator(seed);
    await open(page, tree.at("contoso.mail/free.html"));
    await page.locator("[data-slot-tools] button").click();
    await page.locator(".slot-panel").waitFor();
    const layers = { reader: {}, host: {}, link: {}, data: {} };
    const some = () => Object.fromEntries(NAMES.filter(() => random(2)).map((name) => [name, value(random)]));
    const acts = {
      async host() {
        const [values, replace] = [some(), random(3) === 0];
        await page.evaluate(([given, options]) => window.inlaid.set(given, options), [values, { replace }]);
        layers.host = { ...(replace ? {} : layers.host), ...values };
      },
      async clear() {
        const names = random(2) ? NAMES.filter(() => random(2)) : undefined;
        await page.evaluate((given) => window.inlaid.clear(given), names);
        layers.host = without(layers.host, names ?? NAMES);
      },
      async data() {
        const values = some();
        tree.files.set("/data.json", JSON.stringify(values));
        await page.evaluate(() => window.inlaid.load("/data.json"));
        layers.data = values;
      },
      async link() {
        const values = Object.fromEntries(Object.entries(some()).map(([name, one]) => [name, JSON.stringify(one)]));
        await page.evaluate((query) => {
          if (location.hash === `#?${query}`) return undefined;
          const done = new Promise((resolve) => addEventListener("hashchange", () => setTimeout(resolve, 20), { once: true }));
          location.hash = `#?${query}`;
          return done;
        }, `${new URLSearchParams(values)}`);
        layers.link = values;
      },
      async reader() {
        const values = some();
        await page.evaluate(async (text) => {
          document.getElementById("slot:json").value = text;
          [...document.querySelectorAll(".slot-panel button")].find(({ textContent }) => textContent === "Fill in").click();
          await new Promise((done) => setTimeout(done, 10));
        }, JSON.stringify(values));
        layers.reader = { ...layers.reader, ...values };
      },
      async forget() {
        await page.evaluate(async () => {
          [...document.querySelectorAll(".slot-panel .actions button")].find(({ textContent }) => textContent === "Clear").click();
          await new Promise((done) => setTimeout(done, 10));
        });
        layers.reader = {};
      },
    };
    const names = Object.keys(acts);
    for (let step = 0; step < STEPS; step += 1) {
      const act = names[random(names.length)];
      await acts[act]();
      const shown = () =>
        page.$$eval("article [data-slot]", (elements) =>
          elements.map(({ textContent, dataset }) => [dataset.slot, [textContent, dataset.slotState ?? "unfilled", dataset.slotSource ?? null]]),
        );
      const wanted = NAMES.map((name) => [name, model(layers, name)]);
      // A module may be loaded first.
      await expect
        .poll(async () => (await shown()).filter(([name]) => NAMES.includes(name)), {
          message: `step ${step}, ${act}, ${JSON.stringify(layers)}`,
          intervals: [0, 10, 20, 50],
          timeout: 3000,
        })
        .toEqual(wanted);
    }
  });
}
