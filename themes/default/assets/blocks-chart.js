// The chart of a metric: a line in an SVG of the page, and its values in a table.

import words, { lang as own } from "./words-chart.js";
import { say } from "./words.js";

const MOST = 2_000;
const TOO_MANY = 50_000;
const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [640, 240];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 632, 24, 208];

const { lang } = document.documentElement;
const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 3 });
const short = new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 3 });
const clock = (options) => new Intl.DateTimeFormat(lang, { timeZone: "UTC", ...options });
const exact = clock({ dateStyle: "medium", timeStyle: "medium" });

const make = (name, content, attributes) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...[content].flat());
  return element;
};
const draws = (name, attributes, content = "") => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(content);
  return element;
};

const point = (given) => {
  const [time, value] = Array.isArray(given) ? given : [given?.time, given?.value];
  // A time is milliseconds since 1970, or a text as ISO 8601 has it.
  const at = typeof time === "string" && /^\d{4}-/.test(time) ? Date.parse(time) : time;
  const isTime = typeof at === "number" && Math.abs(at) <= 8.64e15;
  const isValue = value === null || (typeof value === "number" && Math.abs(value) <= 1e15);
  return isTime && isValue ? { at, value } : undefined;
};

/** Reads what a host gave: points in order of time and their unit, or why it is `refused`. */
export const read = (given) => {
  const { points, unit = "" } = given ?? {};
  if (!Array.isArray(points) || typeof unit !== "string") return { refused: "shape" };
  if (points.length > TOO_MANY || unit.length > 20) return { refused: "length" };
  const all = points.map(point);
  if (all.includes(undefined)) return { refused: "type" };
  all.sort((a, b) => a.at - b.at);
  return { points: all.slice(-MOST), total: all.length, unit };
};

// Round numbers around zero and all values, four steps or so.
const scale = (values) => {
  const [low, top] = [Math.min(0, ...values), Math.max(0, ...values)];
  const high = top - low < 1e-9 ? 1 : top;
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((one) => one * power >= rough) * power;
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
};

const lines = (points, x, y) => {
  const runs = [[]];
  for (const { at, value } of points) {
    if (value === null) runs.push([]);
    else runs.at(-1).push(`${x(at).toFixed(1)},${y(value).toFixed(1)}`);
  }
  return runs.filter(({ length }) => length).map((run) => {
    const [cx, cy] = run[0].split(",");
    return run.length > 1 ? draws("polyline", { points: run.join(" "), class: "line" }) : draws("circle", { cx, cy, r: 3, class: "dot" });
  });
};

const chart = (points, unit, label) => {
  const values = points.flatMap(({ value }) => value ?? []);
  const ticks = scale(values);
  const [low, high] = [ticks[0], ticks.at(-1)];
  const [first, last] = [points[0].at, points.at(-1).at];
  const x = (at) => (last === first ? (LEFT + RIGHT) / 2 : LEFT + ((at - first) / (last - first)) * (RIGHT - LEFT));
  const y = (value) => BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP);
  const svg = draws("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label });
  for (const tick of ticks) {
    svg.append(draws("line", { x1: LEFT, x2: RIGHT, y1: y(tick), y2: y(tick), class: tick === 0 ? "axis" : "grid" }));
    svg.append(draws("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, short.format(tick)));
  }
  if (unit) svg.append(draws("text", { x: LEFT, y: 12 }, unit));
  const isLong = last - first > 172_800_000;
  const day = clock({ month: "short", day: "numeric" });
  const times = isLong ? day : clock({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const places = last === first ? [0.5] : [0, 1 / 3, 2 / 3, 1];
  for (const place of places) {
    const anchor = new Map([[0, "start"], [1, "end"]]).get(place) ?? "middle";
    const at = last === first ? first : first + place * (last - first);
    const text = { x: LEFT + place * (RIGHT - LEFT), y: HEIGHT - 12, "text-anchor": anchor, class: places.length > 1 ? anchor : "only" };
    svg.append(draws("text", text, times.format(at)));
  }
  svg.append(...lines(points, x, y));
  return svg;
};

const table = (points, unit, name) => {
  const head = [words.time, unit ? say(words.value_unit, { unit }) : words.value].map((text) => make("th", text, { scope: "col" }));
  const rows = points.map(({ at, value }) =>
    make("tr", [make("td", exact.format(at)), make("td", value === null ? words.no_value : number.format(value))]),
  );
  const whole = make("table", [
    make("caption", name, { className: "unseen" }),
    make("thead", make("tr", head)),
    make("tbody", rows),
  ]);
  return make("details", [make("summary", words.table, { lang: own }), make("div", whole, { className: "table", tabIndex: 0, role: "group", ariaLabel: name })]);
};

/** Draws a series into the card of a metric, in place of what was there. */
export const draw = (card, { points, total, unit }) => {
  const name = card.querySelector("figcaption")?.textContent ?? card.dataset.metric;
  const values = points.flatMap(({ value }) => value ?? []);
  const content = [];
  if (values.length) {
    const of = (value) => [number.format(value), unit].filter(Boolean).join(" ");
    const [from, to] = [points[0], points.at(-1)].map(({ at }) => exact.format(at));
    const [low, high] = [Math.min, Math.max].map((pick) => of(values.reduce((a, b) => pick(a, b))));
    const label = say(words.label, { name, n: points.length, low, high, first: from, last: to });
    const more = total > points.length ? ` ${say(words.last, { n: number.format(points.length), all: number.format(total) })}` : "";
    content.push(chart(points, unit, label), make("p", `${words.times}${more}`, { className: "facts", lang: own }), table(points, unit, name));
  } else {
    content.push(make("p", words.nothing, { lang: own }));
  }
  card.querySelector(".chart")?.remove();
  card.append(make("div", content, { className: "made chart" }));
};
