// Cuts the program off at requests that change something, runs it again, and holds what is there then against what is there when nobody
// disturbs it. A client asks for every address all the time.
import assert from "node:assert/strict";
import test from "node:test";
import { NEW, OLD, alike, page, reader, release, site } from "./support.mjs";

const POINTER = "inlaid-release.json";
const changes = ({ method }) => method !== "GET" && method !== "HEAD";
const bytesOf = (objects) => new Map([...objects].map(([name, object]) => [name, object.body]));
const without = (objects, ...gone) => new Map([...objects].filter(([name]) => !gone.includes(name)));

/** The steps of a publish, by a request of each. */
const STEPS = {
  lock: /PUT .*\/lock$/,
  keep: /PUT .*\/files\//,
  pending: /PUT .*\/pending\.json/,
  assets: /PUT .*\/assets\//,
  data: /PUT .*\/((lists|routes)\/.*|catalog\.json)/,
  articles: /PUT .*\/art-/,
  lists: /PUT .*\/first\/(second\/)?index\.html/,
  entries: /PUT .*\/(index|404|find|search)\.html/,
  control: /PUT .*\/search\.json/,
  record: /PUT .*\/releases\//,
  pointer: /PUT .*\/inlaid-release\.json/,
  "take away": /(DELETE|POST) /,
};
const step = (seen) => Object.entries(STEPS).find(([, pattern]) => pattern.test(`${seen.method} ${seen.path}`))?.[0];

/** Runs the program until it sends a request for the n-th time; `at(seen, count)` says which one. */
const cutOff = async (made, way, args, at) => {
  const { child, done } = made.begin([...args, "--jobs", "1"]);
  let count = 0;
  way.before = (seen) => {
    if (child.killed) return false;
    if (!changes(seen) || !at(seen, count++)) return true;
    child.kill("SIGKILL");
    return false;
  };
  const { signal, err } = await done;
  way.before = () => true;
  assert.equal(signal, "SIGKILL", `was not cut\n${err}`);
};

/** Of all requests that change something one in the middle of each step, and more of those that take away: there are several kinds. */
const spots = (seen) => {
  const all = seen.filter(changes).map((seen, at) => ({ at, step: step(seen) }));
  return all.filter(({ at, step }) => {
    const same = all.filter((other) => other.step === step).map((other) => other.at);
    const more = step === "take away" ? [same[0], same[2], same.at(-2), same.at(-1)] : [];
    return [same[same.length >> 1], ...more].includes(at);
  });
};

/** The tests of a storage service. */
export const cuts = (name, start) => {
  let service;
  test.before(async () => (service = await start()));
  test.after(() => service.stop());
  const read = (where) => async (path) => {
    const { status, body } = await service.read(where, path);
    // Servers for tests stumble over themselves at times; that says nothing of what is there.
    if (status >= 500) return read(where)(path);
    return status === 404 ? undefined : body;
  };
  const records = async (where) => [...(await service.kept(where)).keys()].filter((name) => name !== "lock");
  const trees = async (t, targets) => {
    const made = await site(t, { env: service.env });
    const way = await service.newWay();
    t.after(() => way.close());
    await made.build(OLD, "old");
    await made.build(NEW, "new");
    const all = targets.map(([where, more]) => [where, service.target(where, { by: way, more })]);
    await made.targets(Object.fromEntries(all));
    return { made, way };
  };

  test(`a publish to ${name} that is killed in any step goes on and ends the same`, async (t) => {
    // Nothing is kept but what is served, so that all is kept and pruned each time.
    const { made, way } = await trees(t, [["calm", ", keep: 1"], ["cut", ", keep: 1"]]);
    const releases = {};
    let seen;
    for (const out of ["old", "new", "old", "new"]) {
      way.seen.length = 0;
      await made.publish("calm", { out, more: ["--jobs", "1"] });
      releases[out] = { objects: await service.objects("calm"), kept: await records("calm") };
      seen = [...way.seen];
    }
    await made.publish("cut", { out: "old" });
    const moves = [...releases.new.objects].filter(([name, { body }]) => Buffer.compare(releases.old.objects.get(name)?.body ?? Buffer.alloc(0), body) !== 0);
    const moving = new Set(moves.map(([name]) => name));
    const chosen = spots(seen);
    assert.deepEqual(new Set(chosen.map(({ step }) => step)).size, 10, "steps");
    let number = 1;
    let [out, other] = ["new", "old"];
    for (const { at, step } of chosen) {
      const { objects, kept } = releases[out];
      const stop = reader(read("cut"), bytesOf(releases[other].objects), bytesOf(objects));
      const args = ["publish", "public", "--to", "cut", "--out", out, "--quiet"];
      await cutOff(made, way, args, (_, count) => count === at);
      await made.run(args);
      await stop();
      const there = await service.objects("cut", (name) => moving.has(name) || name === POINTER);
      assert.deepEqual([...there.keys()], [...objects.keys()], `after a cut at ${step}`);
      for (const name of moving) if (name !== POINTER) assert.deepEqual(there.get(name), objects.get(name), `${name} after a cut at ${step}`);
      assert.deepEqual(await records("cut"), kept, `after a cut at ${step}`);
      const pointer = JSON.parse(there.get(POINTER).body);
      assert.equal(pointer.release, release(objects.get(POINTER).body));
      number += 1;
      assert.equal(pointer.number, number, `counted twice after a cut at ${step}`);
      [out, other] = [other, out];
    }
    alike(without(await service.objects("cut"), POINTER), without(releases[other].objects, POINTER), "in the end");
  });

  test(`the first publish to ${name} that is killed goes on and ends the same`, async (t) => {
    const steps = ["pending", "assets", "articles", "entries", "pointer"];
    const { made, way } = await trees(t, [["calm-first"], ...steps.map((step) => [`first-${step}`])]);
    await made.publish("calm-first", { out: "old" });
    const calm = await service.objects("calm-first");
    for (const wanted of steps) {
      const where = `first-${wanted}`;
      const stop = reader(read(where), new Map(), bytesOf(calm));
      const args = ["publish", "public", "--to", where, "--out", "old", "--quiet"];
      await cutOff(made, way, args, (seen) => step(seen) === wanted);
      await made.run(args);
      await stop();
      alike(await service.objects(where), calm, `cut at ${wanted}`);
      assert.deepEqual(await records(where), await records("calm-first"), `after a cut at ${wanted}`);
    }
  });

  test(`another tree after a publish to ${name} that was killed is served as if there had been none`, async (t) => {
    const { made, way } = await trees(t, [["calm-other"], ["other"]]);
    await made.build({ ...OLD, "art-2": "This is 2, and different again.", "art-other": "This is another." }, "other");
    await made.publish("calm-other", { out: "old" });
    await made.publish("calm-other", { out: "other" });
    const calm = without(await service.objects("calm-other"), POINTER);
    await made.publish("other", { out: "old" });
    const listed = async () => {
      const { out } = await made.run(["releases", "--to", "other", "--format", "json"]);
      return out.trim().split("\n").map((line) => JSON.parse(line));
    };
    // At each of these the step before is complete.
    for (const [before, counted] of [["data", 0], ["lists", 0], ["pointer", 0], ["take away", 1]]) {
      const [last] = await listed();
      await cutOff(made, way, ["publish", "public", "--to", "other", "--out", "new"], (seen) => step(seen) === before);
      await made.publish("other", { out: "other" });
      alike(without(await service.objects("other"), POINTER), calm, `after ${before}`);
      const served = await listed();
      assert.ok(served[0].served);
      assert.equal(served[0].number, last.number + counted + 1, `after ${before}`);
      assert.equal(served.length, new Set(served.map(({ number }) => number)).size, "two have a number");
      await made.publish("other", { out: "old" });
    }
    // What is listed can be gone back to.
    for (const { release } of (await listed()).reverse()) await made.run(["rollback", release, "--to", "other", "--quiet"]);
  });

  test(`a rollback at ${name} that is killed in any step goes on and ends the same`, async (t) => {
    const { made, way } = await trees(t, [["back"]]);
    for (const out of ["old", "new"]) await made.publish("back", { out });
    let here = await service.objects("back");
    await made.run(["rollback", "--to", "back"]);
    let there = await service.objects("back");
    for (const wanted of ["lock", "pending", "data", "articles", "lists", "record", "pointer", "take away"]) {
      const stop = reader(read("back"), bytesOf(there), bytesOf(here));
      // A record that is there is written again when the pointer is there.
      await cutOff(made, way, ["rollback", "--to", "back"], (seen) => step(seen) === wanted);
      await made.run(["rollback", "--to", "back"]);
      await stop();
      alike(without(await service.objects("back"), POINTER), without(here, POINTER), `cut at ${wanted}`);
      [here, there] = [there, here];
    }
    assert.ok(here.has(page("art-new")) !== there.has(page("art-new")));
  });
};
