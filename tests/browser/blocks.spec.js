// Guided solutions: sections that fold, checks whose state a host tells, charts, players of videos.
import AxeBuilder from "@axe-core/playwright";
import { join } from "node:path";
import { expect, host, open, serve, set, test, trees } from "./support.js";

const tree = host("guided");
const guided = (rest = "") => tree.at(`contoso.mail/guided.html${rest}`);
const card = (page) => page.locator(".insight");
const section = (page, id) => page.locator("details.section", { has: page.locator(`h2#${id}`) });
const ATTACK = '<img src=x onerror="document.title=1">\u202e{{x}}';
const POINTS = [
  ["2026-03-04T09:00:00Z", 10],
  ["2026-03-04T10:00:00Z", 40.5],
  { time: Date.UTC(2026, 2, 4, 11), value: null },
  ["2026-03-04T12:00:00Z", 20],
];

const ask = (page, method, name, given) => page.evaluate(([m, n, g]) => window.inlaid[m](n, g), [method, name, given]);
const applied = (name) => ({ applied: [name], rejected: [] });
const refused = (name, reason) => ({ applied: [], rejected: [{ name, reason }] });

test.describe("sections", () => {
  test("the first is open, and the others are opened with the keyboard", async ({ page }) => {
    await open(page, guided());
    await expect(section(page, "diagnostics")).toHaveAttribute("open", "");
    await expect(section(page, "steps")).not.toHaveAttribute("open");
    await section(page, "steps").locator("summary").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Delete what you do not need.")).toBeVisible();
    await page.keyboard.press("Space");
    await expect(page.getByText("Delete what you do not need.")).toBeHidden();
  });

  test("a fragment opens the one that it leads to, and the one that it leads into", async ({ page }) => {
    await open(page, guided("#steps"));
    await expect(section(page, "steps")).toHaveAttribute("open", "");
    await page.goto("about:blank");
    await open(page, guided("#make-room?x=1"));
    await expect(page.getByRole("heading", { name: "Make room" })).toBeInViewport();
    await section(page, "more").locator("summary").click();
    await section(page, "steps").locator("summary").click();
    await expect(section(page, "steps")).not.toHaveAttribute("open");
    // Twice the same link: the second time nothing changes in the address.
    for (const _ of [1, 2]) {
      await section(page, "more").getByRole("link", { name: "the room" }).click();
      await expect(section(page, "steps")).toHaveAttribute("open", "");
      await section(page, "steps").locator("summary").click();
      await expect(section(page, "steps")).not.toHaveAttribute("open");
    }
  });

  test("all are open on paper, and as they were afterwards", async ({ page }) => {
    await open(page, guided());
    const state = () => page.$$eval("details.section", (all) => all.map((one) => one.open));
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    expect(await state()).toEqual([true, true, true]);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await state()).toEqual([true, false, false]);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByText("Delete what you do not need.")).toBeVisible();
    await expect(page.locator(".fold")).toBeHidden();
  });

  test("one button opens and closes all", async ({ page }) => {
    await open(page, guided());
    await page.getByRole("button", { name: "Open all sections" }).click();
    await expect(page.locator("details.section[open]")).toHaveCount(3);
    await page.getByRole("button", { name: "Close all sections" }).click();
    await expect(page.locator("details.section[open]")).toHaveCount(0);
  });
});

test.describe("a check", () => {
  test("shows every text with its state until a host says more", async ({ page }) => {
    await open(page, guided());
    await expect(card(page).locator("dt")).toHaveText(["While the check runs", "If it finds nothing", "If it takes too long"]);
    await expect(card(page).locator("dd")).toHaveText([/We look/, /is fine/, /too long/]);
    await expect(card(page)).toContainText("Check: MailboxCheck, Check: QueueCheck, At most: 2, Asks for more: false");
  });

  test("shows the state that a host tells, and goes back", async ({ page }) => {
    await open(page, guided());
    expect(await ask(page, "insight", "mailboxcheck", { state: "running" })).toEqual(applied("mailboxcheck"));
    await expect(card(page).locator(".state")).toHaveText("Running");
    await expect(card(page)).toHaveAttribute("aria-busy", "true");
    await expect(card(page).locator("dd:visible")).toHaveText(["We look at your mailbox."]);
    await ask(page, "insight", "MailboxCheck", { state: "none" });
    await expect(card(page).locator("dd:visible")).toHaveText(["Your mailbox is fine."]);
    await expect(card(page)).toHaveAttribute("aria-busy", "false");
    // There is no text for this one.
    await ask(page, "insight", "MailboxCheck", { state: "failed" });
    await expect(card(page)).toContainText("The check could not be completed.");
    await ask(page, "insight", "MailboxCheck", null);
    await expect(card(page).locator("dt:visible")).toHaveCount(3);
    await expect(card(page).locator(".made")).toHaveCount(0);
  });

  test("one card of two checks shows the best of them, and no more than it may", async ({ page }) => {
    await open(page, guided());
    await ask(page, "insight", "MailboxCheck", { state: "none" });
    await ask(page, "insight", "QueueCheck", { state: "running" });
    await expect(card(page).locator(".state")).toHaveText("Running");
    const insights = [1, 2, 3].map((at) => ({ title: `Title ${at}`, text: `Text ${at}` }));
    await ask(page, "insight", "QueueCheck", { state: "found", insights });
    await expect(card(page).locator("li")).toHaveText(["Title 1Text 1", "Title 2Text 2", "and 1 more"]);
    await ask(page, "insight", "MailboxCheck, QueueCheck", { state: "found", insights: insights.slice(0, 1) });
    await expect(card(page).locator("li")).toHaveText(["Title 1Text 1"]);
  });

  test("takes words as words", async ({ page }) => {
    await open(page, guided());
    await ask(page, "insight", "MailboxCheck", { state: "found", insights: [{ title: ATTACK, text: ATTACK }] });
    await expect(card(page).locator("strong")).toHaveText(ATTACK);
    await expect(card(page).locator("img")).toHaveCount(0);
    for (const [name, given, reason] of [
      ["other", { state: "none" }, "unknown"],
      ["__proto__", { state: "none" }, "unknown"],
      ["MailboxCheck", { state: "constructor" }, "state"],
      ["MailboxCheck", undefined, "state"],
      ["MailboxCheck", { state: "found", insights: "x" }, "shape"],
      ["MailboxCheck", { state: "found", insights: [null] }, "shape"],
      ["MailboxCheck", { state: "found", insights: [{ title: {} }] }, "shape"],
      ["MailboxCheck", { state: "found", insights: [{ text: "x".repeat(10_001) }] }, "length"],
    ]) {
      expect(await ask(page, "insight", name, given)).toEqual(refused(name, reason));
    }
    await expect(card(page).locator("strong")).toHaveText(ATTACK);
  });
});

test.describe("a metric", () => {
  test("is drawn, with its values in a table", async ({ page }) => {
    await open(page, guided());
    expect(await ask(page, "metric", "percentage cpu", { points: POINTS, unit: "%" })).toEqual(applied("percentage cpu"));
    const chart = page.getByRole("img", { name: /^Load of the server: 4 values, from 10 % to 40.5 %, between/ });
    await expect(chart).toBeVisible();
    await expect(chart.locator("polyline")).toHaveCount(1);
    await expect(chart.locator("circle")).toHaveCount(1);
    await page.getByText("Values as a table").click();
    await expect(page.locator(".chart tbody tr")).toHaveCount(4);
    await expect(page.locator(".chart tbody tr").nth(1)).toContainText("40.5");
    await expect(page.locator(".chart tbody tr").nth(2)).toContainText("no value");
    await expect(page.locator(".chart th")).toHaveText(["Time (UTC)", "Value (%)"]);
    // What comes next takes its place.
    await ask(page, "metric", "Percentage CPU", { points: [] });
    await expect(page.locator(".chart")).toHaveText("There are no values.");
  });

  test("is capped, and refuses what it cannot draw", async ({ page }) => {
    await open(page, guided());
    const many = Array.from({ length: 2_500 }, (_, at) => [at * 60_000, at]);
    await ask(page, "metric", "Percentage CPU", { points: many });
    await expect(page.locator(".chart")).toContainText("The last 2,000 of 2,500 values are shown.");
    await expect(page.locator(".chart tbody tr")).toHaveCount(2_000);
    for (const [name, given, reason] of [
      ["other", { points: POINTS }, "unknown"],
      ["Percentage CPU", undefined, "shape"],
      ["Percentage CPU", { points: "x" }, "shape"],
      ["Percentage CPU", { points: POINTS, unit: {} }, "shape"],
      ["Percentage CPU", { points: POINTS, unit: "x".repeat(21) }, "length"],
      ["Percentage CPU", { points: [["yesterday", 1]] }, "type"],
      ["Percentage CPU", { points: [["2026-03-04", "1"]] }, "type"],
      ["Percentage CPU", { points: [[0, 1e300]] }, "type"],
      ["Percentage CPU", { points: [null] }, "type"],
    ]) {
      expect(await ask(page, "metric", name, given), JSON.stringify(given)).toEqual(refused(name, reason));
    }
    await expect(page.locator(".chart tbody tr")).toHaveCount(2_000);
  });

  test("draws whatever numbers there are", async ({ page }) => {
    await open(page, guided());
    for (const values of [[0], [0, 0], [-5, -1], [5], [1e15, -1e15], [1e-300, 0], [null], [0.1, 0.2]]) {
      const points = values.map((value, at) => [at, value]);
      expect(await ask(page, "metric", "Percentage CPU", { points })).toEqual(applied("Percentage CPU"));
      expect(await page.locator(".chart").innerHTML()).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test("writes a unit as a word", async ({ page }) => {
    await open(page, guided());
    await ask(page, "metric", "Percentage CPU", { points: POINTS, unit: "<b>x</b>" });
    await expect(page.locator(".chart svg text", { hasText: "<b>x</b>" })).toHaveCount(1);
    await expect(page.locator(".chart b")).toHaveCount(0);
  });
});

test.describe("window.inlaid", () => {
  test("does what was asked before it was there, with slots and without", async ({ page }) => {
    await page.addInitScript(() => {
      window.inlaid = { q: [["insight", "QueueCheck", { state: "running" }], ["set", { userName: "Ann" }]] };
    });
    await open(page, guided());
    await expect(card(page).locator(".state")).toHaveText("Running");
    await page.goto("about:blank");
    await open(page, tree.at("contoso.mail/both.html"));
    await expect(card(page).locator(".state")).toHaveText("Running");
    await expect(page.locator("article p [data-slot]")).toHaveText("Ann");
    await set(page, { userName: "Bob" });
    await page.evaluate(() => window.inlaid.q.push(["insight", "QueueCheck", { state: "none" }]));
    await expect(card(page).locator(".state")).toHaveText("Nothing found");
    await expect(page.locator("summary [data-slot]")).toHaveText("Bob");
    expect(await page.evaluate(() => Object.isFrozen(window.inlaid))).toBe(true);
  });

  test("a page without anything to do loads no script", async ({ page }) => {
    await page.goto(tree.at("contoso.mail/plain.html"));
    expect(await page.$$eval("script[src*=blocks]", ({ length }) => length)).toBe(0);
    await page.goto(tree.at("contoso.mail/tools.html"));
    expect(await page.$$eval("script[src*=blocks]", ({ length }) => length)).toBe(0);
    await expect(page.locator(".card.tool")).toHaveText([/Reset password\s*Reset the password/, /Redeploy\s*Move/]);
  });
});

test.describe("a host of the page's frame", () => {
  test("tells states and points", async ({ page }) => {
    const ancestors = "http://127.0.0.1:4193";
    const inner = await serve(join(trees, "guided", "public"), { ancestors });
    const text = `<!doctype html><title>Host</title><link rel="icon" href="data:,">
<iframe src="${inner.origin}/contoso.mail/guided.html" width="700" height="700"></iframe><script>
window.got = [];
addEventListener("message", ({ data }) => window.got.push(data));
window.say = (data) => document.querySelector("iframe").contentWindow.postMessage(data, "*");
</script>`;
    const outer = await serve("/nowhere", { strict: false, port: 4193, files: new Map([["/host.html", text]]) });
    await page.goto(`${outer.origin}/host.html`);
    const until = (type) => page.waitForFunction((wanted) => window.got.findLast((one) => one.type === wanted), type).then((one) => one.jsonValue());
    const say = async (data) => {
      await page.evaluate((one) => {
        window.got.length = 0;
        window.say({ inlaid: 1, ...one });
      }, data);
      return until("ack");
    };
    expect(await until("ready")).toMatchObject({ slots: [], insights: ["MailboxCheck", "QueueCheck"], metrics: ["Percentage CPU"] });
    const frame = page.frameLocator("iframe");
    expect(await say({ type: "insight", name: "QueueCheck", value: { state: "none" }, seq: 1 })).toMatchObject({ seq: 1, ...applied("QueueCheck") });
    await expect(frame.locator(".state")).toHaveText("Nothing found");
    expect(await say({ type: "metric", name: "Percentage CPU", value: { points: POINTS }, seq: 2 })).toMatchObject({ seq: 2, ...applied("Percentage CPU") });
    await expect(frame.locator(".chart svg")).toBeVisible();
    expect(await say({ type: "metric", name: "x", value: {}, seq: 3 })).toMatchObject(refused("x", "unknown"));
    expect(await say({ type: "set", values: { x: 1 }, seq: 4 })).toMatchObject({ applied: [], rejected: [{ name: "x", reason: "unknown" }] });
    await Promise.all([inner.close(), outer.close()]);
  });
});

test.describe("a video", () => {
  test("is played on the page where its host is allowed, and only when the reader asks", async ({ page, complaints }) => {
    const served = await serve(join(trees, "guided", "public"), { strict: false });
    await page.route("https://media.contoso.com/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Player</title>Playing" }),
    );
    await open(page, `${served.origin}/contoso.mail/guided.html#steps`);
    expect(await page.getAttribute("meta[http-equiv]", "content")).toContain("frame-src 'self' https://media.contoso.com;");
    await expect(page.getByRole("button", { name: /Play here/ })).toHaveCount(2);
    await expect(page.locator(".video", { hasText: "How to move" }).getByRole("button")).toHaveCount(0);
    await expect(page.locator("iframe")).toHaveCount(0);
    await page.getByRole("button", { name: "Play here: How to make room" }).click();
    const frame = page.locator("iframe");
    await expect(frame).toHaveAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation");
    await expect(frame).toHaveAttribute("referrerpolicy", "strict-origin-when-cross-origin");
    await expect(page.frameLocator("iframe").getByText("Playing")).toBeVisible();
    await expect(page.getByRole("button", { name: /Play here/ })).toHaveCount(1);
    expect(complaints.splice(0)).toEqual(["request: https://media.contoso.com/room"]);
    await served.close();
  });

  test("is a link, and no more, in an air-gapped cloud", async ({ page }) => {
    const served = await serve(join(trees, "guided", "usnat"));
    await open(page, `${served.origin}/contoso.mail/guided.html#steps`);
    await expect(page.locator(".video").first()).toContainText("How to make room");
    await expect(page.locator(".video").first()).toContainText("https://media.contoso.com/room");
    await expect(page.locator(".video a").first()).toHaveAttribute("href", "https://media.contoso.com/room");
    await expect(page.locator(".video button, [data-player]")).toHaveCount(0);
    expect(await page.getAttribute("meta[http-equiv]", "content")).toContain("frame-src 'self';");
    await served.close();
  });
});

test.describe("without a script", () => {
  test.use({ javaScriptEnabled: false });
  test("everything can be read", async ({ page }) => {
    await page.goto(guided());
    await expect(page.getByText("We look at your mailbox.")).toBeVisible();
    await expect(page.locator(".metric .facts")).toHaveText(/Percentage CPU\s*Aggregation\s*average \(Avg\)\s*Time span\s*1 day \(1d\)/);
    await section(page, "steps").locator("summary").click();
    await expect(page.getByRole("link", { name: "How to make room" })).toHaveAttribute("href", "https://media.contoso.com/room");
    await expect(page.locator("button:visible")).toHaveCount(0);
  });
});

test.describe("axe finds nothing", () => {
  const states = {
    "in an untouched page": async () => {},
    "with all sections open, a state and a chart": async (page) => {
      await page.getByRole("button", { name: "Open all sections" }).click();
      await ask(page, "insight", "MailboxCheck", { state: "found", insights: [{ title: "Full", text: "Make room." }] });
      const points = Array.from({ length: 60 }, (_, at) => [at * 60_000, at]);
      await ask(page, "metric", "Percentage CPU", { points, unit: "%" });
      await page.getByText("Values as a table").click();
    },
    "while a check runs": async (page) => {
      await ask(page, "insight", "MailboxCheck", { state: "running" });
    },
  };
  for (const scheme of ["light", "dark"]) {
    for (const [name, act] of Object.entries(states)) {
      test(`${name}, ${scheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: scheme });
        await open(page, guided());
        await act(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      });
    }
  }
});
