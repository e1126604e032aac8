"""What is left of a matrix when each group keeps its largest weights."""

import numpy as np
from numpy.typing import NDArray

from .weights import Floats

GROUP = 16


def kept_columns(matrix: Floats, terms: int) -> NDArray[np.int32]:
    """The columns that each row keeps, ascending: `[rows, groups * terms]`.

    Of every 16 consecutive weights of a row, the `terms` of greatest magnitude. The last group may
    be narrower.
    """
    rows, columns = matrix.shape
    groups = -(-columns // GROUP)
    if columns - GROUP * (groups - 1) < terms:
        raise ValueError(f"the last group has fewer than {terms} weights")
    # Columns that are not there are less than any magnitude, so that none of them is chosen.
    magnitudes = np.full((rows, groups * GROUP), -1, np.float32)
    np.abs(matrix, out=magnitudes[:, :columns])
    grouped = magnitudes.reshape(rows * groups, GROUP)
    chosen = np.empty((rows * groups, terms), np.int32)
    every_group = np.arange(rows * groups)
    for term in range(terms):
        chosen[:, term] = grouped.argmax(axis=1)
        grouped[every_group, chosen[:, term]] = -1
    chosen.sort(axis=1)
    first = np.arange(groups, dtype=np.int32) * GROUP
    placed = chosen.reshape(rows, groups, terms)
    placed += first[None, :, None]
    return placed.reshape(rows, groups * terms)
