// Pages in the frame of a host: who is heard, what is said, and what is not.
import { expect, serve, test, trees } from "./support.js";
import { join } from "node:path";

// The one origin that the configuration of the tests lists.
const LISTED = 4173;
const page_ = "contoso.mail/everything.html";
const hostPage = (address, attributes = "") => `<!doctype html><title>Host</title>
<link rel="icon" href="data:,"><iframe id="frame" src="${address}" width="600" height="300" ${attributes}></iframe>
<script>
window.got = [];
addEventListener("message", ({ data, origin }) => window.got.push({ ...data, origin }));
window.say = (data) => document.getElementById("frame").contentWindow.postMessage(data, "*");
</script>`;

let [tree, listed, other] = [];
test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  tree = await serve(join(trees, "site", "public"), { ancestors: `http://127.0.0.1:${LISTED}`, files: new Map([["/values.json", "{}"]]) });
  const files = (attributes) => new Map([["/", hostPage(`${tree.origin}/${page_}?embed`, attributes)], ["/plain", hostPage(`${tree.origin}/contoso.mail/plain.html`)]]);
  listed = await serve("/nowhere", { strict: false, port: LISTED, files: new Map([...files()].map(([path, text]) => [`${path === "/" ? "/host" : path}.html`, text])) });
  // This one serves the tree without a policy, so that a frame of it is not stopped by the browser before the page is.
  const open = await serve(join(trees, "site", "public"), { strict: false, files: new Map([["/values.json", "{}"]]) });
  other = await serve("/nowhere", {
    strict: false,
    files: new Map([
      ["/host.html", hostPage(`${open.origin}/${page_}`)],
      ["/null.html", hostPage(`${open.origin}/${page_}`)],
    ]),
  });
  other.open = open;
});
test.afterAll(() => Promise.all([tree.close(), listed.close(), other.close(), other.open.close()]));

const until = (page, type) => page.waitForFunction((wanted) => window.got.findLast((message) => message.type === wanted), type).then((handle) => handle.jsonValue());
const say = async (page, message, type) => {
  await page.evaluate((data) => {
    window.got.length = 0;
    window.say(data);
  }, message);
  return type && until(page, type);
};
const inside = (page) => page.frames().find((frame) => frame.url().includes(page_));

test("a page tells its host what it has, how high it is and what is missing", async ({ page }) => {
  await page.goto(`${listed.origin}/host.html`);
  const ready = await until(page, "ready");
  expect(ready).toMatchObject({ inlaid: 1, page: "everything", origin: tree.origin });
  expect(ready.slots).toContainEqual({ name: "servers", kind: "label", block: true });
  const { height } = await until(page, "resize");
  const inner = await inside(page).evaluate(() => document.documentElement.getBoundingClientRect().height);
  expect(Math.abs(height - inner)).toBeLessThan(2);
  const { names } = await until(page, "missing");
  expect(names).toContain("userName");
  expect(names).not.toContain("note");
});

test("a host fills, asks and clears", async ({ page }) => {
  await page.goto(`${listed.origin}/host.html`);
  await until(page, "ready");
  const ack = await say(page, { inlaid: 1, type: "set", seq: 7, values: { userName: "Ann", token: "s3cret", nobody: 1, count: "x" } }, "ack");
  expect(ack).toMatchObject({
    seq: 7,
    applied: ["userName", "token"],
    rejected: [
      { name: "nobody", reason: "unknown" },
      { name: "count", reason: "type" },
    ],
  });
  await expect(page.frameLocator("#frame").locator('[data-slot="userName"]').first()).toHaveText("Ann");
  // Data that is loaded meanwhile changes slots, too.
  await page.waitForFunction(() => window.got.some(({ type, values }) => type === "change" && values.userName === "Ann"));
  // Secrets are never posted.
  expect(await page.evaluate(() => JSON.stringify(window.got))).not.toContain("s3cret");
  const state = await say(page, { inlaid: 1, type: "get", seq: 8 }, "state");
  expect(state).toMatchObject({ seq: 8, values: { userName: "Ann", company: "Contoso" } });
  expect(state.values).not.toHaveProperty("token");
  await say(page, { inlaid: 1, type: "set", seq: 9, replace: true, values: { free: "x" } }, "ack");
  expect((await say(page, { inlaid: 1, type: "get", seq: 10, names: ["userName", "free"] }, "state")).values).toEqual({ free: "x" });
  await say(page, { inlaid: 1, type: "clear", seq: 11, names: ["free"] }, "ack");
  expect((await say(page, { inlaid: 1, type: "get", seq: 12 }, "state")).values).toEqual({ company: "Contoso" });
});

test("a page grows, and says so", async ({ page }) => {
  await page.goto(`${listed.origin}/host.html`);
  const before = (await until(page, "resize")).height;
  await say(page, { inlaid: 1, type: "set", values: { servers: Array.from({ length: 50 }, (_, at) => `s${at}`) } });
  await page.waitForFunction((height) => window.got.some((message) => message.type === "resize" && message.height > height + 500), before);
});

test("an embedded page has no frame around its article, and a page alone has", async ({ page }) => {
  await page.goto(`${listed.origin}/host.html`);
  await until(page, "ready");
  const frame = page.frameLocator("#frame");
  for (const part of ["header.site", "footer.site", ".crumbs", ".pager", ".about", "[data-slot-tools]"]) {
    await expect(frame.locator(part)).toBeHidden();
  }
  await expect(frame.locator("article h1")).toBeVisible();
  await page.goto(`${tree.origin}/${page_}`);
  await expect(page.locator("header.site")).toBeVisible();
  await page.goto(`${tree.origin}/${page_}?embed`);
  await expect(page.locator("header.site")).toBeHidden();
});

test("a page without slots has a height, and nothing to fill", async ({ page }) => {
  await page.goto(`${listed.origin}/plain.html`);
  expect(await until(page, "ready")).toMatchObject({ page: "plain", slots: [] });
  await until(page, "resize");
  const ack = await say(page, { inlaid: 1, type: "set", seq: 1, values: { a: 1 } }, "ack");
  expect(ack).toMatchObject({ applied: [], rejected: [{ name: "a", reason: "unknown" }] });
});

test("what is too large, endless or too much is refused, and the page goes on", async ({ page }) => {
  await page.goto(`${listed.origin}/host.html`);
  await until(page, "ready");
  const large = await say(page, { inlaid: 1, type: "set", seq: 1, values: { userName: "x".repeat(70_000) } }, "ack");
  expect(large).toMatchObject({ seq: 1, rejected: [{ name: "", reason: "size" }] });
  const [cyclic, deep] = await page.evaluate(async () => {
    const answer = (seq) =>
      new Promise((done) => addEventListener("message", ({ data }) => data.seq === seq && data.rejected && done(data.rejected[0].reason)));
    const ring = { inlaid: 1, type: "set", seq: 90002, values: {} };
    ring.values.userName = ring;
    let nest = [];
    for (let at = 0; at < 2000; at += 1) nest = [nest];
    const answers = [answer(90002), answer(90003)];
    window.say(ring);
    window.say({ inlaid: 1, type: "set", seq: 90003, values: { userName: nest } });
    return Promise.all(answers);
  });
  expect([cyclic, deep]).toEqual(["size", "shape"]);
  for (const odd of [null, 5, "text", [], {}, { inlaid: 2, type: "set", values: { userName: "v2" } }, { inlaid: 1, type: "eval", code: "1" }, { inlaid: 1, type: "set", values: null }, { inlaid: 1, type: "set", values: "text" }, { inlaid: 1, type: "clear", names: 5 }]) {
    await say(page, odd);
  }
  const floods = await page.evaluate(async () => {
    window.got.length = 0;
    for (let seq = 0; seq < 5000; seq += 1) window.say({ inlaid: 1, type: "set", seq, values: { userName: `n${seq}` } });
    await new Promise((done) => setTimeout(done, 2500));
    return window.got.filter(({ rejected }) => rejected?.[0]?.reason === "flood").length;
  });
  expect(floods).toBeGreaterThan(3000);
  await say(page, { inlaid: 1, type: "set", seq: 1, values: { userName: "after" } }, "ack");
  await expect(page.frameLocator("#frame").locator('[data-slot="userName"]').first()).toHaveText("after");
});

test("nobody else is heard: another origin, no origin, a frame beside, the page itself", async ({ page }) => {
  const silent = async () => {
    await page.evaluate(() => window.say({ inlaid: 1, type: "set", seq: 1, values: { userName: "evil" } }));
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => window.got)).toEqual([]);
    const frame = page.frames().find((one) => one.url().includes(page_));
    expect(await frame.locator('[data-slot="userName"]').first().textContent()).toBe("userName");
  };
  // Another port is another origin.
  await page.goto(`${other.origin}/host.html`);
  await page.frames()[1].waitForFunction(() => window.inlaid?.slots);
  await silent();

  // A host in a `data:` frame has the origin `null`.
  await page.goto(`${listed.origin}/host.html`);
  await until(page, "ready");
  const heard = await page.evaluate(async (address) => {
    const script = `addEventListener("message", ({ data }) => parent.postMessage({ inner: data }, "*"));
      onload = () => frames[0].postMessage({ inlaid: 1, type: "set", seq: 1, values: { userName: "evil" } }, "*");`;
    const frame = document.createElement("iframe");
    frame.src = `data:text/html,${encodeURIComponent(`<script>${script}</` + `script><iframe src="${address}"></iframe>`)}`;
    window.got.length = 0;
    document.body.append(frame);
    // A frame beside speaks to the page: its source is not the parent.
    const beside = document.createElement("iframe");
    beside.srcdoc = `<script>parent.frames[0].postMessage({ inlaid: 1, type: "set", seq: 5, values: { userName: "evil" } }, "*")</` + "script>";
    document.body.append(beside);
    await new Promise((done) => setTimeout(done, 1500));
    return window.got.filter(({ inner: message, seq }) => message || seq === 5);
  }, `${other.open.origin}/${page_}`);
  expect(heard).toEqual([]);
  const nested = page.frames().find((one) => one.parentFrame()?.parentFrame());
  expect(await nested.evaluate(() => [window.inlaid.slots().length > 0, window.inlaid.get("userName")])).toEqual([true, undefined]);
  await expect(page.frameLocator("#frame").locator('[data-slot="userName"]').first()).toHaveText("userName");

  // A page that stands alone listens to nobody.
  await page.goto(`${tree.origin}/${page_}`);
  await page.waitForFunction(() => window.inlaid?.slots);
  await page.evaluate(() => window.postMessage({ inlaid: 1, type: "set", values: { userName: "evil" } }, "*"));
  await page.waitForTimeout(200);
  await expect(page.locator('[data-slot="userName"]').first()).toHaveText("userName");
});
