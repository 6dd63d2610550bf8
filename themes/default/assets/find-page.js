// The page "Find an article": a form whose fields are also in the address, `find.html#?topic=…`.
import { find } from "./find.js";
import words from "./words-lookup.js";
import { say } from "./words.js";

const form = document.querySelector("form[data-find]");
const [none, status, list] = ["none", "status", "list"].map((name) => document.querySelector(`[data-find-${name}]`));
const kinds = new Map([...form.elements.kind.options].map(({ value, text }) => [value, text]));
const KEYS = ["article", "topic", "scenario", "symptom", "product"];
const all = (items) => new Intl.ListFormat(document.documentElement.lang || "en").format(items.filter(Boolean));
const named = (key, text) => text && say(words[key], { text });

// `find` stands beside what other scripts of the page offer, in whatever order they come.
window.inlaid = Object.freeze({ ...window.inlaid, find });

const element = (name, text, attributes) => Object.assign(document.createElement(name), { textContent: text, ...attributes });

// What an article was chosen for, of what was asked. Alone, a product is a key and chooses nothing.
const reason = ({ why }, { product, tags, kind, ...keys }) => {
  const ofProduct = product && (why.product ? say(words.for_product, { product }) : words.every_product);
  const { length } = why.tags;
  const ofTags = tags && (length ? say(words.has_tags, { n: length, tags: why.tags.join(", ") }) : words.no_tags);
  return [Object.keys(keys).length && ofProduct, ofTags].filter(Boolean).join(", ");
};

const entry = (article, request) => {
  const item = element("li", "");
  const details = [kinds.get(article.kind) ?? article.kind, reason(article, request)].filter(Boolean);
  item.append(element("a", article.title, { href: article.href }), element("p", details.join(": ")));
  return item;
};

// Why nothing was found, which is not the same as that there is nothing.
const nothing = async ({ tags, kind, ...given }) => {
  const { product, ...keys } = given;
  const chooses = product && Object.keys(keys).length;
  const asked = chooses ? keys : given;
  const has = all(Object.entries(asked).map(([key, text]) => named(key, text)));
  const chosen = all([chooses && named("product", product), named("tags", tags), named("kind", kinds.get(kind))]);
  const { length } = chosen ? await find(asked) : [];
  return length ? say(words.nothing_for, { n: length, asked: has, chosen }) : say(words.nothing, { asked: has });
};

// The fields that are filled in.
const filled = () => [...new FormData(form)].map(([name, text]) => [name, text.trim()]).filter(([, text]) => text);

let turn = 0;
const run = async () => {
  const mine = ++turn;
  const given = new URLSearchParams(location.hash.split(/\?(.*)/s)[1]);
  for (const field of form.elements) if (field.name) field.value = given.get(field.name)?.trim() ?? "";
  const request = Object.fromEntries(filled());
  list.replaceChildren();
  status.textContent = "";
  if (!Object.keys(request).length) return;
  let [found, message] = [[], ""];
  try {
    if (!KEYS.some((key) => request[key])) message = words.one_more;
    else {
      found = await find(request);
      message = found.length ? say(words.found, { n: found.length }) : await nothing(request);
    }
  } catch ({ message: cause }) {
    message = say(words.failed, { cause });
  }
  // A later request may have been answered before.
  if (mine !== turn) return;
  status.textContent = message;
  list.replaceChildren(...found.map((article) => entry(article, request)));
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = String(new URLSearchParams(filled()));
  const hash = query && `#?${query}`;
  if (location.hash === hash) run();
  else if (hash) location.hash = hash;
  else {
    history.pushState(null, "", location.pathname + location.search);
    run();
  }
});
addEventListener("hashchange", run);
none.hidden = true;
form.hidden = false;
await run();
