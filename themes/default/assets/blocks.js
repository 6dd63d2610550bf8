// Block elements: sections open where they are wanted, checks show their state, metrics their chart, videos their player.
//
// What a host gives is data: it becomes text nodes and a few listed attributes. The cards are looked up each time, since
// a preview may have put others in their place.

import words, { lang } from "./words-checks.js";
import { say as fill } from "./words.js";

// The states of a check, the one that counts most first.
const ORDER = ["found", "running", "failed", "timeout", "none"];
const MOST = 20;
const LONGEST = 10_000;

const find = (selector) => [...document.querySelectorAll(`article[data-article-id] ${selector}`)];
const make = (name, content, attributes) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...[content].flat());
  return element;
};

// Names compare without case.
const plain = (name) => String(name).trim().toLowerCase();
const names = (list) => list.split(",").map(plain);
const refuse = (name, reason) => ({ applied: [], rejected: [{ name: String(name), reason }] });
const apply = (name) => ({ applied: [String(name)], rejected: [] });

// What each check of a card has come to.
const results = new WeakMap();

const refusal = ({ state, insights = [] }) => {
  if (!ORDER.includes(state)) return "state";
  const isText = (text) => text === undefined || typeof text === "string";
  const isSound = (one) => typeof one === "object" && one !== null && isText(one.title) && isText(one.text);
  if (!Array.isArray(insights) || !insights.every(isSound)) return "shape";
  return insights.some(({ title = "", text = "" }) => title.length + text.length > LONGEST) && "length";
};

// What the host does with its own afterwards changes nothing.
const copy = ({ insights = [] }) => insights.map(({ title, text }) => ({ title, text }));

const list = (found, most) => {
  const items = found.slice(0, most).map(({ title, text }) => {
    const parts = [title && make("strong", title), text && make("p", text)];
    return make("li", parts.filter(Boolean));
  });
  if (found.length > most) items.push(make("li", fill(words.more, { n: found.length - most }), { className: "more", lang }));
  return make("ul", items);
};

const show = (card) => {
  const all = [...(results.get(card)?.values() ?? [])];
  const state = ORDER.find((name) => all.some((one) => one.state === name));
  for (const old of card.querySelectorAll(".made")) old.remove();
  const rows = [...card.querySelectorAll("[data-state]")];
  for (const row of rows) row.hidden = Boolean(state) && row.dataset.state !== state;
  card.ariaBusy = String(state === "running");
  if (!state) return card.removeAttribute("data-shown");
  card.dataset.shown = state;
  card.prepend(make("p", words[state], { className: "made state", lang }));
  const found = all.flatMap(({ state: own, insights }) => (own === "found" ? insights : []));
  const wanted = Number.parseInt(card.dataset.insightMost, 10);
  const most = wanted > 0 ? Math.min(wanted, MOST) : MOST;
  const texts = card.querySelector(".states");
  if (found.length) texts.after(make("div", list(found, most), { className: "made" }));
  else if (rows.every(({ hidden }) => hidden)) texts.after(make("p", words[`${state}_text`], { className: "made", lang }));
  return undefined;
};

// Shows what a check has come to; `null` shows the card as it was written. A card of several checks shows the best.
const insight = (id, given) => {
  const wanted = names(String(id));
  const cards = find("[data-insight]").filter(({ dataset }) => wanted.every((name) => names(dataset.insight).includes(name)));
  const reason = cards.length ? given !== null && refusal(given ?? {}) : "unknown";
  if (reason) return refuse(id, reason);
  for (const card of cards) {
    if (!results.has(card)) results.set(card, new Map());
    // Several checks may come to one thing; what they found is said once.
    for (const [at, name] of wanted.entries()) {
      if (given === null) results.get(card).delete(name);
      else results.get(card).set(name, { state: given.state, insights: at ? [] : copy(given) });
    }
    show(card);
  }
  return apply(id);
};

// Draws the points of a metric.
const metric = async (name, given) => {
  const cards = find("[data-metric]").filter(({ dataset }) => plain(dataset.metric) === plain(name));
  if (!cards.length) return refuse(name, "unknown");
  const { read, draw } = await import("./blocks-chart.js");
  const series = read(given);
  if (series.refused) return refuse(name, series.refused);
  for (const card of cards) draw(card, series);
  return apply(name);
};

const calls = new Map([["insight", insight], ["metric", metric]]);

/** What a host can give: the checks and the metrics of the page. */
export const offers = () => ({
  insights: [...new Set(find("[data-insight]").flatMap(({ dataset }) => dataset.insight.split(",")))],
  metrics: [...new Set(find("[data-metric]").map(({ dataset }) => dataset.metric))],
});

// Opens what folds around the target of the fragment.
const reveal = () => {
  const [id] = location.hash.slice(1).split("?");
  const target = id && document.getElementById(new URLSearchParams(`id=${id}`).get("id"));
  const closed = [];
  for (let at = target && target.closest("details"); at; at = at.parentElement.closest("details")) if (!at.open) closed.push(at);
  for (const one of closed) one.open = true;
  if (closed.length) target.scrollIntoView();
};

const sections = () => find("details.section");
const fold = () => {
  reveal();
  addEventListener("hashchange", reveal);
  // A link to where the fragment already leads changes nothing, and still asks for it.
  addEventListener("click", ({ target }) => target.closest?.("a[href^='#']")?.hash === location.hash && reveal());
  const printed = [];
  addEventListener("beforeprint", () => {
    printed.push(...sections().filter(({ open }) => !open));
    for (const one of printed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of printed.splice(0)) one.open = false;
  });
  if (sections().length < 2) return;
  const button = make("button", "", { type: "button", className: "made fold", lang });
  const isClosed = () => sections().some(({ open }) => !open);
  const say = () => (button.textContent = isClosed() ? words.open_all : words.close_all);
  button.addEventListener("click", () => {
    const open = isClosed();
    for (const one of sections()) one.open = open;
  });
  // It does not bubble.
  document.addEventListener("toggle", say, true);
  say();
  sections()[0].before(button);
};

// A player asks another host, so it waits until the reader wants it. One of the page's own host would not be shut in.
const player = (card) => {
  const { href, origin } = new URL(card.dataset.player);
  if (origin === location.origin) return;
  const button = make("button", words.play, { type: "button", className: "made play", lang });
  const title = card.querySelector("a").textContent;
  button.setAttribute("aria-label", fill(words.play_title, { title }));
  button.addEventListener("click", () => {
    const frame = make("iframe", [], { className: "made", title, referrerPolicy: "strict-origin-when-cross-origin" });
    frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-presentation");
    frame.allow = "fullscreen; encrypted-media";
    frame.src = href;
    button.replaceWith(frame);
    frame.focus();
  });
  card.append(button);
};

if (sections().length) fold();
find("[data-player]").forEach(player);
for (const card of find("[data-insight]")) card.ariaLive = "polite";

// What is asked of the page before its scripts are there waits in `q`; what is not for this one is left to the next.
const { inlaid } = window;
const left = [];
const leave = inlaid?.slots ? inlaid.q.push : (call) => Array.prototype.push.call(left, call);
left.push = (call) => (calls.has(call?.[0]) ? calls.get(call[0])(...call.slice(1)) : leave(call));
window.inlaid = Object.freeze({ ...inlaid, ...Object.fromEntries(calls), q: left });
if (Array.isArray(inlaid?.q)) for (const call of inlaid.q) left.push(call);
if (!document.querySelector("[data-slot], [data-slot-href]")) {
  document.dispatchEvent(new CustomEvent("inlaid:ready", { detail: { slots: [] } }));
}
