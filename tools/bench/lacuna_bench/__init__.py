"""Times Lacuna against what else runs an LSTM on a CPU."""

import os

# Libraries read these when they are loaded, so they are set before anything else is imported.
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"
