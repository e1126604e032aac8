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
