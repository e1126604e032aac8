#!/usr/bin/env bash
# run.sh: imports models of 1 GB, and reads every weight; the table goes to standard output.
# PYTHON names a Python that has PyTorch and onnx.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$here/../../../.cache/bench-import
cd "$here"
swift build -c release --quiet
binary=$(swift build -c release --show-bin-path)/ImportThroughput
[ -f "$cache/F16.safetensors" ] || "${PYTHON:-python3}" make_models.py "$cache"
[ -f "$cache/F32.onnx" ] || "${PYTHON:-python3}" make_onnx.py "$cache/F32.onnx"
for file in "$cache"/*.safetensors "$cache"/*.pt "$cache"/*.onnx; do
  cat "$file" >/dev/null  # into the page cache
  for _ in 1 2 3; do "$binary" "$file"; done
done | python3 report.py
