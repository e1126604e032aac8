#!/usr/bin/env bash
# Times `lacuna convert --calibrate` of two LSTM layers of 650, 27.08 MB of float32, on features: see
# README.md beside this file. Leave the machine alone meanwhile.
#
#   calibrate.sh LACUNA [FOLDER]
#
# Model, data and files go to FOLDER, .cache/bench/calibrate by default.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lacuna=$(realpath "$1")
folder=${2:-$here/../../.cache/bench/calibrate}
python=$("$here/../setup/python.sh" numpy)
mkdir -p "$folder"
cd "$folder"

# More steps than a run takes, so that it is as long as a run can be.
PYTHONPATH=$here "$python" -c '
from pathlib import Path

import numpy
from lacuna_bench.weights import random_weights

random_weights(650).save(Path("lstm-650.npz"))
features = numpy.random.default_rng(3).standard_normal((5120, 650), numpy.float32)
numpy.savez("features.npz", **{"model": features, "model.lengths": numpy.full(20, 256)})'

echo "$(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)"
TIMEFORMAT='%R'
for encoding in int8 codes terms:8/16 terms:2/16; do
  seconds=$({
    time "$lacuna" convert lstm-650.npz -o "lstm-650-${encoding//[:\/]/-}.lacuna" \
      --encoding "$encoding" --calibrate features.npz >/dev/null 2>said
  } 2>&1)
  printf '%-11s %6.1f s   %s\n' "$encoding" "$seconds" "$(grep -m 1 -i step said || true)"
done
