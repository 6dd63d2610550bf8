// The servers that are published to, each on a free port of this machine and with a folder of its own, and what stands there.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exchange, proxy } from "./proxy.mjs";

const modules = fileURLToPath(new URL("node_modules/", import.meta.url));

/** A program that `tests/run` has installed, and said where. */
const installed = (name) => {
  const program = process.env[name];
  if (!program) throw new Error(`${name} does not say where the program is: run tests/run`);
  return program;
};

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
};

/** Starts a program that serves at a port, and waits until it does. */
const start = async (command, port, env = {}) => {
  const [program, ...rest] = command;
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said = (said + data).slice(-4000)));
  const ended = once(child, "exit");
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
    const answers = await exchange(port, { path: "/" }).then(
      () => true,
      () => false,
    );
    if (answers) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  return async () => {
    child.kill("SIGKILL");
    await ended;
  };
};

const texts = (xml, tag) => [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map((found) => found[1]);
const unescaped = (text) => text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");

/** What an object is, as far as anybody who is served it can tell. */
const served = ({ status, headers, body }) => ({
  status,
  body,
  type: headers["content-type"],
  cache: headers["cache-control"],
});

const ok = (answer) => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.body}`);
  return answer;
};

const ACCOUNT = "devstoreaccount1";
// Everybody's, as the emulator is documented.
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** Signs a request as Azure wants it. */
const signed = ({ method, path, headers = {}, body = "" }) => {
  const all = { ...headers, "x-ms-date": new Date().toUTCString(), "x-ms-version": "2021-12-02" };
  const own = Object.keys(all).filter((name) => name.startsWith("x-ms-"));
  const names = own.sort().map((name) => `${name}:${all[name]}\n`);
  const { pathname, searchParams } = new URL(path, "http://x");
  const queries = [...searchParams].sort().map(([name, value]) => `\n${name}:${value}`);
  const length = body.length || "";
  const text = `${method}\n\n\n${length}\n\n${all["content-type"] ?? ""}\n\n\n\n\n\n\n${names.join("")}/${ACCOUNT}${pathname}${queries.join("")}`;
  const signature = createHmac("sha256", Buffer.from(KEY, "base64")).update(text).digest("base64");
  return { method, path, body, headers: { ...all, "content-length": body.length, authorization: `SharedKey ${ACCOUNT}:${signature}` } };
};

/** Azure Blob Storage. Containers can be read by all, so that what stands there can be looked at. */
export const azure = async () => {
  const port = await freePort();
  const program = join(modules, "azurite/dist/src/blob/main.js");
  const options = ["--blobHost", "127.0.0.1", "--blobPort", `${port}`, "--inMemoryPersistence", "--loose", "--skipApiVersionCheck", "--silent"];
  const stop = await start([process.execPath, program, ...options], port);
  const base = `/${ACCOUNT}`;
  const container = async (name) => {
    const request = { method: "PUT", path: `${base}/${name}?restype=container`, headers: { "x-ms-blob-public-access": "container" } };
    ok(await exchange(port, signed(request)));
  };
  await container("$web");
  await container("inlaid");
  return service({
    kind: "azure",
    port,
    stop,
    endpoint: (port) => `http://127.0.0.1:${port}${base}`,
    env: { AZURE_STORAGE_ACCOUNT_KEY: KEY },
    container,
    to: (site) => `az://${ACCOUNT}/$web/${site}`,
    where: (site) => `${base}/$web/${site}`,
    records: (site) => `${base}/inlaid/$web/${site}/.inlaid`,
    get: (path) => exchange(port, { path: encodeURI(path) }),
    put: async (path, body) => ok(await exchange(port, signed({ method: "PUT", path: encodeURI(path), body, headers: { "x-ms-blob-type": "BlockBlob" } }))),
    list: async (folder) => {
      const [, name, prefix] = folder.match(/^\/[^/]+\/([^/]+)\/(.*)$/);
      const names = [];
      let marker = "";
      do {
        const query = new URLSearchParams({ restype: "container", comp: "list", prefix: `${prefix}/`, marker });
        const { body } = ok(await exchange(port, { path: `${base}/${name}?${query}` }));
        names.push(...texts(`${body}`, "Name"));
        [marker] = [...texts(`${body}`, "NextMarker"), ""];
      } while (marker);
      return names.map((name) => unescaped(name).slice(prefix.length + 1));
    },
  });
};

/** What S3 is asked in the tests' own name. The servers look that somebody signed, and not what. */
const s3 = ({ kind, port, stop, headers = {}, env = {} }) =>
  service({
    kind,
    port,
    stop,
    endpoint: (port) => `http://127.0.0.1:${port}`,
    env: { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "us-east-1", ...env },
    container: async (name) => void ok(await exchange(port, { method: "PUT", path: `/${name}`, headers })),
    to: (site) => `s3://sites/${site}`,
    where: (site) => `/sites/${site}`,
    records: (site) => `/sites/${site}/.inlaid`,
    get: (path) => exchange(port, { path: encodeURI(path), headers }),
    put: async (path, body) => void ok(await exchange(port, { method: "PUT", path: encodeURI(path), headers: { ...headers, "content-length": body.length }, body })),
    list: async (folder) => {
      const [, name, prefix] = folder.match(/^\/([^/]+)\/(.*)$/);
      const names = [];
      let token;
      do {
        const query = new URLSearchParams({ "list-type": 2, prefix: `${prefix}/`, ...(token ? { "continuation-token": token } : {}) });
        const { body } = ok(await exchange(port, { path: `/${name}?${query}`, headers }));
        names.push(...texts(`${body}`, "Key"));
        [token] = texts(`${body}`, "NextContinuationToken");
      } while (token);
      return names.map((name) => unescaped(name).slice(prefix.length + 1));
    },
  });

export const moto = async () => {
  const port = await freePort();
  const stop = await start([installed("MOTO"), "-m", "moto.server", "-H", "127.0.0.1", "-p", `${port}`], port);
  const made = await s3({ kind: "s3", port, stop, headers: { authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request" } });
  await made.container("sites");
  return made;
};

/** An S3 that holds bodies against the checksums that came with them. */
export const strict = async () => {
  const folder = await mkdtemp(join(tmpdir(), "inlaid-s3s-"));
  await mkdir(join(folder, "sites"));
  const port = await freePort();
  const stop = await start([installed("S3S_FS"), "--host", "127.0.0.1", "--port", `${port}`, folder], port);
  return s3({
    kind: "s3",
    port,
    // It knows nobody.
    env: { AWS_SKIP_SIGNATURE: "true" },
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
};

/** A server with a way to it that can go wrong, and words for what stands there. */
const service = async (known) => {
  const way = await proxy(known.port);
  const all = async (folder, wanted = () => true, counts = () => true) => {
    const names = (await known.list(folder)).filter(counts).sort();
    const ask = async (name) => [name, wanted(name) ? served(await known.get(`${folder}/${name}`)) : undefined];
    return new Map(await Promise.all(names.map(ask)));
  };
  return {
    ...known,
    way,
    stop: async () => {
      way.close();
      await known.stop();
    },
    /** A target of a `site.yaml`, by way of a proxy. */
    target: (site, { more = "", by = way } = {}) => `{ to: "${known.to(site)}", endpoint: "${known.endpoint(by.port)}"${more} }`,
    newWay: () => proxy(known.port),
    read: async (site, name) => served(await known.get(`${known.where(site)}/${name}`)),
    /** What stands there, or that of it which is `wanted`; of the rest the names. */
    objects: (site, wanted = () => true) => all(known.where(site), wanted, (name) => !name.startsWith(".inlaid/")),
    kept: (site) => all(known.records(site)),
    leave: (site, name, body) => known.put(`${known.where(site)}/${name}`, body),
    note: (site, name, body) => known.put(`${known.records(site)}/${name}`, body),
  };
};
