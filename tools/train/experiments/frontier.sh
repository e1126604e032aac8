#!/usr/bin/env bash
# Perplexity against size on the twin: the recurrent matrices at several settings, and what others
# do at the bytes of terms:2/16, all from the same clipped model and with the same training. Runs
# that are finished are skipped and one that was cut short goes on.
#
#   CORPUS=downloads/austen RUNS=runs tools/train/experiments/frontier.sh
set -eu
corpus=${CORPUS:-downloads/austen}
runs=${RUNS:-runs}

quantize() {
  local name=$1
  shift
  echo "== frontier-$name" >&2
  lacuna-train --threads "${THREADS:-1}" quantize --corpus "$corpus" \
    --source "$runs/twin-clip-e96-d30" --run "$runs/frontier-$name" --tied --embedding 96 \
    --batch 32 --length 35 --dropout 0.25 --epochs 3 --rate 0.001 --warmup 0.05 --interval 2 \
    --average 0.998 --penalty 0.05 --saturation 0 --encoding embedding=codes,fitted "$@"
}

for setting in 2/16 1/16 4/16 3/32; do
  quantize "${setting/\//of}" --encoding "terms:$setting,fitted"
done
quantize int8 --encoding int8
# A matrix of 1024 x 256 takes 33,792 bytes at terms:2/16. So many int8 values with one byte of
# column index, or so high a rank, take as much.
quantize sparse --encoding sparse:0.0547
quantize lowrank --encoding lowrank:25
for grouping in chosen strided; do
  quantize "2of16-$grouping" --encoding terms:2/16,fitted --grouping "$grouping"
done
