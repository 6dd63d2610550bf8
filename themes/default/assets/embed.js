// Embedding: the article without the frame around it, and a way to the host of the page's frame. Only listed origins
// are heard, and only they are spoken to.

const LONGEST = 65_536;
const MOST_A_SECOND = 200;

const root = document.documentElement;
if (new URLSearchParams(location.search).has("embed")) root.dataset.embed = "";
const origins = document.querySelector("meta[name='inlaid:origins']")?.content.split(" ").filter(Boolean) ?? [];

const connect = async () => {
  const hasMore = document.querySelector("[data-slot], [data-slot-href], [data-insight], [data-metric]");
  const more = hasMore && (await import("./embed-host.js"));
  let host;
  let [second, count, height] = [0, 0, 0];

  const post = (type, data) => host && window.parent.postMessage({ inlaid: 1, type, ...data }, host);
  const resize = () => {
    const { height: now } = root.getBoundingClientRect();
    if (height !== (height = Math.ceil(now))) post("resize", { height });
  };
  const greet = (origin) => {
    if (host === origin || !origins.includes(origin)) return;
    [host, height] = [origin, 0];
    const page = document.querySelector("article[data-article-id]")?.dataset.articleId;
    post("ready", { page, slots: [], ...more?.list() });
    resize();
    more?.greet(post);
  };
  // Why a message is not read. What is cyclic or endless has no size.
  const refusal = (data) => {
    const now = Math.floor(performance.now() / 1000);
    [second, count] = [now, now === second ? count + 1 : 1];
    try {
      return JSON.stringify(data).length > LONGEST ? "size" : count > MOST_A_SECOND && "flood";
    } catch {
      return "size";
    }
  };
  const receive = async ({ source, origin, data }) => {
    if (source !== window.parent || !origins.includes(origin) || data?.inlaid !== 1) return;
    greet(origin);
    const name = refusal(data);
    if (name) post("ack", { seq: data.seq, applied: [], rejected: [{ name: "", reason: name }] });
    else if (more) more.receive(data, post);
    else if (data.type === "set") {
      const rejected = Object.keys(data.values ?? {}).map((each) => ({ name: each, reason: "unknown" }));
      post("ack", { seq: data.seq, applied: [], rejected });
    }
  };

  addEventListener("message", receive);
  new ResizeObserver(resize).observe(root);
  greet(location.ancestorOrigins?.[0] ?? (URL.canParse(document.referrer) && new URL(document.referrer).origin));
};
if (window.parent !== window && origins.length) await connect();
