#!/usr/bin/env bash
# The twin, two LSTM layers of 256 on Jane Austen's novels, word level. Runs that are finished are
# skipped and one that was cut short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 tools/train/experiments/twin.sh
set -eu
corpus=${CORPUS:-downloads/austen}
runs=${RUNS:-runs}
loop=(--corpus "$corpus" --batch 32 --length 35 --rate 0.003)

train() {
  local stage=$1 run=$2
  shift 2
  echo "== $run" >&2
  lacuna-train --threads "${THREADS:-1}" "$stage" "${loop[@]}" --run "$runs/$run" "$@"
}

# One complete path first.
train dense twin-dense-tied-d40 --tied --dropout 0.4 --epochs 8
train clip twin-clip-d40 --tied --dropout 0.4 --epochs 8 --penalty 0.05
train quantize twin-2of16-e3of16 --source "$runs/twin-clip-d40" --epochs 6 --rate 0.002 \
  --interval 4 --encoding terms:2/16 --encoding embedding=terms:3/16 --penalty 0.05 --dropout 0.3

# The baseline's sweep.
for dropout in 50 30; do
  train dense "twin-dense-tied-d$dropout" --tied --dropout "0.$dropout" --epochs 8
done
train dense twin-dense-untied-d40 --dropout 0.4 --epochs 8
