// Several publishers of one target, and what comes between them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { azure, moto } from "./servers.mjs";
import { NEW, OLD, alike, files, known, page, release, site } from "./support.mjs";

const POINTER = "inlaid-release.json";
const without = (objects, ...gone) => new Map([...objects].filter(([name]) => !gone.includes(name)));
const hour = () => Math.floor(Date.now() / 1000) + 3600;

/** Holds up the first request that fits until it is let go. */
const hold = (way, when) => {
  let go;
  let came;
  const free = new Promise((done) => (go = done));
  const here = new Promise((done) => (came = done));
  let held = false;
  way.before = async (seen) => {
    if (held || !when(seen)) return true;
    held = true;
    came();
    await free;
    return true;
  };
  return { here, go };
};

for (const [name, start] of [["Azure", azure], ["S3", moto]]) {
  test(`of publishers to ${name} one goes on, and the others learn who that is`, async (t) => {
    const service = await start();
    t.after(() => service.stop());
    const made = await site(t, { env: service.env });
    const way = await service.newWay();
    t.after(() => way.close());
    const wheres = ["held", "calm", "term", "cut", "leak"];
    const targets = wheres.flatMap((where) => [
      [where, service.target(where)],
      [`slow-${where}`, service.target(where, { by: way })],
    ]);
    await made.targets(Object.fromEntries(targets));
    await made.build(OLD, "old");
    await made.build(NEW, "new");
    await made.build({ ...NEW, "art-4": "This is 4, of another tree." }, "other");
    const begin = (where, out) => made.begin(["publish", "public", "--to", `slow-${where}`, "--out", out, "--jobs", "1"]);
    const put = (path) => (seen) => seen.method === "PUT" && seen.path.endsWith(path);
    for (const out of ["old", "new"]) await made.publish("calm", { out });
    const calm = without(await service.objects("calm"), POINTER);

    await t.test("one that is at work is waited for by nobody, and is named", async () => {
      await made.publish("held", { out: "old" });
      const held = hold(way, put(page("art-2")));
      const first = begin("held", "new");
      await held.here;
      const { err } = await made.publish("held", { out: "other", code: 2 });
      assert.match(err, new RegExp(`another publish, process ${first.child.pid} of this machine, holds the target`));
      held.go();
      assert.equal((await first.done).code, 0);
      alike(without(await service.objects("held"), POINTER), calm, "the first");
      assert.ok(!(await service.kept("held")).has("lock"));
    });

    await t.test("a lock is kept for its term, and taken over after it", async () => {
      await made.publish("term", { out: "old" });
      const holder = { machine: "elsewhere", process: 7, publish: 1 };
      await service.note("term", "lock", JSON.stringify({ holder, until: hour() }));
      const { err } = await made.publish("term", { out: "new", code: 2 });
      assert.match(err, /another publish, process 7 of another machine, holds the target for \d+ s unless it goes on/);
      await service.note("term", "lock", JSON.stringify({ holder, until: hour() - 7200 }));
      await made.publish("term", { out: "new" });
      alike(without(await service.objects("term"), POINTER), calm, "after the term");
      assert.ok(!(await service.kept("term")).has("lock"));
    });

    await t.test("a plan from before another publish was cut short is refused", async () => {
      await made.publish("cut", { out: "old" });
      const held = hold(way, ({ path }) => path.endsWith("/lock"));
      const late = begin("cut", "new");
      await held.here;
      service.way.before = (seen) => {
        if (early.child.killed) return false;
        if (!put("/first/index.html")(seen)) return true;
        early.child.kill("SIGKILL");
        return false;
      };
      const early = made.begin(["publish", "public", "--to", "cut", "--out", "other", "--jobs", "1"]);
      assert.equal((await early.done).signal, "SIGKILL");
      service.way.before = () => true;
      held.go();
      const { code, err } = await late.done;
      assert.equal(code, 2, err);
      assert.match(err, /has been published to since the plan was made/);
      await made.publish("cut", { out: "new" });
      alike(without(await service.objects("cut"), POINTER), calm, "in the end");
    });

    await t.test("a publish with an article that is revoked meanwhile does not finish", async () => {
      await made.publish("leak", { out: "old" });
      const held = hold(way, put("/first/index.html"));
      const under = begin("leak", "new");
      await held.here;
      await made.write(OLD);
      const { err } = await made.run(["revoke", "art-2", "--to", "leak", "--out", "mine"], { code: 2 });
      assert.match(err, new RegExp(`process ${under.child.pid} of this machine`));
      assert.equal((await service.read("leak", page("art-2"))).status, 404);
      held.go();
      const { code, err: said } = await under.done;
      assert.equal(code, 2, said);
      assert.match(said, /art-2\.html` was revoked from/);
      assert.equal((await service.read("leak", page("art-2"))).status, 404);
      await made.run(["revoke", "art-2", "--to", "leak", "--out", "mine", "--max-delete", "9"]);
      const objects = await service.objects("leak");
      assert.deepEqual([...objects].filter(([, { body }]) => /\bart-2\b/i.test(body.toString())).map(([name]) => name), []);
      assert.ok(!objects.has(page("art-new")));
    });

    await t.test("an article that a publish left that was cut short can be revoked", async () => {
      await made.publish("cut", { out: "old" });
      const under = begin("cut", "new");
      way.before = (seen) => {
        if (under.child.killed) return false;
        if (!put("/first/index.html")(seen)) return true;
        under.child.kill("SIGKILL");
        return false;
      };
      await under.done;
      way.before = () => true;
      assert.equal((await service.read("cut", page("art-new"))).status, 200);
      await made.write(OLD);
      await made.run(["revoke", "art-new", "--to", "cut", "--out", "mine", "--max-delete", "9"]);
      const objects = await service.objects("cut");
      assert.deepEqual([...objects].filter(([, { body }]) => /\bart-new\b/i.test(body.toString())).map(([name]) => name), []);
    });
  });
}

test("a publisher whose lock was taken over stops, and deletes nothing", async (t) => {
  const service = await azure();
  t.after(() => service.stop());
  const made = await site(t, { env: service.env });
  await made.targets({ there: service.target("there") });
  await made.build(OLD, "old");
  await made.build(NEW, "new");
  await made.publish("there", { out: "old" });
  const before = await service.objects("there");
  const held = hold(service.way, ({ method, path }) => method === "PUT" && path.endsWith(page("art-2")));
  const first = made.begin(["publish", "public", "--to", "there", "--out", "new", "--jobs", "1"]);
  await held.here;
  const note = JSON.stringify({ holder: { machine: "elsewhere", process: 7, publish: 1 }, until: hour() });
  await service.note("there", "lock", note);
  // It notices when it prolongs the lock.
  const count = service.way.seen.length;
  const asks = () => service.way.seen.slice(count).some(({ method, path }) => method === "GET" && path.endsWith("/lock"));
  while (!asks()) await new Promise((done) => setTimeout(done, 200));
  await new Promise((done) => setTimeout(done, 1000));
  held.go();
  const { code, err } = await first.done;
  assert.equal(code, 2, err);
  assert.match(err, /the lock of the target was lost/);
  const after = await service.objects("there");
  for (const name of before.keys()) assert.ok(after.has(name), name);
  assert.deepEqual(after.get(POINTER), before.get(POINTER));
  assert.equal(`${(await service.kept("there")).get("lock").body}`, note);
});

for (const [name, target, served] of [
  ["a folder", (made) => `file:${made.at("there")}`, (made) => files(made.at("there/current"))],
  [
    "a branch",
    (made) => {
      execFileSync("git", ["init", "--quiet", "--bare", made.at("there")]);
      return `git+file:${made.at("there")}`;
    },
    async (made) => {
      execFileSync("git", ["clone", "--quiet", "--branch", "gh-pages", made.at("there"), made.at("clone")]);
      const all = await files(made.at("clone"));
      return new Map([...all].filter(([name]) => !name.startsWith(".git/") && !name.startsWith(".inlaid/")));
    },
  ],
]) {
  test(`of publishers to ${name} that begin at once each is done or refused, and what is served is whole`, async (t) => {
    const made = await site(t);
    const to = target(made);
    await made.build(OLD, "old");
    await made.publish(to, { out: "old" });
    const trees = [0, 1, 2, 3].map((at) => `tree-${at}`);
    for (const tree of trees) await made.build({ ...OLD, "art-1": `This is 1 of ${tree}.` }, tree);
    const all = await Promise.all(trees.map((tree) => made.begin(["publish", "public", "--to", to, "--out", tree]).done));
    assert.ok(all.some(({ code }) => code === 0));
    for (const { code, err } of all) {
      if (code !== 0) assert.match(err, /another publish|(published|pushed) to since the plan was made/);
    }
    const there = await served(made);
    const ids = await Promise.all(
      trees.map(async (tree) => {
        const { out } = await made.publish(to, { out: tree, more: ["--plan", "--format", "json"] });
        return JSON.parse(out).release;
      }),
    );
    const tree = trees[ids.indexOf(release(there.get(POINTER)))];
    alike(without(there, POINTER), await known(made.at(tree)), "what is served");
  });
}
