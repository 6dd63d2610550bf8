// The frame of an article: marks where the reader is in the table of contents, and shows the whole list of the service.

const KEY = "inlaid:side";
const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
const headings = [...document.querySelectorAll("article :is(h2, h3)[id]")].filter(({ id }) => links.has(encodeURIComponent(id)) || links.has(id));

// The last heading above the middle of the upper half; the first one as long as none is.
const mark = () => {
  const line = innerHeight / 4;
  const above = headings.filter((heading) => heading.getBoundingClientRect().top < line);
  const { id } = above.at(-1) ?? headings[0];
  const here = links.get(encodeURIComponent(id)) ?? links.get(id);
  for (const link of links.values()) link.ariaCurrent = link === here ? "true" : null;
};

let waits = 0;
const later = () => {
  waits ||= requestAnimationFrame(() => {
    waits = 0;
    mark();
  });
};
if (headings.length) {
  mark();
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
}

// A list that was opened stays open on the next page. A browser may refuse to keep that.
const kept = (open) => {
  try {
    if (open) sessionStorage.setItem(KEY, "open");
    return sessionStorage.getItem(KEY) === "open";
  } catch {
    return false;
  }
};
const side = document.querySelector(".side-list");
const show = async (focus) => (await import("./side.js")).show(side, focus);
side?.querySelector(".side-all").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  kept(true);
  show(true);
});
if (side && kept() && side.checkVisibility()) show(false);
