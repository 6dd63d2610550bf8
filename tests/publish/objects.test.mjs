// What stands at a storage service when a publish is done, and in which order it came there.
import assert from "node:assert/strict";
import test from "node:test";
import { azure, moto } from "./servers.mjs";
import { NEW, OLD, files, page, site } from "./support.mjs";

const POINTER = "inlaid-release.json";

for (const [name, start] of [["Azure", azure], ["S3", moto]]) {
  test(`${name} has what was built, and nothing else of it goes`, async (t) => {
    const service = await start();
    t.after(() => service.stop());
    const made = await site(t, { env: service.env });
    const wheres = ["plain", "taken", "shared", "shared/within"];
    const more = service.kind === "azure" ? { twin: service.target("shared").replace("$web", "web") } : {};
    await made.targets({ ...Object.fromEntries(wheres.map((where) => [where.replace("/", "-"), service.target(where)])), ...more });
    await made.build(OLD, "old", { whole: true });
    await made.build(NEW, "new", { whole: true });

    await t.test("objects say what they are, and how long they may be kept", async () => {
      await made.publish("plain", { out: "old" });
      const objects = await service.objects("plain");
      const built = await files(made.at("old/public"));
      assert.deepEqual([...objects.keys()].sort(), [...built.keys(), POINTER].sort());
      for (const [name, bytes] of built) assert.deepEqual(objects.get(name).body, bytes, name);
      const says = (name) => [objects.get(name).type, objects.get(name).cache];
      assert.deepEqual(says("index.html"), ["text/html; charset=utf-8", "public, max-age=300"]);
      assert.deepEqual(says(page("art-1")), ["text/html; charset=utf-8", "public, max-age=300"]);
      assert.match(says("catalog.json")[0], /^application\/json/);
      const named = [...objects.keys()].filter((name) => /^assets\/.*\.[0-9a-f]{16}\.(js|css)$/.test(name));
      assert.ok(named.length > 10);
      for (const name of named) {
        const [type, cache] = says(name);
        assert.match(type, name.endsWith("css") ? /^text\/css/ : /^text\/javascript/);
        assert.match(cache, /max-age=31536000.*immutable/);
      }
      assert.deepEqual(says(POINTER), ["application/json", "no-store"]);
    });

    await t.test("files come before what leads to them, and the pointer last", async () => {
      const puts = service.way.seen.filter(({ method, path }) => method === "PUT" && !path.includes("/.inlaid/"));
      const order = puts.map(({ path }) => path.slice(service.where("plain").length + 1));
      assert.equal(order.at(-1), POINTER);
      const at = (name) => order.indexOf(name);
      const last = (pattern) => order.findLastIndex((name) => pattern.test(name));
      const first = (pattern) => order.findIndex((name) => pattern.test(name));
      assert.ok(last(/^assets\//) < first(/\.html$/));
      assert.ok(last(/^lists\/.*\.[0-9a-f]{16}\.json$/) < at("lists/index.json"));
      assert.ok(last(/art-\d\.html$/) < first(/^first\/(second\/)?index\.html$/));
      assert.ok(last(/^first\/(second\/)?index\.html$/) < at("index.html"));
    });

    await t.test("what somebody else put there stays", async () => {
      await service.leave("plain", "notes/mine.txt", "Mine.");
      await service.leave("plain", ".inlaid-notes", "Mine, too.");
      await made.publish("plain", { out: "new" });
      await made.run(["rollback", "--to", "plain"]);
      await made.write(OLD);
      await made.run(["revoke", "art-1", "--to", "plain", "--out", "mine"]);
      assert.equal(`${(await service.read("plain", "notes/mine.txt")).body}`, "Mine.");
      assert.equal(`${(await service.read("plain", ".inlaid-notes")).body}`, "Mine, too.");
      assert.equal((await service.read("plain", page("art-1"))).status, 404);
      await service.leave("taken", "index.html", "Mine.");
      const { err } = await made.publish("taken", { out: "old", code: 2 });
      assert.match(err, /`taken` holds files that inlaid did not publish/);
      assert.deepEqual([...(await service.objects("taken")).keys()], ["index.html"]);
    });

    await t.test("sites of one account keep apart", async () => {
      await made.publish("shared", { out: "old" });
      await made.publish("shared-within", { out: "new" });
      if (more.twin) {
        await service.container("web");
        await made.publish("twin", { out: "new" });
      }
      const { out } = await made.run(["releases", "--to", "shared", "--format", "json"]);
      assert.equal(out.trim().split("\n").length, 1);
      await made.publish("shared", { out: "new" });
      await made.run(["rollback", "--to", "shared"]);
      const within = await service.objects("shared/within");
      assert.ok(within.has(page("art-new")) && within.has(POINTER));
      const { out: own } = await made.run(["releases", "--to", "shared-within", "--format", "json"]);
      assert.equal(own.trim().split("\n").length, 1);
      assert.ok((await service.read("shared", page("art-9"))).status === 200);
    });
  });
}
