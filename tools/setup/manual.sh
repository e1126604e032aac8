#!/usr/bin/env bash
# Makes man pages of a built command with swift-argument-parser's own generator.
#
#   manual.sh LACUNA FOLDER
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
command=$(realpath "$1")
mkdir -p "$2"
folder=$(cd "$2" && pwd)
parser=$root/.build/checkouts/swift-argument-parser
scratch=$root/.build/manual
if ! log=$(swift build --quiet -c release --package-path "$parser" --scratch-path "$scratch" \
  --product generate-manual 2>&1); then
  echo "$log" >&2
  exit 1
fi
rm -f "$folder"/lacuna*.1
# The date of the last commit, so that the same sources give the same pages.
date=$(git -C "$root" log -1 --format=%cs 2>/dev/null || date +%F)
"$scratch/release/generate-manual" "$command" --multi-page --date "$date" -o "$folder"
for page in "$folder"/lacuna*.1; do
  # Examples keep their lines, and paragraphs are parted as man pages part them.
  awk '
    /^ *lacuna / {
      if (!literal) print ".Bd -literal -offset indent"
      literal = 1
      sub(/^ */, "")
      print
      next
    }
    literal { print ".Ed"; literal = 0 }
    /^$/ { print ".Pp"; next }
    { print }
    END { if (literal) print ".Ed" }' "$page" >"$page.new"
  mv "$page.new" "$page"
done
