#!/usr/bin/env bash
# The headline model, two LSTM layers of 650 on Jane Austen's novels, word level: its dense baseline
# and the compressed model that fixtures/headline holds. Runs that are finished are skipped and one
# that was cut short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 LACUNA=.build/release/lacuna \
#     tools/train/experiments/headline.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

# The teachers, and the baseline: of dropouts and lengths, what does best on the validation part.
for dropout in 40 50 60; do
  train_650 "headline-dense-d$dropout" --tied --dropout "0.$dropout" --epochs 12
done
train_long
# (The shipped log ends after 8 epochs, a fifth worse than tied.)
train_650 headline-dense-untied-d50 --dropout 0.5 --epochs 12
taught=(--teacher "$runs/headline-dense-d50" --distill 2.0 --average 0.998 --restart 0.02
  --saturation 0.03 --weight-dropout 0.1 --word-dropout 0.05)

# Clipped gates, with an embedding nearly as wide as 20 times for the whole file allows.
train clip headline-clip-e288-open --tied --hidden 650 --embedding 288 --dropout 0.4 --epochs 7 \
  --rate 0.002 --penalty 0.1 "${taught[@]}"

# Stored values (the shipped run had a penalty of 0.3 for one epoch and 0.5 for three, then 0.9; see
# EXPERIMENTS.md), and a little more of that with two dense models as teachers.
quantize() {
  local run=$1 source=$2
  shift 2
  train quantize "$run" --source "$runs/$source" --embedding 288 --hidden 650 --dropout 0.35 \
    --interval 2 --penalty 0.9 "${taught[@]}" --encoding terms:2/16,fitted \
    --encoding embedding=codes,fitted --encoding bottleneck.weight=int8 "$@"
}
quantize headline-e288-open headline-clip-e288-open --epochs 8 --rate 0.0015 --warmup 0.03
quantize headline-e288-more headline-e288-open --epochs 3 --rate 0.001 --warmup 0.05 \
  --teacher "$runs/headline-dense-d60"

# A file of that, and from the weights that it stores on, taught by another two. The optimizer begins
# anew, and so does what was pruned, at 0.
stored=$runs/headline-stored
if [[ ! -f $runs/headline-shipped/settings.json ]]; then
  lacuna=${LACUNA:-.build/release/lacuna}
  lacuna-train export --run "$runs/headline-e288-more" --corpus "$corpus" -o "$stored" --name headline
  "$lacuna" convert "$stored/headline.npz" --recipe "$stored/headline.json" --exact \
    -o "$stored/headline.lacuna"
  "$lacuna" export "$stored/headline.lacuna" -o "$stored/weights.npz"
  lacuna-train import "$stored/weights.npz" --gates clipped --run "$runs/headline-shipped"
fi
quantize headline-e288-taught headline-shipped --epochs 9 --rate 0.0013 --warmup 0.03 \
  --penalty 0.85 --teacher "$runs/headline-dense-d40"
