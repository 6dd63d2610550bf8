// Values with a type: numbers, times and lists in the page's language, and all that `slots.yaml` declares.

import { web } from "./slots-safe.js";

const LONGEST = 10_000;
const MOST = 20;
const STRUCTURES = ["list", "record", "table"];
const NUMERAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const TIME =
  /^([1-9]\d{3})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)? ?(?:Z|z|UTC|([+-])(\d\d):?(\d\d))?)?$/;
const WORDS = new Map([
  ["en", ["none", (n) => `${n} more`, "and "]],
  ["de", ["keine", (n) => `${n} weitere`, "und "]],
  ["zh", ["无", (n) => `另外 ${n} 项`, ""]],
  ["ja", ["なし", (n) => `ほか ${n} 件`, ""]],
]);

const language = document.documentElement.lang || "en";
const plain = language.toLowerCase().replace(/-(us|de|cn|hans|hans-cn|jp)$/, () => "");
const [none, more, and] = WORDS.get(plain) ?? ["–", (n) => `+${n}`, ""];

/** Ends the reading of a value with a reason. No error: there is no fault of the program, and its stack would cost. */
export const refuse = (reason) => {
  throw { refused: reason };
};

const formats = new Map();
const format = (kind, options) => {
  const id = kind + JSON.stringify(options);
  return formats.get(id) ?? formats.set(id, new Intl[kind](language, options)).get(id);
};

const number = (n) => {
  const size = Math.abs(n);
  if (size >= 1e21 || (size < 1e-3 && n)) return String(n);
  return format("NumberFormat", { maximumFractionDigits: 20 }).format(n || 0);
};

// A moment or a day in ISO 8601; without an offset it is UTC.
const moment = (text) => {
  const found = TIME.exec(text.trim());
  if (!found) return undefined;
  const [year, month, day, hour, minute, second = 0, sign, hours = 0, minutes = 0] = found.slice(1);
  const date = new Date(Date.UTC(year, month - 1, day, hour ?? 0, minute ?? 0, second));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === +day;
  if (hour > 23 || minute > 59 || second > 59 || hours > 23 || minutes > 59) return undefined;
  const offset = hours * 60 + +minutes;
  date.setUTCMinutes(date.getUTCMinutes() + (sign === "-" ? offset : -offset));
  const shifted = date.getUTCFullYear();
  return isDay && shifted >= 1000 && shifted <= 9999 ? { date, clock: hour !== undefined } : undefined;
};

const time = (value, zone, how) => {
  const { date, clock } = (typeof value === "string" && moment(value)) || refuse("type");
  const local = how === "local" && clock && !zone;
  const options = local ? { timeZoneName: "short" } : { timeZone: "UTC" };
  if (how !== "time" || !clock) Object.assign(options, { year: "numeric", month: "short", day: "numeric" });
  if (how !== "date" && clock) {
    Object.assign(options, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    if (date.getUTCSeconds()) options.second = "2-digit";
  }
  const iso = date.toISOString();
  return {
    iso: clock ? `${iso.slice(0, 19)}Z` : iso.slice(0, 10),
    text: format("DateTimeFormat", options).format(date) + (clock && how !== "date" && !local && !zone ? " UTC" : ""),
  };
};

/** A scalar as text, held against what is declared. */
export const scalar = (value, spec) => {
  const [text, type] = [String(value), spec?.type];
  if (text.length > LONGEST) refuse("length");
  if (type === "number" || (!type && typeof value === "number")) {
    const n = typeof value === "number" ? value : NUMERAL.test(text.trim()) ? Number(text) : NaN;
    if (!Number.isFinite(n)) refuse("type");
    return spec?.format === "plain" ? String(n || 0) : number(n);
  }
  const isSound =
    (type !== "datetime" || moment(text)) &&
    (type !== "enum" || spec.values.includes(text)) &&
    (type !== "url" || web(text.trim())) &&
    !STRUCTURES.slice(1).includes(type);
  return isSound ? text : refuse("type");
};

/** A scalar in a list. */
export const leaf = (value) =>
  value === null ? none : typeof value === "object" ? refuse("shape") : scalar(value);

/** A list in a sentence. */
export const list = (items) => {
  const shown = items.slice(0, MOST).map(leaf);
  if (items.length > MOST) shown.push(more(number(items.length - MOST)));
  return items.length ? format("ListFormat", { type: "conjunction" }).format(shown) : none;
};

/** What stands for the rest of a list, on a line of its own. */
export const rest = (count) => (count > 0 ? and + more(number(count)) : "");

const read = (place, value, spec, blocks) => {
  const type = spec?.type;
  if (value === null || value === "") return { empty: true, text: value ?? none };
  if (typeof value !== "object" && !STRUCTURES.includes(type)) {
    return type === "datetime" ? time(value, place.zone, spec.format) : { text: scalar(value, spec) };
  }
  const items = typeof value === "object" ? value : type === "list" ? [value] : refuse("type");
  if (type && !STRUCTURES.includes(type)) refuse("type");
  const isList = Array.isArray(items);
  if (!Object.keys(items).length) return { empty: true, text: none };
  if (place.block) return { block: blocks.read(items, type, { leaf, list, rest, refuse }) };
  return isList && (type ?? "list") === "list" ? { text: list(items) } : refuse("shape");
};

/** What a place shows for a value, or why it keeps its default. */
export const show = (...given) => {
  try {
    return read(...given);
  } catch (refusal) {
    if (refusal.refused) return refusal;
    throw refusal;
  }
};

// The first format of a language takes the browser ten times as long as a whole fill, so it is made when nothing waits.
(window.requestIdleCallback ?? setTimeout)(() => {
  number(1);
  list([""]);
  time("2026-01-01T00:00");
});
