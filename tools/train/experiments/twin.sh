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

# The teacher: one of the headline's.
[[ -n ${TEACHER:-} ]] || train_650 headline-dense-d50 --tied --dropout 0.5 --epochs 12
taught=(--teacher "${TEACHER:-$runs/headline-dense-d50}" --average 0.998 --restart 0.02
  --saturation 0.03)

# Clipped gates, and an embedding of 88 with a bottleneck before the tied output layer.
train clip twin-clip-e88-open --tied --embedding 88 --dropout 0.25 --epochs 16 --rate 0.003 \
  --penalty 0.03 --distill 1.0 "${taught[@]}"

# Stored values.
train quantize twin-e88-open --source "$runs/twin-clip-e88-open" --embedding 88 --dropout 0.25 \
  --epochs 14 --rate 0.002 --warmup 0.03 --interval 2 --penalty 0.05 --target-density 0.3 \
  --distill 2.0 "${taught[@]}" --encoding terms:2/16,fitted --encoding embedding=codes,fitted \
  --encoding bottleneck.weight=codes,fitted
