// The preview's own script: takes up a new build without losing the reader's place.
//
// A copy of the page as it was sent is kept, and where each of its nodes went. The difference between that copy and the
// page as it is sent now is all that is touched, so scroll, focus, open details and filled slots stay as they are.

const policy = window.trustedTypes?.createPolicy("inlaid-preview", { createHTML: (text) => text }) ?? { createHTML: String };
const parse = (text) => new DOMParser().parseFromString(policy.createHTML(text), "text/html");
// The script's own element says which build a page is of.
const OWN = "script[src^='/-/preview.js']";
const buildOf = (script) => script?.getAttribute("src").split("?")[1];
const fetchPage = async () => {
  const response = await fetch(location.href, { cache: "no-store" });
  const page = parse(await response.text());
  const own = page.querySelector(OWN);
  own?.remove();
  return { gone: response.status === 404, moved: response.redirected && response.url, page, build: buildOf(own) };
};

const KEPT = "inlaid:preview:values";
const live = new WeakMap();
const pair = (sent, shown) => {
  live.set(sent, shown);
  const children = [...shown.childNodes];
  [...sent.childNodes].forEach((child, at) => children[at] && pair(child, children[at]));
};

// Modules run in the order of the page, and this one comes before those of the theme only if it is first: what they add
// to the article is not in what was sent, so the copy is asked for anew.
const { page: first, gone: missing, build } = await fetchPage();
let last = first;
let seen = buildOf(document.querySelector(OWN));
// There was another build since the page was asked for.
if (build !== seen) location.reload();
const ADDED = `button.copy, .slot-link, .slot-panel, .made, ${OWN}`;
const match = (sent, shown) => {
  live.set(sent, shown);
  const own = [...shown.childNodes].filter((node) => !(node instanceof Element && node.matches(ADDED)));
  [...sent.childNodes].forEach((child, at) => {
    const other = own[at];
    if (other && other.nodeName === child.nodeName && !child.parentElement?.matches("[data-slot], [data-field], [data-slot-tools]")) match(child, other);
  });
};
match(last.documentElement, document.documentElement);

// What a script has taken hold of: where one of these changes, the page is loaded again.
const SLOTS = "[data-slot], [data-field], [data-slot-href], form[data-form], script, [data-slot-tools]";
const holdsSlot = (node) => node instanceof Element && (node.matches(SLOTS) || node.querySelector(SLOTS));

class TooMuch extends Error {}

// Makes of the shown node of `before` what `after` is.
const patch = (before, after) => {
  if (before.isEqualNode(after)) return adopt(before, after);
  const shown = live.get(before);
  if (!shown || before.nodeName !== after.nodeName || (before instanceof Element && before.matches(SLOTS))) throw new TooMuch();
  live.set(after, shown);
  if (!(before instanceof Element)) return (shown.nodeValue = after.nodeValue);
  for (const { name } of before.attributes) if (!after.hasAttribute(name)) shown.removeAttribute(name);
  for (const { name, value } of after.attributes) if (before.getAttribute(name) !== value) shown.setAttribute(name, value);
  const [old, fresh] = [[...before.childNodes], [...after.childNodes]];
  let [from, to] = [0, 0];
  for (const [at, other] of [...common(old, fresh), [old.length, fresh.length]]) {
    replace(shown, old.slice(from, at), fresh.slice(to, other), old[at]);
    if (at < old.length) adopt(old[at], fresh[other]);
    [from, to] = [at + 1, other + 1];
  }
  if (shown.closest("article")) mark(shown);
  return undefined;
};

// Nodes in a row in place of others, before `next`.
const replace = (shown, gone, come, next) => {
  if (gone.length === come.length && gone.every((node, at) => node.nodeName === come[at].nodeName)) {
    gone.forEach((node, at) => patch(node, come[at]));
    return;
  }
  if ([...gone, ...come].some(holdsSlot)) throw new TooMuch();
  for (const node of gone) live.get(node)?.remove();
  for (const node of come) {
    const copy = document.importNode(node, true);
    pair(node, copy);
    shown.insertBefore(copy, (next && live.get(next)) ?? null);
    mark(copy);
  }
};

// The longest common part of two lists of nodes, as pairs of places.
const common = (old, fresh) => {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start].isEqualNode(fresh[start])) start += 1;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end).isEqualNode(fresh.at(-1 - end))) end += 1;
  // Between the two ends, nodes are compared as text.
  const text = (node) => node.nodeName + (node.outerHTML ?? node.nodeValue);
  const [a, b] = [old, fresh].map((nodes) => nodes.slice(start, nodes.length - end).map(text));
  const [rows, columns] = [a.length, b.length];
  const pairs = Array.from({ length: start }, (_, at) => [at, at]);
  // What is too long to compare is taken as new.
  if (rows * columns <= 4_000_000) {
    const best = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
    for (let x = rows - 1; x >= 0; x -= 1) {
      for (let y = columns - 1; y >= 0; y -= 1) {
        const same = a[x] === b[y];
        best[x][y] = same ? best[x + 1][y + 1] + 1 : Math.max(best[x + 1][y], best[x][y + 1]);
      }
    }
    for (let [x, y] = [0, 0]; x < rows && y < columns; ) {
      if (a[x] === b[y]) pairs.push([start + x++, start + y++]);
      else if (best[x + 1][y] >= best[x][y + 1]) x += 1;
      else y += 1;
    }
  }
  for (let at = end; at > 0; at -= 1) pairs.push([old.length - at, fresh.length - at]);
  return pairs;
};

// The same node, sent again.
const adopt = (before, after) => {
  const shown = live.get(before);
  if (!shown) return;
  live.set(after, shown);
  const children = [...after.childNodes];
  [...before.childNodes].forEach((child, at) => adopt(child, children[at]));
};

// What changed is marked for a second; nothing of it stays.
const mark = (node) => {
  const block = node instanceof Element ? node : node.parentElement;
  if (!block?.closest("article") || block.matches("article") || block.getAnimations().length) return;
  block.animate([{ outline: "2px solid #d29922", outlineOffset: "2px" }, { outline: "2px solid transparent" }], { duration: 1000 });
};

// Slots that come or go need their script anew. What was filled in by hand or by a script is filled in again.
const reload = () => {
  const slots = window.inlaid?.slots?.() ?? [];
  const filled = slots.filter(({ source, secret }) => !secret && ["reader", "host"].includes(source));
  sessionStorage.setItem(KEPT, JSON.stringify(filled.map(({ name }) => [name, window.inlaid.get(name)])));
  location.reload();
};
const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
sessionStorage.removeItem(KEPT);
if (kept.length) {
  const fill = () => window.inlaid.set(Object.fromEntries(kept));
  if (window.inlaid?.slots) fill();
  else document.addEventListener("inlaid:ready", fill, { once: true });
}

const update = async () => {
  const { page, gone, moved } = await fetchPage();
  if (moved) return location.replace(moved);
  // Its own page says what became of it.
  if (gone !== missing) return location.reload();
  try {
    patch(last.documentElement, page.documentElement);
    last = page;
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    reload();
  }
  return undefined;
};

// Words over the page: a fault of the build, or a lost connection.
const notice = document.createElement("div");
notice.setAttribute("role", "status");
notice.style.cssText =
  "position:fixed;inset:auto 1rem 1rem;z-index:9;padding:1rem;white-space:pre-wrap;font:14px monospace;background:#1c2329;color:#fff;border-radius:6px";
const say = (words) => {
  notice.textContent = words ?? "";
  words ? document.body.append(notice) : notice.remove();
};

const { refresh } = await import("/-/bar.js");
await refresh();

const events = new EventSource("/-/events");
events.addEventListener("message", async ({ data }) => {
  const { round, fault, process } = JSON.parse(data);
  const now = `${process}-${round}`;
  const isNews = seen !== now;
  seen = now;
  if (isNews && !fault) await update();
  if (isNews) await refresh();
  say(fault);
});
events.addEventListener("error", () => say("The preview has ended or cannot be reached. It is tried again."));
