#!/usr/bin/env bash
# Perplexity against size on the twin: the recurrent matrices at several settings, and what others
# do at the bytes of terms:2/16, all from the same clipped model (twin.sh makes it) and with the same
# training. Runs that are finished are skipped and one that was cut short goes on.
#
#   CORPUS=downloads/austen RUNS=runs tools/train/experiments/frontier.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

quantize() {
  local name=$1
  shift
  train quantize "frontier-open-$name" --source "$runs/twin-clip-e88-open" --embedding 88 \
    --dropout 0.25 --epochs 3 --rate 0.0015 --warmup 0.05 --interval 2 --average 0.998 \
    --restart 0.02 --saturation 0.03 --penalty 0.05 --encoding embedding=codes,fitted "$@"
}

quantize 2of16 --encoding terms:2/16,fitted
# A matrix of 1024 x 256 takes 33,792 bytes at terms:2/16. So many int8 values with one byte of
# column index, or so high a rank, take as much; of the first input matrix, which is narrower, rank 25
# takes more, so that all four together take 11% more.
quantize sparse --encoding sparse:0.0547
quantize lowrank --encoding lowrank:25
quantize int8 --encoding int8
quantize codes --encoding codes,fitted
for setting in 1/16 3/32 3/16 4/16; do
  quantize "${setting/\//of}" --encoding "terms:$setting,fitted"
done

# The table and the picture. The baseline is what fixtures/twin ships, measured here; the models of
# twin.sh, which were trained longer and taught, are points too, once they are made.
baseline=$runs/twin-dense
grep -qs '"event": "final"' "$baseline/log.jsonl" ||
  lacuna-train --threads "${THREADS:-1}" import --gates smooth --corpus "$corpus" --run "$baseline" \
    "$(dirname "${BASH_SOURCE[0]}")/../../../fixtures/twin/twin-dense.npz"
points=("$runs"/frontier-open-{2of16,sparse,lowrank,int8,codes,1of16,3of32,3of16,4of16})
for run in "$runs/twin-e88-open" "$runs/twin-e56"; do
  if grep -qs '"event": "final"' "$run/log.jsonl"; then points+=("$run"); fi
done
lacuna-train frontier --baseline "$baseline" -o "$runs/frontier.svg" "${points[@]}" \
  > "$runs/frontier.md"
echo "$runs/frontier.md and frontier.svg are written" >&2
