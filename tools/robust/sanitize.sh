#!/usr/bin/env bash
# sanitize.sh address|thread [SUITES]: builds the tests with that sanitizer and runs them: all of them
# for addresses, with the C checked for undefined behaviour too; for threads those that start some.
# SUITES is a regular expression for the names of those to run instead.
# The compiler has no sanitizer for undefined behaviour of Swift on Linux: there its own checks trap.
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=$1
# A finding would otherwise spend minutes on a backtrace.
export SWIFT_BACKTRACE=enable=no
options=(--sanitize "$kind" --scratch-path ".build/sanitize-$kind")
choice=()
case $kind in
address)
  options+=(-Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=all)
  # What tests leave at their end is no finding; what they read beyond is.
  export ASAN_OPTIONS=detect_leaks=0
  ;;
thread)
  choice=(--filter 'StreamTests|CalibrateTests|ForecastTests|EvalStreamTests|ConvertTests|ThreadTests')
  export TSAN_OPTIONS=halt_on_error=1
  ;;
*)
  echo "usage: sanitize.sh address|thread" >&2
  exit 64
  ;;
esac
[ $# -lt 2 ] || choice=(--filter "$2")
echo "building the tests with the $kind sanitizer"
swift build --build-tests --quiet "${options[@]}" 2>&1 |
  { grep -vE 'Cannot export local symbol|^(Fetch|Comput|Creat|Work)' || true; }
echo "running them"
swift test --skip-build --disable-xctest --quiet "${options[@]}" "${choice[@]}" 2>&1 |
  sed -uE '/ Test run with /!{/ (started|passed after [0-9.]+ seconds)\.$/d; /^↳ \/\/\//d;}'
