#!/usr/bin/env bash
# The headline model, two LSTM layers of 650 on Jane Austen's novels, word level: its dense baseline
# and the compressed model that fixtures/headline holds. Runs that are finished are skipped and one
# that was cut short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 tools/train/experiments/headline.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

# The baseline: of dropouts, and of an embedding tied to the output or not, the one that does best on
# the validation part.
for dropout in 40 50 60; do
  train_650 "headline-dense-d$dropout" --tied --dropout "0.$dropout" --epochs 12
done
train_650 headline-dense-untied-d50 --dropout 0.5 --epochs 6
taught=(--teacher "$runs/headline-dense-d50" --distill 2.0 --average 0.998 --restart 0.02
  --saturation 0.03 --weight-dropout 0.1 --word-dropout 0.05)

# Clipped gates, with an embedding nearly as wide as 20 times for the whole file allows.
train clip headline-clip-e288-open --tied --hidden 650 --embedding 288 --dropout 0.4 --epochs 7 \
  --rate 0.002 --penalty 0.1 "${taught[@]}"

# Stored values, and a little more of that with both dense models as teachers.
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
