#!/usr/bin/env bash
# Fetches the corpus where it is not there yet, then measures a shipped model on its test part.
#
#   run.sh LACUNA FOLDER [TEXT]
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lacuna=${1:?usage: run.sh LACUNA FOLDER [TEXT]}
folder=${2:?usage: run.sh LACUNA FOLDER [TEXT]}
text=${3:-.cache/austen/test.txt}
# Of the test part as tools/corpus makes it.
checksum=6d9f5918b2fe7eb8629e8ef26bfc79e33b77fc36ea2eacdeddd16111b53f6ee3

tools/setup/packages.sh python
if [[ $text == .cache/austen/test.txt ]] && ! sha256sum --check --status <<<"$checksum  $text" 2>&-; then
  echo "fetching Jane Austen's six novels" >&2
  fetch() { PYTHONPATH=tools/corpus python3 -m lacuna_corpus austen -o .cache/austen >&2; }
  # A fresh image has no package lists; without them the package is not found.
  fetch || { [[ $(id -u) == 0 ]] && apt-get update -q >&2 && fetch; } ||
    { echo "type: sudo apt-get update; then try again" >&2 && exit 3; }
fi
exec python3 tools/reproduce/reproduce.py "$folder" --lacuna "$lacuna" --text "$text"
