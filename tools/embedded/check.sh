#!/usr/bin/env bash
# Builds LacunaFormat, LacunaEngine and a client of them as Embedded Swift for three targets, and
# fails when the client, once linked, asks for anything that allowed-symbols-*.txt does not name.
#
#   check.sh [--target NAME]... [--output DIR] [--extra FILE.swift]
#
# --target chooses among armv7em, riscv32 and wasm32. --output keeps a runnable probe for each
# target in DIR. --extra adds a file to the client, whose function `probeExtra` is linked too.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sources=$here/../../Sources
output=
targets=()
extra=()
while (($#)); do
  case $1 in
    --target) targets+=("$2") && shift 2 ;;
    --output) output=$2 && shift 2 ;;
    --extra) extra=("$2") && shift 2 ;;
    *) echo "check.sh: unknown argument $1" >&2 && exit 64 ;;
  esac
done
((${#targets[@]})) || targets=(armv7em riscv32 wasm32)

# The linkers and the binary tools are those that ship beside the compiler.
resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
PATH=$(cd "$resources/../../bin" && pwd):$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

entries=$(grep -o 'probe[A-Z][A-Za-z]*(' "$here/include/probe.h" | tr -d '(')
((${#extra[@]})) && entries+=" probeExtra"

# triple NAME: the compiler's name for a target.
triple() {
  case $1 in
    armv7em) echo armv7em-none-none-eabi ;;
    riscv32) echo riscv32-none-none-eabi ;;
    wasm32) echo wasm32-unknown-none-wasm ;;
    *) echo "check.sh: unknown target $1" >&2 && return 64 ;;
  esac
}

# compile NAME MODULE FILE...: one Swift module to one object.
compile() {
  local target=$1 module=$2
  shift 2
  # Every function gets a section, so that the linker can drop those that nothing calls. The stack
  # protector would ask for a guard from outside.
  swiftc -parse-as-library -swift-version 6 -target "$(triple "$target")" \
    -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes \
    -strict-memory-safety -warnings-as-errors -wmo -Osize \
    -Xfrontend -function-sections -Xfrontend -disable-stack-protector \
    -I "$here/include" -I "$work/$target" -module-name "$module" \
    -emit-module -emit-module-path "$work/$target/$module.swiftmodule" \
    -c "$@" -o "$work/$target/$module.o"
}

# linked NAME OUTPUT ARGUMENT...: the client without what nothing in it calls.
linked() {
  local target=$1 file=$2 entry roots=()
  shift 2
  for entry in $entries; do
    [[ $target == wasm32 ]] && roots+=(--export="$entry") || roots+=(-u "$entry")
  done
  local objects=("$work/$target"/{Probe,LacunaEngine,LacunaFormat}.o)
  if [[ $target == wasm32 ]]; then
    wasm-ld --gc-sections --no-entry "${roots[@]}" "${objects[@]}" -o "$file" "$@"
  else
    ld.lld --gc-sections --entry probeValidate "${roots[@]}" "${objects[@]}" -o "$file" "$@"
  fi
}

# runnable NAME: the probe with a harness around it and what is allowed supplied.
runnable() {
  local target=$1 file system=linux
  [[ $target == wasm32 ]] && system=wasm32
  for file in main runtime system_$system; do
    clang --target="$(triple "$target")" -std=c11 -O2 -Wall -Wextra -Werror -ffreestanding \
      -fno-builtin -I "$here/include" -c "$here/harness/$file.c" -o "$work/$target/$file.o"
  done
  local objects=("$work/$target"/{main,runtime,system_$system,Probe,LacunaEngine,LacunaFormat}.o)
  if [[ $target == wasm32 ]]; then
    wasm-ld --gc-sections --no-entry "${objects[@]}" -o "$output/probe-wasm32.wasm"
  else
    ld.lld --gc-sections "${objects[@]}" -o "$output/probe-$target"
  fi
}

check() {
  local target=$1
  mkdir -p "$work/$target"
  compile "$target" LacunaFormat "$sources"/LacunaFormat/*.swift
  compile "$target" LacunaEngine "$sources"/LacunaEngine/*.swift
  compile "$target" Probe "$here"/Probe*.swift ${extra[@]+"${extra[@]}"}

  # With nothing allowed, the linker names all that is missing.
  local errors
  errors=$(linked "$target" /dev/null --error-limit=0 2>&1 | grep 'error:' || true)
  if grep -v 'undefined symbol: ' <<<"$errors" | grep -q .; then
    echo "$errors" >&2
    return 1
  fi
  local wanted unknown
  wanted=$(sed -n 's/.*undefined symbol: //p' <<<"$errors" | sort -u)
  unknown=$(comm -23 <(printf '%s\n' $wanted) \
    <(sed '/^#/d; s/ .*//' "$here/allowed-symbols-$target.txt" | sort -u))
  if [[ -n $unknown ]]; then
    echo "$(triple "$target"): not in allowed-symbols-$target.txt:" $unknown >&2
    return 1
  fi

  local file=$work/$target/linked
  if [[ $target == wasm32 ]]; then
    linked "$target" "$file" --allow-undefined --strip-all
  else
    linked "$target" "$file" --unresolved-symbols=ignore-all
  fi
  local code=0 data=0 size kind
  while read -r _ _ size _ kind; do
    case $kind in
      TEXT) code=$((code + 16#$size)) ;;
      DATA) data=$((data + 16#$size)) ;;
    esac
  done < <(llvm-objdump -h "$file" | grep -v debug)
  printf '%-26s %8d %8d   %s\n' "$(triple "$target")" "$code" "$data" \
    "$(echo $wanted)"
  if [[ -n $output ]]; then runnable "$target"; fi
}

if [[ -n $output ]]; then mkdir -p "$output"; fi
printf '%-26s %8s %8s   %s\n' target "code, B" "data, B" "asks for"
status=0
jobs=()
for target in "${targets[@]}"; do
  check "$target" >"$work/$target.log" 2>&1 &
  jobs+=("$!:$target")
done
for job in "${jobs[@]}"; do
  wait "${job%%:*}" || status=1
  cat "$work/${job#*:}.log"
done
exit $status
