// What all tests of this folder share: a site with some articles, the program, and a client that never stops asking.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";

export const program = process.env.INLAID ?? fileURLToPath(new URL("../../target/debug/inlaid", import.meta.url));

/** Starts the program in a folder. `done` is what became of it. */
export const begin = (folder, args, env = {}) => {
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const said = { out: "", err: "" };
  child.stdout.on("data", (data) => (said.out += data));
  child.stderr.on("data", (data) => (said.err += data));
  const done = once(child, "close").then(([code, signal]) => ({ code, signal, ...said }));
  return { child, done };
};

/** Runs the program, which is to end with this code. */
export const run = async (folder, args, { env = {}, code = 0 } = {}) => {
  const done = await begin(folder, args, env).done;
  assert.equal(done.code, code, `inlaid ${args.join(" ")}\n${done.out}${done.err}`);
  return done;
};

/** How many scripts of the theme are published. */
const MOST = 6;

const article = (id, text) => `<properties
    pageTitle="Article ${id}"
    description="What ${id} is about"
    service="first"
    resource="second"
    articleId="${id}"
    selfHelpType="generic"
    cloudEnvironments="public, Fairfax"
/>

# Article ${id}

${text}
`;

/** The articles that most tests begin with, and what becomes of them: two change, one goes, one comes. */
export const OLD = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`art-${at}`, `This is ${at}, as it was.`]));
export const NEW = { ...OLD, "art-2": "This is 2, as it is now.", "art-3": "This is 3, as it is now.", "art-new": "This is new." };
delete NEW["art-9"];

export const page = (id) => `first/second/${id}.html`;

/** A folder with a site, which goes when the test ends. */
export const site = async (t, { env = {} } = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "inlaid-publish-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const at = (...parts) => join(folder, ...parts);
  const made = {
    folder,
    at,
    /** Writes `site.yaml` with these targets: name → target as YAML. */
    targets: (targets) => {
      const lines = Object.entries(targets).map(([name, target]) => `  ${name}: ${target}\n`);
      return writeFile(at("site.yaml"), `title: Site\npublish:\n${lines.join("")}`);
    },
    write: async (articles) => {
      await rm(at("content"), { recursive: true, force: true });
      await mkdir(at("content/first"), { recursive: true });
      for (const [id, text] of Object.entries(articles)) {
        await writeFile(at("content/first", `${id}.md`), article(id, text));
      }
    },
    /**
     * Builds the tree of articles into a folder of its own. Unless it is to be `whole`, most of the scripts of the theme are left out of what the
     * program knows of it: they are much of the same, and each costs requests.
     */
    build: async (articles, out = "public", { cloud = "public", whole = false } = {}) => {
      await made.write(articles);
      await rm(at(out), { recursive: true, force: true });
      await run(folder, ["build", "--quiet", "--cloud", cloud, "--out", out]);
      if (whole) return;
      const state = at(out, ".inlaid/state", cloud);
      let scripts = 0;
      const lines = (await readFile(state, "utf8")).split("\n").filter((line) => !/ assets\/.*\.js$/.test(line) || ++scripts <= MOST);
      await writeFile(state, lines.join("\n"));
    },
    run: (args, options = {}) => run(folder, args, { ...options, env: { ...env, ...options.env } }),
    begin: (args) => begin(folder, args, env),
    publish: (to, { out = "public", cloud = "public", more = [], ...options } = {}) =>
      made.run(["publish", cloud, "--to", to, "--out", out, ...more], options),
  };
  await made.targets({});
  return made;
};

/** The files of a tree that the program knows of: name → bytes. */
export const known = async (out, cloud = "public") => {
  const state = await readFile(join(out, ".inlaid/state", cloud), "utf8");
  const names = state.split("\n").flatMap((line) => line.match(/^[0-9a-f]{32} \d+ \d+ (.*)$/)?.[1] ?? []);
  const all = names.sort().map(async (name) => [name, await readFile(join(out, cloud, name))]);
  return new Map(await Promise.all(all));
};

/** All files below a folder: name → bytes. Links are followed. */
export const files = async (folder) => {
  const found = new Map();
  const walk = async (at) => {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) await walk(path);
      else found.set(relative(folder, path), await readFile(path));
    }
  };
  await walk(folder);
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)));
};

export const write = async (path, bytes) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
};

/** Holds one set of objects or files against another, by name. */
export const alike = (got, wanted, what) => {
  assert.deepEqual([...got.keys()], [...wanted.keys()], `${what}: names`);
  for (const [name, object] of wanted) assert.deepEqual(got.get(name), object, `${what}: ${name}`);
};

/**
 * Asks for every address of two releases, over and over, until it is told to stop. `read(name)` gives bytes, or nothing where there are
 * none. Every answer has to be whole: as the one release has it or the other, and nothing only where one of them has none; and from
 * when the pointer says the new one, what the new one has.
 */
export const reader = (read, old, fresh) => {
  const POINTER = "inlaid-release.json";
  const same = (bytes, other) => bytes !== undefined && other !== undefined && Buffer.compare(bytes, other) === 0;
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  const moving = names.filter((name) => !same(old.get(name), fresh.get(name)));
  const staying = names.filter((name) => !moving.includes(name));
  const state = { stopped: false };
  const ask = async (name, moved) => {
    const bytes = await read(name);
    const [before, after] = [old.get(name), fresh.get(name)];
    if (bytes === undefined) {
      const may = before === undefined || after === undefined;
      assert.ok(may, `nobody answers at ${name}`);
      assert.ok(!moved || after === undefined, `the pointer says new, and nobody answers at ${name}`);
      return;
    }
    assert.ok(same(bytes, before) || same(bytes, after), `${name} is neither old nor new, but ${bytes.subarray(0, 200)}`);
    if (moved && after !== undefined) assert.ok(same(bytes, after), `the pointer says new, and ${name} is old`);
  };
  const asking = (async () => {
    for (let round = 0; !state.stopped; round++) {
      const moved = release(await read(POINTER)) === release(fresh.get(POINTER)) && release(old.get(POINTER)) !== release(fresh.get(POINTER));
      // What is the same in both is asked for in turn.
      const some = staying.length ? [0, 1, 2].map((at) => staying[(3 * round + at) % staying.length]) : [];
      for (const name of [...moving, ...some]) {
        if (state.stopped) return;
        if (name !== POINTER) await ask(name, moved);
        await new Promise((done) => setTimeout(done, 20));
      }
    }
  })();
  // Told when the reader is stopped, not before.
  asking.catch(() => {});
  return async () => {
    state.stopped = true;
    await asking;
  };
};

/** The release that a pointer names. */
export const release = (pointer) => (pointer === undefined ? undefined : JSON.parse(pointer).release);
