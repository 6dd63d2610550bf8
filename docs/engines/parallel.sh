#!/usr/bin/env bash
# Builds the trees of a site in parts that are made at the same time, joins them, and reads every file again.
#
#     parallel.sh [PARTS] [OPTION OF BUILD]…
#
# Run it in the folder of the site. To use several machines, have that folder at the same path on all of them, and say so
# to GNU parallel: PARALLEL='--sshloginfile machines --workdir .' parallel.sh 16
set -euo pipefail

parts=${1:-4}
shift $(($# > 0))
work=$(mktemp -d parts.XXXXXX)
trap 'rm -r "$work"' EXIT

# One part that fails ends all of them.
seq "$parts" |
  parallel --halt now,fail=1 inlaid build --strict --quiet --shard "{}/$parts" --out "$work/{}" "$@"
inlaid merge "$work"/* --out public

# A plan for a folder that is not there reads every file of a tree, and refuses one that is not as it was built.
for tree in public/*/; do
  inlaid publish "$(basename "$tree")" --to "file:$work/none" --plan > "$work/plan"
  tail -n 1 "$work/plan"
done
