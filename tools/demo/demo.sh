#!/usr/bin/env bash
# The main job on a real model: a dense export is made compact at two settings, looked into, compared
# with what it was made of, and writes a few lines from where it lies.
#
#   demo.sh LACUNA
set -euo pipefail

# Commands are shown as a person would type them in the repository.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lacuna=${1:?usage: demo.sh LACUNA}
work=.cache/demo
mkdir -p "$work"

model=fixtures/demo/austen-char.npz
recipe=fixtures/demo/austen-char.json
text=fixtures/demo/austen-sample.txt

# say TEXT: a heading.
say() { printf '\n# %s\n' "$*"; }

# show COMMAND...: prints a command, then its output through the filter, if there is one.
filter=cat
show() {
  local word line='$ lacuna'
  for word in "${@:2}"; do
    case $word in
      *[!A-Za-z0-9_./:=,-]*)
        ((${#word} <= 48)) || word="${word:0:47}…"
        line+=" \"$word\""
        ;;
      *) line+=" $word" ;;
    esac
  done
  printf '%s\n' "$line"
  "$@" | $filter
}

# begin: a report as far as its first recurrent matrix. It is read to its end, so that no pipe breaks.
begin() { awk '/^Matrix 2 / { print "…"; skip = 1 } !skip'; }

# lines: text with its lines filled.
lines() { fmt -w 96; }

say "A character-level LSTM, trained on Jane Austen's novels: $(wc -c <"$model") bytes of float32."

say "Eight bits a weight, and four."
show "$lacuna" convert "$model" --recipe "$recipe" --encoding int8 -o "$work/austen-int8.lacuna"
show "$lacuna" convert "$model" --recipe "$recipe" --encoding codes --codebook fitted \
  -o "$work/austen-codes.lacuna"

say "What is in the smaller one."
filter=begin show "$lacuna" inspect "$work/austen-codes.lacuna"
show "$lacuna" verify "$work/austen-codes.lacuna"

say "Each against the dense model in float32, step by step on a text that it has not seen."
prompt=$(head -c 2000 "$text")
for setting in int8 codes; do
  show "$lacuna" compare "$work/austen-$setting.lacuna" "$model" --recipe "$recipe" \
    --prompt "$prompt"
done

say "How well each predicts that text."
show "$lacuna" eval "$model" --recipe "$recipe" --text "$text"
for setting in int8 codes; do
  show "$lacuna" eval "$work/austen-$setting.lacuna" --text "$text"
done

say "A few lines, written by integers from the mapped file."
filter=lines show "$lacuna" run "$work/austen-codes.lacuna" --prompt "It was a truth " \
  --generate 400 --temperature 0.5 --seed 6
