// Cuts off publishes to a branch at every `git` they run, runs them again, and holds what is there then against what is there when nobody
// disturbs it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import test from "node:test";
import { NEW, OLD, site, write } from "./support.mjs";

const real = execFileSync("sh", ["-c", "command -v git"]).toString().trim();

// Stands for `git`: kills who runs it, before or after it did what it was to do, and leaves what a `git` leaves that is killed, too.
const KILLER = `#!/bin/sh
for word in "$@"; do
  case "$word" in init|ls-remote|fetch|cat-file|rev-list|var|fast-import|push|rev-parse) act="$word"; break ;; esac
done
if [ "$act" = "$CUT_AT" ]; then
  if [ "$CUT" = after ]; then ${real} "$@"; fi
  mkdir -p "$2/refs/inlaid"
  touch "$2/shallow.lock" "$2/config.lock" "$2/HEAD.lock" "$2/refs/inlaid/next.lock" "$2/refs/inlaid/base.lock"
  kill -9 $PPID
  exit 1
fi
exec ${real} "$@"
`;

test("a publish to a branch that is killed at any `git` goes on and ends the same", async (t) => {
  const made = await site(t);
  await write(made.at("bin/git"), KILLER);
  await chmod(made.at("bin/git"), 0o755);
  for (const name of ["calm", "there"]) execFileSync(real, ["init", "--quiet", "--bare", made.at(name)]);
  await made.targets({ calm: '{ to: "git+file:calm" }', there: '{ to: "git+file:there" }' });
  const git = (where, ...rest) => `${execFileSync(real, ["--git-dir", made.at(where), ...rest])}`.trim();
  const listing = (where) => git(where, "ls-tree", "-r", "gh-pages").split("\n").filter((line) => !/\t(\.inlaid\/release|inlaid-release)\.json$/.test(line));
  await made.build(OLD, "old");
  await made.build(NEW, "new");
  const calm = {};
  for (const out of ["old", "new", "old"]) {
    await made.publish("calm", { out });
    calm[out] = listing("calm");
  }
  assert.equal(git("calm", "rev-list", "--count", "gh-pages"), "3");
  let count = 0;
  let out = "old";
  const env = (at, cut) => ({ PATH: `${made.at("bin")}:${process.env.PATH}`, CUT_AT: at, CUT: cut });
  for (const at of ["init", "ls-remote", "fetch", "cat-file", "var", "fast-import", "push", "rev-parse"]) {
    for (const cut of ["before", "after"]) {
      const args = ["publish", "public", "--to", "there", "--out", out];
      // The first publish has nothing to fetch, and so on.
      const one = ["init", "ls-remote"].includes(at) || count > 0;
      if (one) {
        const before = count === 0 ? "" : git("there", "rev-parse", "gh-pages");
        await assert.rejects(made.run(args, { env: env(at, cut) }), /null !== 0/);
        // What is served is one or the other.
        const after = count === 0 ? "" : listing("there");
        if (count > 0) assert.ok([calm.old, calm.new].some((all) => all.join() === after.join()), `${at} ${cut} from ${before}`);
      }
      await made.run(args);
      count += 1;
      assert.deepEqual(listing("there"), calm[out], `${cut} ${at}`);
      assert.equal(git("there", "rev-list", "--count", "gh-pages"), `${count}`, `published twice: ${cut} ${at}`);
      out = out === "old" ? "new" : "old";
    }
  }
  const { out: said } = await made.run(["releases", "--to", "there", "--format", "json"]);
  assert.equal(said.trim().split("\n").length, 2);
});
