#!/usr/bin/env bash
# Perplexity against size on the twin: the recurrent matrices at several settings, and what others
# do at the bytes of terms:2/16, all from the same clipped model and with the same training. Runs
# that are finished are skipped and one that was cut short goes on.
#
#   CORPUS=downloads/austen RUNS=runs SOURCE=runs/twin-clip-d40 tools/train/experiments/frontier.sh
set -eu
corpus=${CORPUS:-downloads/austen}
runs=${RUNS:-runs}
source=${SOURCE:-$runs/twin-clip-d40}

quantize() {
  local name=$1
  shift
  echo "== frontier-$name" >&2
  lacuna-train --threads "${THREADS:-1}" quantize --corpus "$corpus" --source "$source" \
    --run "$runs/frontier-$name" --batch 32 --length 35 --rate 0.002 --epochs 6 --interval 4 \
    --dropout 0.3 --encoding embedding=int8 "$@"
}

for setting in 4/16 3/16 2/16 3/32 1/16 1/32; do
  quantize "terms-${setting/\//of}" --encoding "terms:$setting"
done
for grouping in strided chosen; do
  quantize "terms-2of16-$grouping" --encoding terms:2/16 --grouping "$grouping"
done
quantize terms-2of16-output --encoding terms:2/16,output
quantize terms-2of16-fitted --encoding terms:2/16,fitted
quantize codes --encoding codes
quantize int8 --encoding int8
# A matrix of 1024 x 256 takes 33,792 bytes at terms:2/16. So many int8 values with one byte of
# column index, or so high a rank, take as much.
quantize sparse --encoding sparse:0.0547
quantize lowrank --encoding lowrank:25
