# For the scripts beside it to read: where corpus and runs are, and how all stages train.
corpus=${CORPUS:-downloads/austen}
runs=${RUNS:-runs}

# train STAGE RUN ...: a stage of lacuna-train with the settings that all runs share.
train() {
  local stage=$1 run=$2
  shift 2
  echo "== $run" >&2
  lacuna-train --threads "${THREADS:-1}" "$stage" --corpus "$corpus" --batch 32 --length 35 \
    --run "$runs/$run" "$@"
}

# train_650 RUN ...: a dense model of two layers of 650, for the headline's baseline and as a teacher.
train_650() {
  local run=$1
  shift
  train dense "$run" --hidden 650 --embedding 650 --rate 0.002 --average 0.998 "$@"
}

# train_long: the best of the dense models of 650, trained longer and longer until an epoch gained hardly
# anything: the headline's baseline. (After its 16th epoch it taught the shipped twin.)
train_long() {
  local run=headline-dense-d60-long epochs
  for epochs in 16 20 24; do
    if [[ $epochs = 24 ]] || ! grep -qs "\"epoch\": $epochs," "$runs/$run/log.jsonl"; then
      train_650 "$run" --tied --dropout 0.6 --epochs "$epochs"
    fi
  done
}
