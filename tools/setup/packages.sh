#!/usr/bin/env bash
# Sees to it that what a build needs is there.
#
#   packages.sh swift|zlib|python|venv|chromium|python3-MODULE ...
#
# Says nothing when all is there. What Debian has is installed with apt-get where that needs no
# password; otherwise the command to type is printed, and the status is 1.
set -euo pipefail

# has NAME: whether a requirement is met.
has() {
  case $1 in
    swift) command -v swift >/dev/null ;;
    zlib)
      local compiler=clang
      command -v clang >/dev/null || compiler=cc
      # The headers and the library: a program that uses both.
      printf '#include <zlib.h>\nint main(void) { return zlibVersion() == 0; }\n' |
        "$compiler" -x c - -lz -o /dev/null 2>/dev/null
      ;;
    python) python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ;;
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
      command -v google-chrome >/dev/null || command -v "${LACUNA_BROWSER:-no-browser}" >/dev/null ;;
    python3-*) /usr/bin/python3 -c "import ${1#python3-}" 2>/dev/null ;;
    *) echo "packages.sh: unknown requirement $1" >&2 && exit 64 ;;
  esac
}

# package NAME: the Debian package that meets it.
package() {
  case $1 in
    zlib) echo zlib1g-dev ;;
    python) echo python3 ;;
    venv) echo python3-venv ;;
    *) echo "$1" ;;
  esac
}

missing=()
for name in "$@"; do
  has "$name" && continue
  if [[ $name == swift ]]; then
    echo "Swift 6.3 or later is needed: see https://www.swift.org/install" >&2
    exit 1
  fi
  missing+=("$name")
done
((${#missing[@]})) || exit 0

packages=$(for name in "${missing[@]}"; do package "$name"; done | tr '\n' ' ')
if ! command -v apt-get >/dev/null; then
  echo "Needed and not found: ${missing[*]} (on Debian: ${packages% })" >&2
  exit 1
fi
root=()
if [[ $(id -u) != 0 ]]; then
  if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    root=(sudo -n)
  else
    echo "Not found: ${missing[*]}. Type this, then try again:" >&2
    echo "  sudo apt-get install -y ${packages% }" >&2
    exit 1
  fi
fi
echo "installing ${packages% } with apt-get" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# A fresh image has no package lists; an older one may have stale ones.
if ! { "${root[@]}" apt-get update && "${root[@]}" apt-get install -y $packages; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  exit 1
fi
for name in "${missing[@]}"; do
  has "$name" || { echo "$name is still not found after installing ${packages% }" >&2 && exit 1; }
done
