// The reader's colours: those of the system, or light or dark. Kept in the browser, and nowhere else.

const KEY = "inlaid:scheme";
const ORDER = ["auto", "light", "dark"];
const root = document.documentElement;

// A browser may refuse to keep anything.
const kept = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};
const keep = (scheme) => {
  try {
    localStorage.setItem(KEY, scheme);
  } catch {
    // Then it holds for this page.
  }
};

let now = ORDER.includes(kept()) ? kept() : "auto";
const show = () => (now === "auto" ? delete root.dataset.scheme : (root.dataset.scheme = now));
show();

const start = () => {
  const button = document.querySelector("[data-scheme-button]");
  if (!button) return;
  const name = button.ariaLabel;
  const say = () => {
    button.ariaLabel = `${name}: ${button.dataset[now]}`;
    button.title = button.ariaLabel;
    button.dataset.now = now;
  };
  button.addEventListener("click", () => {
    now = ORDER[(ORDER.indexOf(now) + 1) % ORDER.length];
    keep(now);
    show();
    say();
  });
  say();
  button.hidden = false;
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
