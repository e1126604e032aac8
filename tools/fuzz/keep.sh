#!/usr/bin/env bash
# keep.sh [TARGET…]: of what `make fuzz` found to be new, keeps in fixtures/fuzz the least that reaches
# the same code: files of at most 4 kB (16 kB with BYTES=16384), and of these at most 48 (COUNT=48),
# each the first to reach something.
set -euo pipefail
cd "$(dirname "$0")"
root=$PWD/../..
targets=("$@")
[ ${#targets[@]} -gt 0 ] ||
  targets=(container engine kernels npy npz onnx pickle recipe safetensors torch)
binaries=${BINARIES:-$(swift build -c release --show-bin-path)}
for target in "${targets[@]}"; do
  cache=$root/.cache/fuzz/$target
  kept=$root/fixtures/fuzz/$target
  [ -d "$cache/corpus" ] || continue
  small=$(mktemp -d)
  least=$(mktemp -d)
  find "$cache/corpus" -type f -size -"${BYTES:-4096}"c -exec cp -t "$small" {} +
  "$binaries/Fuzz${target^}" -merge=1 -max_len=65536 -timeout=10 "$least" "$small" 2>/dev/null
  mkdir -p "$kept"
  find "$kept" -type f -regextype egrep -regex '.*/[0-9a-f]{40}' -delete
  # Merging takes the smallest first; of many, take them evenly.
  mapfile -t files < <(find "$least" -type f -printf '%s %f\n' | sort -n | cut -d' ' -f2)
  count=${#files[@]}
  most=${COUNT:-48}
  for ((index = 0; index < (count < most ? count : most); index++)); do
    place=$((count < most ? index : index * count / most))
    cp "$least/${files[place]}" "$kept/"
  done
  echo "$target: $(find "$kept" -type f | wc -l) files, $(du -sb "$kept" | cut -f1) bytes"
  rm -r "$small" "$least"
done
