#!/usr/bin/env bash
# run.sh SECONDS [TARGET…]: builds the fuzz targets with libFuzzer and AddressSanitizer, and runs
# each for so many seconds. Ends with 1 at the first finding, which it keeps in .cache/fuzz.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?seconds for each target}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] ||
  targets=(container engine kernels npy npz onnx pickle recipe safetensors torch)
# A crash would otherwise spend minutes on a backtrace.
export SWIFT_BACKTRACE=enable=no
cache=$PWD/../../.cache/fuzz
# Products by name: lacuna itself has a main of its own, which libFuzzer's would clash with.
# Of several -sanitize options the compiler keeps the last, so the last says both.
build=(swift build -c release --sanitize fuzzer --sanitize address
  -Xswiftc -sanitize=fuzzer,address)
for target in "${targets[@]}"; do "${build[@]}" --quiet --product "Fuzz${target^}"; done
binaries=$("${build[@]}" --show-bin-path)
for target in "${targets[@]}"; do
  mkdir -p "$cache/$target/corpus" "$cache/$target/seeds" "$cache/$target/findings"
  python3 seeds.py "$target" "$cache/$target/seeds"
  dictionary=()
  [ ! -f "$target.dict" ] || dictionary=(-dict="$target.dict")
  log=$cache/$target/log.txt
  echo "fuzzing $target for $seconds s"
  # 32 times the largest input, and the sanitizer's own.
  status=0
  "$binaries/Fuzz${target^}" -max_total_time="$seconds" -max_len=65536 -timeout=10 \
    -rss_limit_mb=1024 -malloc_limit_mb=256 -print_final_stats=1 "${dictionary[@]}" \
    -artifact_prefix="$cache/$target/findings/" \
    "$cache/$target/corpus" "$cache/$target/seeds" >"$log" 2>&1 || status=$?
  if [ $status != 0 ]; then
    tail -40 "$log"
    exit 1
  fi
  grep -E 'stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)|^Done|cov:' "$log" |
    tail -5
done
