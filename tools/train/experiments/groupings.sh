#!/usr/bin/env bash
# Does it matter which hidden units make a group? The same training three times from one clipped model,
# its units in the order they have, interleaved, and swapped until the most magnitude stays. Runs that
# are finished are skipped and one that was cut short goes on.
#
#   CORPUS=downloads/austen RUNS=runs tools/train/experiments/groupings.sh
set -eu
. "$(dirname "${BASH_SOURCE[0]}")/train.sh"

shared=(--embedding 88 --dropout 0.25 --average 0.998 --restart 0.02 --penalty 0.05)
train clip groupings-clip --tied "${shared[@]}" --epochs 4 --rate 0.003
for grouping in consecutive strided chosen; do
  train quantize "groupings-$grouping" --source "$runs/groupings-clip" "${shared[@]}" --epochs 2 \
    --rate 0.0015 --warmup 0.05 --interval 2 --grouping "$grouping" --encoding terms:2/16,fitted \
    --encoding embedding=codes,fitted
done
