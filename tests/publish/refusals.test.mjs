// What a publish does not do, whatever kind of target it is.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import test from "node:test";
import { azure, moto } from "./servers.mjs";
import { NEW, OLD, files, page, release, site } from "./support.mjs";

const POINTER = "inlaid-release.json";

/** The kinds of targets: how one is named, and what is served there, as a map of bytes. */
const KINDS = {
  folder: async () => ({
    target: (made, where) => `{ to: "file:${made.at(where)}" }`,
    served: (made, where) => files(made.at(where, "current")).catch(() => new Map()),
  }),
  branch: async () => ({
    target: (made, where) => {
      execFileSync("git", ["init", "--quiet", "--bare", made.at(where)]);
      return `{ to: "git+file:${made.at(where)}" }`;
    },
    served: (made, where) => {
      const git = (...rest) => execFileSync("git", ["--git-dir", made.at(where), ...rest], { stdio: ["ignore", "pipe", "ignore"] });
      let names = [];
      try {
        names = `${git("ls-tree", "-r", "--name-only", "gh-pages")}`.trim().split("\n");
      } catch {
        return new Map();
      }
      return new Map(names.filter((name) => !name.startsWith(".inlaid/")).map((name) => [name, git("cat-file", "blob", `gh-pages:${name}`)]));
    },
  }),
  Azure: async () => stored(await azure()),
  S3: async () => stored(await moto()),
};

const stored = (service) => ({
  ...service,
  target: (_, where) => service.target(where),
  served: async (_, where) => new Map([...(await service.objects(where))].map(([name, { body }]) => [name, body])),
});

for (const [name, start] of Object.entries(KINDS)) {
  test(`${name}: what is not to be published is refused, and nothing changes`, async (t) => {
    const kind = await start();
    t.after(() => kind.stop?.());
    const made = await site(t, { env: kind.env });
    await made.targets({ there: kind.target(made, "there"), other: kind.target(made, "other"), fresh: kind.target(made, "fresh") });
    await made.build(OLD, "old");
    await made.build(NEW, "new");
    await made.publish("there", { out: "old" });
    const before = await kind.served(made, "there");
    const refused = async (what, options) => {
      const { err } = await made.publish("there", { ...options, code: 2 });
      assert.match(err, what);
      assert.deepEqual(await kind.served(made, "there"), before, `${what}`);
      return err;
    };

    // Another cloud.
    await made.build(OLD, "fairfax", { cloud: "fairfax" });
    await refused(/`there` holds `public`; the tree of `fairfax` never goes there/, { out: "fairfax", cloud: "fairfax", more: ["--max-delete", "999"] });

    // A plan that is old: the tree is another now.
    const plan = async (out) => (await made.publish("there", { out, more: ["--plan", "--format", "json"] })).out;
    await writeFile(made.at("plan.json"), await plan("new"));
    const planned = JSON.parse(await readFile(made.at("plan.json"), "utf8"));
    assert.deepEqual(planned.delete, [...planned.delete].filter((path) => before.has(path)));
    assert.ok(planned.add.includes(page("art-new")) && planned.change.includes(page("art-2")) && planned.delete.includes(page("art-9")));
    await made.build({ ...NEW, "art-2": "This is 2, once more." }, "new");
    await refused(/`plan\.json` is not what would be done now/, { out: "new", more: ["--planned", "plan.json"] });
    await made.build(NEW, "new");

    // Too much would go: 10 %, or what is told.
    const few = Object.fromEntries(Object.entries(OLD).slice(0, 2));
    await made.build(few, "few");
    await refused(/9 of 30 files would be deleted from `there`; at most 3 are without being told so/, { out: "few" });
    await refused(/at most 0 are without being told so/, { out: "new", more: ["--max-delete", "0"] });

    // A file of the tree that is not as it was built, or gone.
    await made.build(NEW, "damaged");
    await appendFile(made.at("damaged/public", page("art-4")), " ");
    await refused(/art-4\.html` is not as it was built/, { out: "damaged" });
    await rm(made.at("damaged/public", page("art-4")));
    await refused(/art-4\.html` is not as it was built/, { out: "damaged" });

    // A tree whose build was cut short.
    await writeFile(made.at("new/.inlaid/state/public.next"), "");
    await refused(/the build of `new\/public` was cut short/, { out: "new" });
    await rm(made.at("new/.inlaid/state/public.next"));

    // The plan is as it was; until the target is another.
    await made.publish("there", { out: "new", more: ["--planned", "plan.json"] });
    assert.ok((await kind.served(made, "there")).has(page("art-new")));
    await writeFile(made.at("plan.json"), await plan("old"));
    await made.build({ ...NEW, "art-5": "This is 5, and different." }, "third");
    await made.publish("there", { out: "third" });
    const { err } = await made.publish("there", { out: "old", more: ["--planned", "plan.json"], code: 2 });
    assert.match(err, /is not what would be done now/);
    await made.publish("there", { out: "few", more: ["--max-delete", "20"] });
    assert.ok(!(await kind.served(made, "there")).has(page("art-4")));
  });

  test(`${name}: an article that was revoked is gone, and stays away`, async (t) => {
    const kind = await start();
    t.after(() => kind.stop?.());
    const made = await site(t, { env: kind.env });
    await made.targets({ there: kind.target(made, "there") });
    await made.build(OLD, "old");
    await made.build(NEW, "new");
    for (const out of ["old", "new"]) await made.publish("there", { out });
    await made.write(NEW);
    await made.run(["revoke", "art-3", "--to", "there", "--out", "mine"]);
    const names = async () => {
      const served = await kind.served(made, "there");
      const naming = [...served].filter(([, bytes]) => /\bart-3\b/i.test(bytes.toString())).map(([name]) => name);
      return { gone: !served.has(page("art-3")), naming };
    };
    assert.deepEqual(await names(), { gone: true, naming: [] });
    const serving = release((await kind.served(made, "there")).get(POINTER));
    // The trees that have it still are refused, whichever release they were.
    for (const out of ["old", "new"]) {
      const { err } = await made.publish("there", { out, code: 2, more: ["--max-delete", "99"] });
      assert.match(err, /art-3\.html` was revoked from `there`/);
    }
    assert.equal(release((await kind.served(made, "there")).get(POINTER)), serving);
    // Every release that can be gone back to is without it.
    const { out } = await made.run(["releases", "--to", "there", "--format", "json"]);
    const others = out.trim().split("\n").map((line) => JSON.parse(line)).slice(1);
    for (const { release } of others) {
      await made.run(["rollback", release, "--to", "there"]);
      assert.deepEqual(await names(), { gone: true, naming: [] }, `back at ${release}`);
    }
    // It is in no release any more.
    const again = await made.run(["revoke", "art-3", "--to", "there", "--out", "mine"], { code: 2 });
    assert.match(again.err, /no release that `there` keeps has the article `art-3`/);
    const rest = { ...NEW };
    delete rest["art-3"];
    await made.build({ ...rest, "art-4": "This is 4, without 3." }, "rest");
    await made.publish("there", { out: "rest", more: ["--max-delete", "99"] });
    assert.deepEqual(await names(), { gone: true, naming: [] });
  });

  test(`${name}: a revoke that could not mend the lists is completed by the next`, async (t) => {
    const kind = await start();
    t.after(() => kind.stop?.());
    const made = await site(t, { env: kind.env });
    await made.targets({ there: kind.target(made, "there") });
    await made.build(OLD, "old");
    await made.publish("there", { out: "old" });
    await rm(made.at("content"), { recursive: true });
    const { err } = await made.run(["revoke", "art-3", "--to", "there", "--out", "mine"], { code: 2 });
    assert.match(err, /the pages of `art-3` are gone, but lists still name it/);
    assert.ok(!(await kind.served(made, "there")).has(page("art-3")));
    await made.write(OLD);
    await made.run(["revoke", "art-3", "--to", "there", "--out", "mine"]);
    const served = await kind.served(made, "there");
    assert.deepEqual([...served].filter(([, bytes]) => /\bart-3\b/i.test(bytes.toString())).map(([name]) => name), []);
  });
}
