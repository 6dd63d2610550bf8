// Cuts off publishes to a folder, runs them again, and holds what is there then against what is there when nobody disturbs it.
import assert from "node:assert/strict";
import { readFile, readdir, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { NEW, OLD, alike, files, page, reader, site } from "./support.mjs";

const POINTER = "inlaid-release.json";
const without = (all, ...gone) => new Map([...all].filter(([name]) => !gone.includes(name)));

const trees = async (t) => {
  const made = await site(t);
  await made.targets({ there: '{ to: "file:there" }', one: '{ to: "file:there", keep: 1 }', two: '{ to: "file:there", keep: 2 }', calm: '{ to: "file:calm" }' });
  await made.build(OLD, "old");
  await made.build(NEW, "new");
  const link = async (id) => {
    await symlink(join("releases", id), made.at("there/link"));
    await rename(made.at("there/link"), made.at("there/current"));
  };
  const releases = async (to = "there") => {
    const { out } = await made.run(["releases", "--to", to, "--format", "json"]);
    return out.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
  };
  return { made, link, releases, current: (where = "there") => files(made.at(where, "current")) };
};

test("a publish to a folder that is killed at any moment goes on and ends the same", async (t) => {
  const { made, releases, current } = await trees(t);
  const calm = {};
  const begun = performance.now();
  for (const out of ["old", "new", "old", "new"]) {
    await made.publish("calm", { out });
    calm[out] = await current("calm");
  }
  const each = (performance.now() - begun) / 4;
  await made.publish("two", { out: "old" });
  let [out, other] = ["new", "old"];
  let cuts = 0;
  for (let at = 1; at <= 40; at++) {
    const read = (name) => readFile(made.at("there/current", name)).catch(() => undefined);
    const stop = reader(read, calm[other], calm[out]);
    const { child, done } = made.begin(["publish", "public", "--to", "two", "--out", out]);
    setTimeout(() => child.kill("SIGKILL"), (each * at) / 40);
    if ((await done).signal) cuts += 1;
    await made.publish("two", { out });
    await stop();
    alike(without(await current(), POINTER), without(calm[out], POINTER), `cut ${at}`);
    const [served, ...rest] = await releases("two");
    assert.ok(served.served && rest.length === 1);
    [out, other] = [other, out];
  }
  assert.ok(cuts > 0, "nothing was cut");
  // Nothing is left of what was cut but what the next publish takes away.
  await made.build({ ...NEW, "art-5": "This is 5, at last." }, "last");
  await made.publish("one", { out: "last" });
  assert.equal((await readdir(made.at("there/releases"))).length, 1);
  assert.deepEqual((await readdir(made.at("there/.inlaid/releases"))).length, 1);
});

test("a publish that was cut between its record and the link is no release until it is published again", async (t) => {
  const { made, link, releases, current } = await trees(t);
  for (const out of ["old", "new"]) await made.publish("there", { out });
  const [fresh, old] = await releases();
  await link(old.release);
  assert.deepEqual((await releases()).map(({ release, served }) => [release, served]), [[old.release, true]]);
  const { err } = await made.run(["rollback", "--to", "there"], { code: 2 });
  assert.match(err, /does not keep an earlier release/);
  await made.publish("there", { out: "new" });
  assert.deepEqual((await releases()).map(({ release, number }) => [release, number]), [[fresh.release, 2], [old.release, 1]]);
  // Where another is published in between, it is the newest.
  await link(old.release);
  await made.build({ ...NEW, "art-5": "This is 5, and different." }, "third");
  await made.publish("there", { out: "third" });
  const [third] = await releases();
  assert.equal(third.number, 3);
  const text = (await current()).get(page("art-5"));
  assert.match(`${text}`, /This is 5, and different/);
});

test("a folder that lost its link keeps its cloud, and counts on", async (t) => {
  const { made, releases } = await trees(t);
  for (const out of ["old", "new"]) await made.publish("there", { out });
  await rm(made.at("there/current"));
  await made.build(OLD, "fairfax", { cloud: "fairfax" });
  const { err } = await made.publish("there", { out: "fairfax", cloud: "fairfax", code: 2 });
  assert.match(err, /`there` holds `public`; the tree of `fairfax` never goes there/);
  await made.build({ ...NEW, "art-5": "This is 5, and different." }, "third");
  await made.publish("one", { out: "third" });
  const [served, ...rest] = await releases();
  assert.deepEqual([served.number, served.served, rest.length], [3, true, 0]);
  assert.equal(await readlink(made.at("there/current")), join("releases", served.release));
  // Also where the tree is the last one.
  await rm(made.at("there/current"));
  await made.publish("there", { out: "third" });
  assert.equal((await releases())[0].release, served.release);
});

test("a file that somebody changed in what is served is not handed on", async (t) => {
  const { made, releases, current } = await trees(t);
  await made.publish("there", { out: "old" });
  const name = page("art-1");
  const was = await readFile(made.at("there/current", name));
  await writeFile(made.at("there/current", name), Buffer.from(`${was}`.replaceAll("as it was", "as it is!")));
  await made.publish("there", { out: "new" });
  assert.deepEqual((await current()).get(name), was);
  // What goes back takes it from where it is whole.
  await rm(made.at("there/current", page("art-4")));
  await made.run(["rollback", "--to", "there"]);
  assert.ok((await current()).has(page("art-4")));
  assert.equal((await releases()).length, 2);
});

test("a rollback in a folder leaves what it goes back to whole, wherever it is cut", async (t) => {
  const { made, releases, current } = await trees(t);
  for (const out of ["old", "new"]) await made.publish("there", { out });
  const begun = performance.now();
  for (const to of [1, 1]) await made.run(["rollback", (await releases())[to].release, "--to", "there"]);
  const each = (performance.now() - begun) / 4;
  const all = { [(await releases())[0].release]: await current() };
  let id = (await releases())[1].release;
  for (let at = 1; at <= 20; at++) {
    const { child, done } = made.begin(["rollback", id, "--to", "there"]);
    setTimeout(() => child.kill("SIGKILL"), (each * at) / 20);
    await done;
    await made.run(["rollback", id, "--to", "there"]);
    all[id] ??= await current();
    alike(without(await current(), POINTER), without(all[id], POINTER), `cut ${at}`);
    const kept = await releases();
    assert.equal(kept.length, 2);
    id = kept[1].release;
  }
});
