"""The order in which a gate's rows come, which is not the same everywhere."""

import numpy as np

from .weights import Floats

IOFC_FROM_IFGO = (0, 3, 1, 2)
"""Where the gates of ONNX's order (i, o, f, c) stand in PyTorch's (i, f, g, o)."""


def iofc(rows: Floats) -> Floats:
    """Weights `[4*hidden, columns]` or a bias `[4*hidden]` in ONNX's order, from PyTorch's."""
    if rows.shape[0] % 4:
        raise ValueError(f"expected a multiple of 4 rows, found {rows.shape[0]}")
    blocks = rows.reshape(4, -1)
    return np.ascontiguousarray(blocks[list(IOFC_FROM_IFGO)]).reshape(rows.shape)
