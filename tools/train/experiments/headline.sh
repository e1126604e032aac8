#!/usr/bin/env bash
# The headline model, two LSTM layers of 650 on Jane Austen's novels, word level: its dense baseline
# and the way to a compressed model, as far as it has been gone (EXPERIMENTS.md). Runs that are finished are skipped and one
# that was cut short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 tools/train/experiments/headline.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

# The baseline: the dropout that does best on the validation part.
for dropout in 50 60; do
  train dense "headline-dense-d$dropout" --hidden 650 --embedding 650 --dropout "0.$dropout" \
    --epochs 12 --rate 0.002 --average 0.998
done

# Clipped gates, with an embedding as wide as 20 times for the whole file allows.
train clip headline-clip-e288-d40 --hidden 650 --embedding 288 --dropout 0.4 --epochs 12 \
  --rate 0.003 --average 0.998 --penalty 0.03

# Stored values, with the dense model as teacher: what made the twin good.
train quantize headline --source "$runs/headline-clip-e288-d40" --embedding 288 --dropout 0.3 \
  --epochs 15 --rate 0.0015 --warmup 0.03 --interval 2 --average 0.998 --penalty 0.05 \
  --teacher "$runs/headline-dense-d50" --distill 1.0 --encoding terms:2/16,fitted \
  --encoding embedding=codes,fitted --encoding bottleneck.weight=codes,fitted
