#!/usr/bin/env bash
# Times Lacuna against ONNX Runtime, PyTorch and SciPy: see README.md beside this file.
#
#   run.sh [--quick] [--output FOLDER] ...
#
# PYTHON names a Python that has the modules; without it one is found or made.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-$("$here/../setup/python.sh" numpy scipy onnx onnxruntime torch)}
# One thread everywhere, said before any of them is loaded.
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
export PYTHONPATH=$here${PYTHONPATH:+:$PYTHONPATH}
exec "$python" -m lacuna_bench "$@"
