#!/usr/bin/env bash
# Does it matter which hidden units make a group? The frontier's terms:2/16 once more with its units
# interleaved, and with its units swapped until the most magnitude stays; frontier.sh makes the run with
# the units in the order they have. Runs that are finished are skipped and one that was cut short goes on.
#
#   CORPUS=downloads/austen RUNS=runs tools/train/experiments/groupings.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

for grouping in strided chosen; do
  train quantize "frontier-open-2of16-$grouping" --source "$runs/twin-clip-e88-open" --embedding 88 \
    --dropout 0.25 --epochs 3 --rate 0.0015 --warmup 0.05 --interval 2 --average 0.998 \
    --restart 0.02 --saturation 0.03 --penalty 0.05 --grouping "$grouping" \
    --encoding terms:2/16,fitted --encoding embedding=codes,fitted
done
