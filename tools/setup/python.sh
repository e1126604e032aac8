#!/usr/bin/env bash
# Prints the path of a Python that has the modules named. When none has, it makes a virtual
# environment for them in .cache/venv; when pip cannot fill that, it takes Debian's packages.
#
#   python.sh MODULE[=PACKAGE]...
#
# PACKAGE is the name to install it by, where that is another.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
environment=$here/../../.cache/venv

# has PYTHON: whether it is there and can import all modules.
has() {
  "$1" - "${modules[@]}" 2>/dev/null <<'PYTHON'
import importlib.util
import sys

sys.exit(not all(importlib.util.find_spec(name) for name in sys.argv[1:]))
PYTHON
}

modules=("${@%%=*}")
packages=("${@#*=}")
if has "$environment/bin/python"; then
  echo "$environment/bin/python"
elif has python3; then
  command -v python3
else
  "$here/packages.sh" python venv
  echo "making .cache/venv for ${modules[*]}" >&2
  [[ -x $environment/bin/python ]] || python3 -m venv --clear "$environment"
  if "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    "${packages[@]}" >&2; then
    echo "$environment/bin/python"
  else
    "$here/packages.sh" "${modules[@]/#/python3-}"
    echo /usr/bin/python3
  fi
fi
