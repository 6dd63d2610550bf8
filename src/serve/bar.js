// The bar of the preview: other clouds, what is wrong with the article, what its header says, the width of a phone.

const make = (name, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
};

const host = make("inlaid-preview");
const root = host.attachShadow({ mode: "open" });
const panel = make("div", { className: "panel" });
const bar = make("div", { className: "bar", role: "toolbar", ariaLabel: "Preview" });
root.append(make("link", { rel: "stylesheet", href: "/-/bar.css" }), panel, bar);

const ask = async (what) => {
  const response = await fetch(`/-/${what}?${encodeURIComponent(location.pathname)}`, { cache: "no-store" });
  return response.ok ? response.json() : undefined;
};

let open = sessionStorage.getItem("inlaid:preview:open") ?? "";
const toggle = (name) => {
  open = open === name ? "" : name;
  sessionStorage.setItem("inlaid:preview:open", open);
  refresh();
};
const button = (name, label) => {
  const element = make("button", { type: "button", ariaExpanded: String(open === name) }, label);
  element.addEventListener("click", () => toggle(name));
  return element;
};

const excerpt = ({ excerpt: text, span: [from, to], line }) =>
  make("pre", {}, `${line} | `, text.slice(0, from), make("mark", {}, text.slice(from, to)), text.slice(to));

const finding = (one) =>
  make(
    "div",
    { className: `finding ${one.level}` },
    make("strong", {}, `${one.level}[${one.code}] `),
    `${one.message} `,
    make("a", { href: one.edit }, one.source ? `${one.source}:${one.line}` : `line ${one.line}`),
    one.excerpt ? excerpt(one) : undefined,
    one.help ? make("div", {}, `help: ${one.help}`) : undefined,
  );

const panels = {
  findings: ({ findings }) => findings.map(finding),
  all: async () => ((await ask("findings")) ?? []).slice(0, 500).map(finding),
  article: ({ article }) => (article ? [properties(article), ...lists(article)] : []),
};

const properties = ({ properties: all }) =>
  make(
    "table",
    {},
    ...all.map(({ name, value, line }) =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value), make("td", {}, `line ${line}`)),
    ),
  );

// Where the article is routed to: the lists that show it.
const lists = ({ lists: all }) => [
  make("p", {}, all.length ? "Shown in:" : "No list of this cloud shows it."),
  ...all.map(({ title, url, at, of }) => make("div", {}, make("a", { href: url }, title), `, ${at} of ${of}`)),
];

const clouds = ({ cloud: own, clouds: all }) => {
  const choice = make("select", { ariaLabel: "Cloud" });
  for (const { name, url, there } of all) {
    choice.append(make("option", { value: url, selected: name === own }, there ? name : `${name} (not there)`));
  }
  choice.addEventListener("change", () => location.assign(choice.value));
  return choice;
};

// Sample values, the first of them unless another was chosen. They are given as a host gives its own.
const SAMPLE = "inlaid:preview:sample";
const NONE = "no sample values";
const samples = async () => {
  const response = await fetch("/-/samples", { cache: "no-store" });
  const all = new Map(await response.json());
  if (!all.size || !document.querySelector("[data-slot], [data-slot-href]")) return undefined;
  const kept = sessionStorage.getItem(SAMPLE);
  const name = kept === NONE || all.has(kept) ? kept : [...all.keys()][0];
  const fill = () => (all.has(name) ? window.inlaid.set(all.get(name), { replace: true }) : undefined);
  if (window.inlaid?.slots) await fill();
  else document.addEventListener("inlaid:ready", fill, { once: true });
  const choice = make("select", { ariaLabel: "Sample values" });
  for (const one of [NONE, ...all.keys()]) choice.append(make("option", { selected: one === name }, one));
  choice.addEventListener("change", async () => {
    sessionStorage.setItem(SAMPLE, choice.value);
    if (choice.value === NONE) await window.inlaid.clear();
    await refresh();
  });
  return choice;
};

// What a host would tell of the checks and metrics of the page: a state after the other, and points of a day.
const INSIGHTS = [{ title: "Something", text: "What a check may find." }, { title: "Something else" }];
const STATES = ["running", "none", "timeout", "failed", "found"];
let step = 0;
const named = (attribute) => [...document.querySelectorAll(`article [${attribute}]`)].map((card) => card.getAttribute(attribute));
const tell = (label, give) => {
  const element = make("button", { type: "button" }, label);
  element.addEventListener("click", () => give(element));
  return element;
};
const checks = () => {
  const names = named("data-insight");
  if (!names.length) return undefined;
  return tell("Next state of checks", (element) => {
    const state = STATES[step];
    step = (step + 1) % (STATES.length + 1);
    for (const name of names) window.inlaid.insight(name, state ? { state, ...(state === "found" ? { insights: INSIGHTS } : {}) } : null);
    element.title = state ?? "as written";
  });
};
const metrics = () => {
  const names = named("data-metric");
  if (!names.length) return undefined;
  return tell("Sample points", () => {
    const points = Array.from({ length: 49 }, (_, at) => [Date.UTC(2026, 0, 1) + at * 1_800_000, Math.round(50 + 40 * Math.sin(at / 6))]);
    for (const name of names) window.inlaid.metric(name, { points });
  });
};

const narrow = () => {
  const element = make("button", { type: "button", ariaPressed: String(Boolean(document.body.style.maxWidth)) }, "Phone width");
  element.addEventListener("click", () => {
    const style = document.body.style;
    [style.maxWidth, style.marginInline] = style.maxWidth ? ["", ""] : ["390px", "auto"];
    element.ariaPressed = String(Boolean(style.maxWidth));
  });
  return element;
};

// The colours of the system, or others: queries of the page's style sheets are made to hold or not to.
const COLOURS = "inlaid:preview:colours";
const QUERY = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/g;
const written = new WeakMap();
const colour = (wanted) => {
  const holds = (query, scheme) => (wanted ? `(width ${scheme === wanted ? ">=" : "<"} 0px)` : query);
  const visit = (rules) => {
    for (const rule of rules) {
      if (rule instanceof CSSMediaRule) {
        if (!written.has(rule)) written.set(rule, rule.media.mediaText);
        rule.media.mediaText = written.get(rule).replace(QUERY, holds);
      }
      if (rule.cssRules) visit(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) visit(sheet.cssRules);
  document.documentElement.style.colorScheme = wanted;
};
const colours = () => {
  const choice = make("select", { ariaLabel: "Colours" });
  const kept = sessionStorage.getItem(COLOURS) ?? "";
  for (const [value, label] of [["", "System colours"], ["light", "Light"], ["dark", "Dark"]]) {
    choice.append(make("option", { value, selected: value === kept }, label));
  }
  choice.addEventListener("change", () => {
    sessionStorage.setItem(COLOURS, choice.value);
    colour(choice.value);
  });
  // A sheet that has just been exchanged is as it is kept.
  if (kept) colour(kept);
  return choice;
};

/** Asks anew what there is to say about the page. */
export const refresh = async () => {
  // The search in its dialog stands in a page that has a bar.
  if ("framed" in document.documentElement.dataset) return host.remove();
  const about = await ask("about");
  if (!about) return host.remove();
  const [errors, warnings, notes] = about.counts;
  const { article, findings } = about;
  const own = article ? button("findings", `${findings.length} ${findings.length === 1 ? "finding" : "findings"} here`) : undefined;
  const header = article ? button("article", article.kind) : undefined;
  const edit = article ? make("a", { href: article.edit }, article.source) : undefined;
  const all = button("all", `${errors} errors, ${warnings} warnings, ${notes} notes in all`);
  bar.replaceChildren(...[clouds(about), await samples(), checks(), metrics(), own, header, edit, make("span", { className: "spacer" }), colours(), narrow(), all].filter(Boolean));
  panel.replaceChildren(...((await panels[open]?.(about)) ?? []));
  if (!host.isConnected) document.body.append(host);
  return undefined;
};
