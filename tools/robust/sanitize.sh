#!/usr/bin/env bash
# sanitize.sh address [SUITES]: builds the tests with AddressSanitizer, the C with that for undefined
# behaviour too, and runs all of them, or the suites whose names the regular expression SUITES matches.
# sanitize.sh thread: builds the command with ThreadSanitizer, and runs what it does in several threads.
# The compiler has no sanitizer for undefined behaviour of Swift on Linux: there its own checks trap.
#
# Run on 2026-11-25 with about a quarter of a core of an AMD EPYC (Zen 5), no finding: for addresses the
# build 18 min (4.5 min of CPU), then LacunaFormatTests and LacunaFileTests 121 s, LacunaTests 102 s,
# LacunaFuzzTests 40 s, LacunaEngineTests 382 s, LacunaConformanceTests 19 s (253 tests), the other
# targets' 633 s (497 tests); for threads the build 341 s, a conversion 3 s, one calibrated on 1,500
# tokens 245 s, an evaluation 7 s, inspections of three dense models 93 s each at most.
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=$1
# A finding would otherwise spend minutes on a backtrace.
export SWIFT_BACKTRACE=enable=no
options=(--quiet --sanitize "$kind" --scratch-path ".build/sanitize-$kind")

# Builds with the sanitizer; the linker has a warning for each of the sanitizer's own symbols.
build() {
  echo "building with the $kind sanitizer"
  swift build "${options[@]}" "$@" 2>&1 |
    { grep -vE 'Cannot export local symbol|^(Fetch|Comput|Creat|Work)' || true; }
}

check_addresses() {
  # What tests leave at their end is no finding; what they read beyond is.
  export ASAN_OPTIONS=detect_leaks=0
  options+=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=all)
  build --build-tests
  echo "running the tests"
  swift test --skip-build --disable-xctest "${options[@]}" "$@" 2>&1 |
    sed -uE '/ Test run with /!{/ (started|passed after [0-9.]+ seconds)\.$/d; /^↳ \/\/\//d;}'
}

check_threads() {
  export TSAN_OPTIONS=halt_on_error=1
  build --product lacuna
  local lacuna=.build/sanitize-thread/debug/lacuna demo=fixtures/demo/austen-char
  work=$(mktemp -d)
  trap 'rm -r "$work"' EXIT
  head -c 400 fixtures/demo/austen-sample.txt >"$work/text"
  local convert=("$lacuna" convert "$demo.npz" --recipe "$demo.json" --threads 4)
  run "${convert[@]}" --calibration none -o "$work/plain.lacuna"
  run "${convert[@]}" --encoding codes --calibrate "$work/text" -o "$work/calibrated.lacuna"
  run "$lacuna" eval "$work/plain.lacuna" --text "$work/text" --streams 8 --threads 4
  run "$lacuna" inspect Tests/LacunaImportTests/Fixtures/state_dictionary.npz
}

# Runs a command, and shows what it says where it fails.
run() {
  echo "running lacuna ${*:2:2}"
  "$@" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
}

case $kind in
address) check_addresses ${2:+--filter "$2"} ;;
thread) check_threads ;;
*)
  echo "usage: sanitize.sh address [SUITES] | thread" >&2
  exit 64
  ;;
esac
