// Searches titles, ids, headings and descriptions, all of which one file holds. No part of a page: it knows no document.

// What a word is worth, by where it is found: as a whole word, and as the beginning of one.
const WORTH = { title: [10, 6], id: [6, 4], heading: [4, 2.4], description: [3, 1.8] };
const INSIDE = 0.3;
const MISTYPED = 0.5;
// The shortest word that is also looked for inside of words, and with one letter wrong.
const LONG = 5;
// Where fewer articles have all words, those that have most of them follow.
const FEW = 10;
const MOST_OF_THEM = 0.5;

const EAST = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc]/u;
const MIXED = /(\p{Ll}|\p{N})(?=\p{Lu})/gu;

/** A text as texts compare: no case, no accents, no apostrophes; one blank for all that is no letter and no digit. */
export const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f'’]+/g, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\n]+/gu, " ");

// A name such as `AllocationFailed` is also found by its parts.
const withParts = (text) => {
  const parts = text.replace(MIXED, "$1 ");
  return parts === text ? text : `${text} ${parts}`;
};

/** Texts as one text, and where each begins: to look through one long text is faster than to look through many. */
const join = (texts) => {
  const whole = `\n${fold(texts.map((text) => withParts(text).replaceAll("\n", " ")).join("\n"))}\n`;
  const starts = new Uint32Array(texts.length + 1);
  for (let [row, at] = [0, 0]; row <= texts.length; row += 1) [starts[row], at] = [at, whole.indexOf("\n", at + 1)];
  return { whole, starts };
};

/** What `search.json` holds, made ready to be searched. */
export const prepare = ({ kinds, lists, headings, articles }) => {
  const rows = articles.map(([title, url, description, id, kind, own, under]) => ({
    title,
    url,
    description,
    id: id || url.replace(/(\.html|\/)$/, "").split("/").pop(),
    kind: kinds[kind][0],
    lists: own,
    headings: under,
  }));
  const under = headings.map(() => []);
  rows.forEach(({ headings: own }, row) => own.forEach((heading) => under[heading].push(row)));
  const column = (name) => join(rows.map((row) => row[name]));
  return {
    rows,
    lists,
    headings,
    under,
    fields: { title: column("title"), id: column("id"), description: column("description"), heading: join(headings) },
  };
};

/** Calls `see` with every row that has a word, and what that is worth: as a whole, as a beginning, or inside. */
const scan = ({ whole, starts }, word, isInside, see) => {
  const isEast = EAST.test(word);
  let row = 0;
  for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
    const before = whole[at - 1];
    const begins = isEast || before === " " || before === "\n";
    if (!begins && !isInside) continue;
    while (starts[row + 1] < at) row += 1;
    const after = whole[at + word.length];
    see(row, begins ? (isEast || after === " " || after === "\n" ? 0 : 1) : 2);
  }
};

/** For each article what a word is worth in it. */
const weigh = (index, word, factor, isInside, worth) => {
  for (const [name, [full, part]] of Object.entries(WORTH)) {
    const values = [full, part, part * INSIDE];
    const put = (row, value) => {
      if (worth[row] < value) worth[row] = value;
    };
    scan(index.fields[name], word, isInside, (row, how) => {
      const value = values[how] * factor;
      if (name === "heading") index.under[row].forEach((article) => put(article, value));
      else put(row, value);
    });
  }
};

const count = (worth) => worth.reduce((sum, value) => sum + (value > 0), 0);

/** Whether one letter more, less, other or moved makes a word of another. */
const isNear = (a, b) => {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2));
};

const vocabulary = (index) => {
  index.words ??= [...new Set(`${index.fields.title.whole} ${index.fields.heading.whole}`.split(/[ \n]+/))];
  return index.words;
};

/** What a word is worth in each article, and the words that it was found as. */
const find = (index, word) => {
  const worth = new Float64Array(index.rows.length);
  weigh(index, word, 1, false, worth);
  // One of several is one, too.
  if (word.length >= LONG && /[^s]s$/.test(word)) weigh(index, word.slice(0, -1), 0.9, false, worth);
  if (count(worth) || word.length < LONG) return { worth, as: [word] };
  weigh(index, word, 1, true, worth);
  if (count(worth)) return { worth, as: [word] };
  const near = /\d/.test(word) ? [] : vocabulary(index).filter((other) => isNear(word, other));
  near.forEach((other) => weigh(index, other, MISTYPED, false, worth));
  return { worth, as: [word, ...near] };
};

// Languages without blanks are searched by pairs of letters.
const pairs = (word) => {
  const letters = [...word];
  return letters.length < 3 ? [word] : letters.slice(1).map((letter, at) => letters[at] + letter);
};

/** The words of a query; a name that no article has is its parts. */
const words = (index, text) => {
  const found = [];
  for (const raw of text.normalize("NFC").replace(/['’]/g, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean)) {
    const whole = fold(raw);
    const isNone = raw.search(MIXED) >= 0 && !count(find(index, whole).worth);
    const parts = isNone ? fold(raw.replace(MIXED, "$1 ")).split(" ") : [whole];
    for (const part of parts) {
      const runs = part.split(/([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u30fc]+)/u).filter(Boolean);
      found.push(...runs.flatMap((run) => (EAST.test(run) ? pairs(run) : [run])));
    }
  }
  return [...new Set(found)];
};

/** Articles with what they are worth, best first: those with all words, then, where they are few, those with most. */
const rank = (index, terms, phrase) => {
  const total = index.rows.length;
  const rare = terms.map(({ worth }) => Math.log(1 + total / (1 + count(worth))));
  const all = rare.reduce((sum, value) => sum + value, 0);
  const { whole, starts } = index.fields.title;
  const ranked = [];
  for (let row = 0; row < total; row += 1) {
    let [score, covered, missing] = [0, 0, 0];
    for (let at = 0; at < terms.length; at += 1) {
      const value = terms[at].worth[row];
      score += value * rare[at];
      covered += value ? rare[at] : 0;
      missing += value ? 0 : 1;
    }
    const share = covered / all;
    if (!covered || (missing && share < MOST_OF_THEM)) continue;
    const title = whole.slice(starts[row], starts[row + 1]).trim();
    if (title.startsWith(phrase)) score *= 1.5;
    else if (title.includes(phrase)) score *= 1.3;
    ranked.push({ row, isWhole: !missing, score: (score * share ** 2) / (1 + title.length / 400) });
  }
  ranked.sort((a, b) => b.isWhole - a.isWhole || b.score - a.score || a.row - b.row);
  const complete = ranked.findIndex(({ isWhole }) => !isWhole);
  return complete >= FEW ? ranked.slice(0, complete) : ranked;
};

/** Whether an article is chosen by a filter, and the values of a filter that an article has. */
const VALUES = {
  kind: (_, { kind }) => [kind],
  service: ({ lists }, { lists: own }) => own.filter((at) => lists[at][1] === null).map((at) => lists[at][0]),
  resource: ({ lists }, { lists: own }) => own.filter((at) => lists[at][1] !== null).map((at) => lists[at][0]),
};

/** How many of these articles each value of each filter would leave, the other filters being as they are. */
const facets = (index, ranked, chosen) => {
  const fits = (row, but) =>
    Object.entries(chosen).every(([name, value]) => name === but || VALUES[name](index, row).includes(value));
  const counts = {};
  for (const [name, values] of Object.entries(VALUES)) {
    const found = (counts[name] = new Map());
    for (const { row } of ranked) {
      const article = index.rows[row];
      if (!fits(article, name)) continue;
      for (const value of new Set(values(index, article))) found.set(value, (found.get(value) ?? 0) + 1);
    }
  }
  return { counts, left: ranked.filter(({ row }) => fits(index.rows[row])) };
};

/** A text in pieces; every second one is what was searched for. */
export const mark = (text, found) => {
  if (!found.length) return [text];
  const accented = (word) => [...word.normalize("NFD")].map((letter) => `${letter}\\p{M}*`).join("");
  const any = found.map((word) => `${EAST.test(word) ? "" : "(?<![\\p{L}\\p{N}])"}${accented(word)}`).join("|");
  const pieces = text.normalize("NFD").split(new RegExp(`(${any})`, "iu"));
  return pieces.map((piece) => piece.normalize("NFC"));
};

const show = (index, row, found) => {
  const { title, url, description, kind, lists, headings } = index.rows[row];
  const marked = (text) => mark(text, found);
  const heading = headings.map((at) => index.headings[at]).find((text) => marked(text).length > 1);
  const isThere = marked(description).length > 1 || !heading;
  const home = lists[0];
  const above = home === undefined ? undefined : index.lists[home][1];
  const way = home === undefined ? [] : [above, home].filter((at) => at !== null).map((at) => index.lists[at][0]);
  return { title: marked(title), url, kind, way, excerpt: marked(isThere ? description : heading) };
};

/** Searches for a text. `chosen` has the values of filters; `count` says how many articles each of their values would leave. */
export const search = (index, text, chosen = {}) => {
  const asked = words(index, text);
  if (!asked.length) return { count: async () => ({}), results: [] };
  const terms = asked.map((word) => find(index, word));
  const ranked = rank(index, terms, fold(text).trim());
  const { counts, left } = facets(index, ranked, chosen);
  const found = [...new Set(terms.flatMap(({ as }) => as))].sort((a, b) => b.length - a.length);
  return { count: async () => counts, results: left.map(({ row }) => ({ url: index.rows[row].url, load: async () => show(index, row, found) })) };
};

/** The search of a tree; `root` is its address. */
export const start = async (root) => {
  const answer = await fetch(new URL("search.json", root));
  if (!answer.ok) throw new Error(`cannot read search.json: ${answer.status}`);
  const index = prepare(await answer.json());
  return async (text, chosen) => search(index, text, chosen);
};
