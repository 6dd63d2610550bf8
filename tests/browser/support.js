// What all tests of this folder share: where things are, a server, and a page that may not complain.
import { test as base, expect } from "@playwright/test";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const here = fileURLToPath(new URL(".", import.meta.url));
export const trees = join(here, "../../target/browser/trees");
export const program = process.env.INLAID ?? join(here, "../../target/debug/inlaid");
export const languages = ["en", "de", "zh-Hans", "ja"];

const policy = (ancestors) =>
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; " +
  "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'; " +
  `frame-ancestors 'self' ${ancestors}`;

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".xml": "application/xml",
};

const KEPT = /^\/assets\/.*\.[0-9a-f]{16}\.\w+$/;

/** Serves a folder, and `files` over it: path → text; as a host does, with `compress`. */
export const serve = async (folder, { files = new Map(), ancestors = "", strict = true, compress = false, port: wanted = 0 } = {}) => {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const headers = {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      ...(strict ? { "content-security-policy": policy(ancestors) } : {}),
      // As on any host: what is named by its content may be kept.
      ...(KEPT.test(path) ? { "cache-control": "max-age=31536000, immutable" } : {}),
    };
    try {
      const given = files.get(path);
      const body = given ?? (await readFile(join(folder, normalize(path))));
      if (compress) response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(body));
      else response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(wanted, "127.0.0.1"), "listening");
  const { port } = server.address();
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    // A browser opens connections ahead of need; one that never carried a request keeps a server from closing.
    server.closeAllConnections();
    await closed;
  };
  return { server, files, origin: `http://127.0.0.1:${port}`, close };
};

/** `page` fails a test for a message on the console, an error, a violation of the policy, and a request to elsewhere. */
export const test = base.extend({
  complaints: async ({}, use) => use([]),
  page: async ({ page, complaints }, use) => {
    const watch = (one) => {
      one.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
      one.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
      one.on("dialog", (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
    };
    watch(page);
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== "data:" && hostname !== "127.0.0.1") complaints.push(`request: ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`violates ${event.violatedDirective}: ${event.blockedURI}`),
      );
    });
    await use(page);
    expect(complaints).toEqual([]);
  },
});

/** A server of one tree for a file of tests. */
export const host = (name, options) => {
  let one;
  test.beforeAll(async () => {
    one = await serve(join(trees, name, "public"), options);
  });
  test.afterAll(() => one.close());
  return {
    at: (path) => `${one.origin}/${path}`,
    get files() {
      return one.files;
    },
  };
};

/** Opens a page and waits until its slots are ready. */
export const open = async (page, address) => {
  await page.addInitScript(() => {
    window.seen = [];
    for (const name of ["ready", "change", "invalid"]) {
      document.addEventListener(`inlaid:${name}`, ({ detail }) => window.seen.push([name, detail]));
    }
  });
  await page.goto(address);
  await page.waitForFunction(() => window.seen.some(([name]) => name === "ready"));
};

/** Fills slots as a host in the page does; gives back what was taken and what was not. */
export const set = (page, values, options) => page.evaluate(([v, o]) => window.inlaid.set(v, o), [values, options]);

/** What the elements of a slot show: text, state, source. */
export const shown = (page, name) =>
  page.$$eval(`[data-slot="${name}"]`, (elements) =>
    elements.map(({ textContent, dataset: { slotState, slotSource } }) => [textContent, slotState, slotSource ?? null]),
  );

export { expect };

/**
 * Frames of one page, to open the pages of a server in: a browser needs half as long for a frame as for a page of its own.
 * What any of them complains of is in `said`. Nobody looks, so little is painted.
 */
export const frames = async (browser, { files, origin }, count) => {
  files.set("/frames.html", `<!doctype html><title>Frames</title><link rel="icon" href="data:,">${"<iframe></iframe>".repeat(count)}`);
  const page = await browser.newPage({ viewport: { width: 640, height: 100 } });
  const said = [];
  page.on("console", (message) => said.push(`${message.location().url}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(`${origin}/frames.html`);
  return { said, frames: page.frames().slice(1) };
};
