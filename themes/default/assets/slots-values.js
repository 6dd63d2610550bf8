// Block values: a list, a description list or a table in a paragraph of its own.

const MOST_ROWS = 100;
const MOST_COLUMNS = 50;

const node = (name, children, attributes) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
};
const texts = (name, items) => items.map((item) => node(name, [item]));

const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isTable = (value) =>
  isRecord(value) && Object.keys(value).length === 2 && [value.columns, value.rows].every(Array.isArray);

/** Reads a value, and gives back what makes its element. `tools` read what is in it. */
export const read = (value, type, tools) => {
  const mayBe = (wanted) => (type ?? wanted) === wanted;
  const cell = (inner) => (inner === undefined ? "" : Array.isArray(inner) ? tools.list(inner) : tools.leaf(inner));
  if (Array.isArray(value)) {
    if (value.every(isRecord) && mayBe("table")) return table(undefined, value, cell, tools);
    return mayBe("list") ? list(value, tools) : tools.refuse("type");
  }
  if (isTable(value) && mayBe("table")) return table(value.columns, value.rows, cell, tools);
  return mayBe("record") ? record(Object.entries(value), cell, tools) : tools.refuse("type");
};

const list = (items, { leaf, rest }) => {
  const shown = items.slice(0, MOST_ROWS).map(leaf);
  const more = rest(items.length - shown.length);
  return () => node("ul", [...texts("li", shown), ...(more ? [node("li", [more], { className: "more" })] : [])]);
};

const record = (entries, cell, { refuse }) => {
  if (entries.length > MOST_COLUMNS) refuse("length");
  const shown = entries.map(([name, inner]) => [name, cell(inner)]);
  return () => node("dl", shown.flatMap(([name, text]) => [node("dt", [name]), node("dd", [text])]));
};

const table = (given, rows, cell, { rest, refuse }) => {
  const shown = rows.slice(0, MOST_ROWS);
  const columns = given ?? [...new Set(shown.flatMap(Object.keys))];
  if (!columns.length || columns.some((name) => typeof name !== "string")) refuse("shape");
  if (columns.length > MOST_COLUMNS) refuse("length");
  const cells = shown.map((row) => {
    if (!isRecord(row) && !(Array.isArray(row) && row.length <= columns.length)) refuse("shape");
    const own = new Map(Object.entries(row));
    return columns.map((name, at) => cell(own.get(Array.isArray(row) ? String(at) : name)));
  });
  const more = rest(rows.length - shown.length);
  return () => {
    const head = columns.map((name) => node("th", [name], { scope: "col" }));
    const body = cells.map((row) => node("tr", texts("td", row)));
    const whole = node("table", [node("thead", [node("tr", head)]), node("tbody", body)]);
    const fragment = document.createDocumentFragment();
    fragment.append(node("div", [whole], { className: "table", tabIndex: 0 }));
    if (more) fragment.append(node("p", [more], { className: "more" }));
    return fragment;
  };
};
