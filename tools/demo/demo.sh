#!/usr/bin/env bash
# The main job on a real model: a dense language model is made compact as it is, one that was trained
# for it is looked into, both predict a text, and the small one writes from where it lies.
#
#   demo.sh LACUNA [TEXT]
set -euo pipefail

# Commands are shown as a person would type them in the repository.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lacuna=${1:?usage: demo.sh LACUNA [TEXT]}
text=${2:-fixtures/demo/austen-sample.txt}
work=.cache/demo
mkdir -p "$work"

dense=fixtures/headline/headline-dense.npz
recipe=fixtures/headline/headline-dense.json
small=fixtures/headline/headline.lacuna

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

say "A word-level language model of Jane Austen's novels: two LSTM layers of 650, 10,000 words."

say "As it comes, at eight bits a weight."
show "$lacuna" convert "$dense" --recipe "$recipe" --encoding int8 -o "$work/headline-int8.lacuna"

say "Trained for it, at one bit a recurrent weight: $(wc -c <"$small") bytes in all."
filter=begin show "$lacuna" inspect "$small"
show "$lacuna" verify "$small"

say "How well each predicts a text that it has not seen: $text."
show "$lacuna" eval "$dense" --recipe "$recipe" --text "$text"
show "$lacuna" eval "$work/headline-int8.lacuna" --text "$text"
show "$lacuna" eval "$small" --text "$text"

say "A few lines, written by integers from the mapped file."
filter=lines show "$lacuna" run "$small" --prompt "It was a truth" --generate 80 --temperature 0.7 \
  --seed 3

say "A second model, of characters, at four bits a weight: the tutorial of the documentation opens it."
show "$lacuna" convert fixtures/demo/austen-char.npz --recipe fixtures/demo/austen-char.json \
  --encoding codes --codebook fitted -o "$work/austen-codes.lacuna"
