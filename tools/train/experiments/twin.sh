#!/usr/bin/env bash
# The twin, two LSTM layers of 256 on Jane Austen's novels, word level: the dense baseline and the
# compressed model that fixtures/twin holds. Runs that are finished are skipped and one that was cut
# short goes on, so this may be called again and again.
#
#   CORPUS=downloads/austen RUNS=runs THREADS=1 tools/train/experiments/twin.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

# The baseline: of long and short runs, and of dropouts, the one that does best on the validation part.
for dropout in 40 50; do
  train dense "twin-dense-tied-d$dropout" --dropout "0.$dropout" --epochs 12 --rate 0.003
done
train dense twin-dense-tied-d50-long --dropout 0.5 --epochs 20 --rate 0.003 --average 0.998

# The teacher: the dense model of two layers of 650 (headline.sh makes the same run). The twin that is
# shipped was taught by a copy of it after its eighth epoch.
train dense headline-dense-d50 --hidden 650 --embedding 650 --dropout 0.5 --epochs 12 --rate 0.002 \
  --average 0.998

# Clipped gates, and an embedding of 96 with a bottleneck before the tied output layer.
train clip twin-clip-e96-d30 --embedding 96 --dropout 0.3 --epochs 12 --rate 0.003 --penalty 0.05

# Stored values: powers of two first, then fitted codebooks and averaged parameters, then an embedding
# of 88, then a teacher.
quantize() {
  local run=$1 source=$2 embedding=$3
  shift 3
  train quantize "$run" --source "$runs/$source" --embedding "$embedding" --interval 2 "$@"
}
wider=lstm.weight_ih_l0=terms:3/16
quantize q-e96-codes-d20 twin-clip-e96-d30 96 --dropout 0.2 --epochs 8 --rate 0.0015 --penalty 0.05 \
  --encoding terms:2/16 --encoding $wider --encoding embedding=codes
fitted=(--encoding terms:2/16,fitted --encoding embedding=codes,fitted --warmup 0.03 --average 0.998)
quantize q-e96-fitted-ema q-e96-codes-d20 96 --dropout 0.25 --epochs 8 --rate 0.0008 --penalty 0.05 \
  "${fitted[@]}" --encoding $wider,fitted
fitted+=(--encoding bottleneck.weight=codes,fitted)
quantize twin-e88 q-e96-fitted-ema 88 --dropout 0.25 --epochs 10 --rate 0.0008 --penalty 0.05 \
  "${fitted[@]}" --encoding $wider,fitted
quantize twin-e88-more twin-e88 88 --dropout 0.25 --epochs 12 --rate 0.001 --penalty 0.05 \
  "${fitted[@]}" --encoding $wider,fitted
taught=(--dropout 0.2 --rate 0.0015 --teacher "$runs/headline-dense-d50")
quantize twin-e88-taught twin-e88-more 88 --epochs 12 --penalty 0.05 "${fitted[@]}" "${taught[@]}" \
  --distill 1.0
quantize twin-e88-taught-more twin-e88-taught 88 --epochs 9 --penalty 0.075 "${fitted[@]}" \
  "${taught[@]}" --distill 2.0
