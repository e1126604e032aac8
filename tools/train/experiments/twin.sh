#!/usr/bin/env bash
# The twin, two LSTM layers of 256 on Jane Austen's novels, word level: the dense baseline and the
# compressed model that fixtures/twin holds. Runs that are finished are skipped and one that was cut
# short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 tools/train/experiments/twin.sh
set -eu
corpus=${CORPUS:-downloads/austen}
runs=${RUNS:-runs}

train() {
  local stage=$1 run=$2
  shift 2
  echo "== $run" >&2
  lacuna-train --threads "${THREADS:-1}" "$stage" --corpus "$corpus" --batch 32 --length 35 \
    --run "$runs/$run" --tied "$@"
}

# The baseline: the dropout that does best on the validation part.
for dropout in 40 50; do
  train dense "twin-dense-tied-d$dropout" --dropout "0.$dropout" --epochs 12 --rate 0.003
done

# Clipped gates, and an embedding of 96 with a bottleneck before the tied output layer.
train clip twin-clip-e96-d30 --embedding 96 --dropout 0.3 --epochs 12 --rate 0.003 --penalty 0.05

# Stored values: powers of two first, then fitted codebooks and averaged parameters, then the
# embedding's terms too.
quantize() {
  local run=$1 source=$2
  shift 2
  train quantize "$run" --source "$runs/$source" --embedding 96 --interval 2 --penalty 0.05 "$@"
}
quantize q-e96-codes-d20 twin-clip-e96-d30 --dropout 0.2 --epochs 8 --rate 0.0015 \
  --encoding terms:2/16 --encoding lstm.weight_ih_l0=terms:3/16 --encoding embedding=codes
fitted=(--encoding terms:2/16,fitted --encoding lstm.weight_ih_l0=terms:3/16,fitted
  --rate 0.0008 --warmup 0.03 --average 0.998)
quantize q-e96-fitted-ema q-e96-codes-d20 --dropout 0.25 --epochs 8 "${fitted[@]}" \
  --encoding embedding=codes,fitted
quantize twin-e96 q-e96-fitted-ema --dropout 0.3 --epochs 12 "${fitted[@]}" \
  --encoding embedding=terms:7/16,fitted --encoding bottleneck.weight=codes,fitted
