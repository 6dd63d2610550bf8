// What goes wrong between here and a storage service.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { azure, moto, strict } from "./servers.mjs";
import { NEW, OLD, alike, page, site } from "./support.mjs";

const POINTER = "inlaid-release.json";
const CONFLICTS = /\/(lock|inlaid-release\.json)$/;
const without = (objects, ...gone) => new Map([...objects].filter(([name]) => !gone.includes(name)));

/** What can go wrong with which requests. */
const WRONGS = [
  ["500", () => true],
  ["503", () => true],
  ["429", () => true],
  ["reset", () => true],
  ["lost", () => true],
  ["broken", ({ method }) => method === "GET"],
  ["truncated", ({ method }) => method === "GET"],
  ["slow", ({ method }) => method === "PUT"],
];

// Most of the time is waited.
describe("between here and a storage service", { concurrency: true }, () => {
  for (const [name, start] of [["Azure", azure], ["S3", moto]]) {
    test(`a publish to ${name} gets over what passes`, async (t) => {
      const service = await start();
      t.after(() => service.stop());
      const made = await site(t, { env: service.env });
      await made.build(OLD, "old");
      await made.build(NEW, "new");
      const sites = ["calm", "once-1", "once-16", "often"];
      await made.targets(Object.fromEntries(sites.map((where) => [where, service.target(where)])));
      const want = {};
      for (const out of ["old", "new"]) {
        await made.publish("calm", { out });
        want[out] = without(await service.objects("calm"), POINTER);
      }
      // Every request goes wrong once, in one way after another.
      for (const jobs of ["1", "16"]) {
        const where = `once-${jobs}`;
        await made.publish(where, { out: "old" });
        const wrong = new Set();
        let turn = 0;
        service.way.faults = WRONGS.map(([kind, fits], at) => ({
          wrong: kind,
          times: Infinity,
          when: (seen) => {
            const key = `${seen.method} ${seen.path}`;
            // The ways take turns, each for requests that it is for.
            if (wrong.has(key) || turn % WRONGS.length !== at || !fits(seen)) return false;
            wrong.add(key);
            turn += 1;
            return true;
          },
        }));
        // A way whose turn it is and that nothing fits would hold up the others.
        service.way.before = () => {
          turn += wrong.size % 3 === 0 ? 1 : 0;
          return true;
        };
        await made.publish(where, { out: "new", more: ["--jobs", jobs] });
        assert.ok(wrong.size > 20, `${wrong.size} went wrong`);
        service.way.faults = [];
        service.way.before = () => true;
        alike(without(await service.objects(where), POINTER), want.new, `--jobs ${jobs}`);
      }
      // What has to be sure goes wrong several times, in each way.
      let out = "old";
      await made.publish("often", { out });
      for (const [kind, fits] of WRONGS) {
        out = out === "old" ? "new" : "old";
        const hit = (when) => ({ wrong: kind, times: 3, when: (seen) => fits(seen) && when(seen) });
        service.way.faults = [
          hit(({ method, path }) => method === "PUT" && CONFLICTS.test(path)),
          hit(({ method }) => method === "DELETE" || method === "POST"),
          hit(({ path }) => path.endsWith(page("art-2"))),
          hit(({ path }) => path.endsWith(POINTER)),
          hit(({ path }) => path.includes("list")),
        ];
        await made.publish("often", { out });
        assert.ok(service.way.faults.some(({ times }) => times < 3), `${kind} never happened`);
        service.way.faults = [];
        alike(without(await service.objects("often"), POINTER), want[out], kind);
      }
    });
  }

  test("a fault that does not end is told, and nothing is deleted", async (t) => {
    const service = await moto();
    t.after(() => service.stop());
    const made = await site(t, { env: service.env });
    await made.build(OLD, "old");
    await made.build(NEW, "new");
    const ends = async (where, wrong, when, what) => {
      await made.publish(where, { out: "old" });
      const before = await service.objects(where);
      service.way.faults.push({ wrong, times: Infinity, when: (seen) => seen.path.includes(`/${where}/`) && when(seen) });
      const { err } = await made.publish(where, { out: "new", code: 2 });
      assert.match(err, what);
      assert.match(err, /it goes on from here/);
      const after = await service.objects(where);
      for (const name of before.keys()) assert.ok(after.has(name), `${name} is gone`);
      assert.deepEqual(after.get(POINTER), before.get(POINTER));
    };
    const put = (path) => (seen) => seen.method === "PUT" && seen.path.endsWith(path);
    await made.targets(Object.fromEntries(["e1", "e2", "e3"].map((where) => [where, service.target(where)])));
    await Promise.all([
      ends("e1", "503", put(page("art-2")), /cannot write `first\/second\/art-2\.html`/),
      ends("e2", "reset", put(POINTER), /cannot write `inlaid-release\.json`/),
      ends("e3", "truncated", ({ method, path }) => method === "GET" && path.endsWith(page("art-2")), /cannot read `first\/second\/art-2\.html`/),
    ]);
    service.way.faults = [];
    for (const where of ["e1", "e2", "e3"]) await made.publish(where, { out: "new" });
  });

  test("a body that arrives as another is refused, sent again, and never served", async (t) => {
    const service = await strict();
    t.after(() => service.stop());
    const made = await site(t, { env: service.env });
    await made.build(OLD, "old");
    await made.build(NEW, "new");
    await made.targets({ there: service.target("there"), calm: service.target("calm") });
    for (const out of ["old", "new"]) await made.publish("calm", { out });
    const calm = without(await service.objects("calm"), POINTER);
    const corrupt = (times) => ({ wrong: "corrupt", times, when: ({ method, path }) => method === "PUT" && path.endsWith(page("art-2")) });
    await made.publish("there", { out: "old" });
    const before = await service.read("there", POINTER);
    service.way.faults = [corrupt(Infinity)];
    const { err } = await made.publish("there", { out: "new", code: 2 });
    assert.match(err, /cannot write `first\/second\/art-2\.html` .* mismatch/);
    assert.deepEqual(await service.read("there", POINTER), before);
    service.way.faults = [corrupt(2)];
    await made.publish("there", { out: "new" });
    assert.equal(service.way.faults[0].times, 0);
    alike(without(await service.objects("there"), POINTER), calm, "in the end");
  });
});
