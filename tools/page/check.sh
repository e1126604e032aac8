#!/usr/bin/env bash
# Makes pages of two models and opens them in a browser: see README.md beside this file.
#
#   check.sh LACUNA [FOLDER]
#
# Pages and screenshots go to FOLDER, .cache/page by default.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
lacuna=$(realpath "$1")
folder=${2:-$root/.cache/page}
"$here/../setup/packages.sh" chromium
python=$("$here/../setup/python.sh" numpy)
mkdir -p "$folder"
cd "$folder"

# Two LSTM layers of 650, random, at one bit a weight: the largest page that is promised.
[[ -f lstm-650.npz ]] || PYTHONPATH=$root/tools/bench "$python" -c '
from pathlib import Path
from lacuna_bench.weights import random_weights
random_weights(650).save(Path("lstm-650.npz"))'
"$lacuna" convert lstm-650.npz -o lstm-650.lacuna --encoding terms:2/16 2>/dev/null >/dev/null
"$lacuna" inspect lstm-650.lacuna --html lstm-650.html --dense lstm-650.npz

demo=$root/fixtures/demo/austen-char
"$lacuna" convert "$demo.npz" --recipe "$demo.json" -o austen-char.lacuna \
  --encoding terms:8/16 --encoding embedding=codes 2>/dev/null >/dev/null
"$lacuna" inspect austen-char.lacuna --html austen-char.html \
  --dense "$demo.npz" --recipe "$demo.json"

"$python" "$here/hostile.py" "$lacuna"
exec "$python" "$here/check.py" lstm-650.html austen-char.html hostile.html --pictures pictures
