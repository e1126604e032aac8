#!/usr/bin/env bash
# The twin, two LSTM layers of 256 on Jane Austen's novels, word level: the dense baseline and the
# compressed model that fixtures/twin holds. Runs that are finished are skipped and one that was cut
# short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 tools/train/experiments/twin.sh
#
# With TEACHER=run, the teacher is that dense run, as `lacuna-train import` makes of the headline's
# shipped baseline, and none is trained. (That one is better than the teacher that the shipped twin had, so
# that what comes of it is another model than that in fixtures/twin.)
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

# The baseline: of long and short runs, of dropouts, and of an embedding tied to the output or not, the
# one that does best on the validation part.
for dropout in 40 50; do
  train dense "twin-dense-tied-d$dropout" --tied --dropout "0.$dropout" --epochs 12 --rate 0.003
  train dense "twin-dense-tied-d$dropout-long" --tied --dropout "0.$dropout" --epochs 20 \
    --rate 0.003 --average 0.998
done
train dense twin-dense-tied-d60-long --tied --dropout 0.6 --epochs 20 --rate 0.003 --average 0.998
# (The shipped log ends after 15 epochs, where it had stopped gaining.)
train dense twin-dense-untied-d50-long --dropout 0.5 --epochs 20 --rate 0.003 --average 0.998

# The teachers: dense models of two layers of 650, of which one taught the clipped model.
others=()
if [[ -z ${TEACHER:-} ]]; then
  for dropout in 40 50; do
    train_650 "headline-dense-d$dropout" --tied --dropout "0.$dropout" --epochs 12
  done
  train_long
  others=(--teacher "$runs/headline-dense-d40" --teacher "$runs/headline-dense-d60-long")
fi
taught=(--teacher "${TEACHER:-$runs/headline-dense-d50}" --average 0.998 --restart 0.02)

# Clipped gates, and an embedding of 88 with a bottleneck before the tied output layer.
train clip twin-clip-e88-open --tied --embedding 88 --dropout 0.25 --epochs 16 --rate 0.003 \
  --penalty 0.03 --distill 1.0 --saturation 0.03 "${taught[@]}"

# Stored values, with an embedding of 56 and an encoding for each recurrent matrix by how much the loss
# minds it (EXPERIMENTS.md): the model that is shipped.
train quantize twin-e56 --source "$runs/twin-clip-e88-open" --embedding 56 --dropout 0.2 --epochs 24 \
  --rate 0.002 --warmup 0.03 --interval 2 --penalty 0.05 --target-density 0.5 --distill 2.0 \
  --saturation 0.06 "${taught[@]}" "${others[@]}" --encoding terms:3/32,fitted \
  --encoding lstm.weight_ih_l0=terms:3/16,fitted --encoding lstm.weight_hh_l0=terms:1/32,fitted \
  --encoding embedding=codes,fitted --encoding bottleneck.weight=codes,fitted

# The one that was shipped before, larger and a little better.
train quantize twin-e88-open --source "$runs/twin-clip-e88-open" --embedding 88 --dropout 0.25 \
  --epochs 14 --rate 0.002 --warmup 0.03 --interval 2 --penalty 0.05 --target-density 0.3 \
  --distill 2.0 --saturation 0.03 "${taught[@]}" --encoding terms:2/16,fitted \
  --encoding embedding=codes,fitted --encoding bottleneck.weight=codes,fitted
