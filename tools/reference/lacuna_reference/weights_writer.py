"""Weights as bytes, on both axes (spec/encodings.md)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lacuna_reference.kinds import Axis
from lacuna_reference.records import MatrixRecord
from lacuna_reference.weights import LANE, TILE, Bytes, ceil_div

Term = tuple[int, int]
"""A term's position in its group and its code."""


def tile(rows: Bytes) -> bytes:
    """Rows of bytes, in tiles of 16 rows: four bytes of each, then what is left of each."""
    height, width = rows.shape
    filled = np.zeros((ceil_div(height, TILE) * TILE, width), np.uint8)
    filled[:height] = rows
    out = b""
    for top in range(0, filled.shape[0], TILE):
        for left in range(0, width, LANE):
            out += filled[top : top + TILE, left : left + LANE].tobytes()
    return out


def write_int8(values: ArrayLike) -> bytes:
    """The `int8` encoding of `[R, C]` values."""
    return tile(_filled(np.asarray(values, np.int8).view(np.uint8), 4))


def write_codes(codes: ArrayLike) -> bytes:
    """The `codes` encoding of `[R, C]` codes from 0 to 15."""
    units = _filled(np.asarray(codes, np.uint8), 8)
    halves = units.reshape(units.shape[0], -1, 2, LANE)
    packed = (halves[:, :, 0] | halves[:, :, 1] << 4).astype(np.uint8)
    return tile(packed.reshape(units.shape[0], -1))


def write_terms(matrix: MatrixRecord, lines: Sequence[Sequence[Sequence[Term]]]) -> bytes:
    """The `terms` encoding: for each line (row or column), for each of its groups, its terms."""
    stored = np.zeros((len(lines), len(lines[0]), matrix.terms), np.uint8)
    for line, groups in enumerate(lines):
        for group, found in enumerate(groups):
            for index, (position, code) in enumerate(found):
                stored[line, group, index] = code << matrix.log2_group | position
    flat = stored.reshape(len(lines), -1)
    return tile(flat) if matrix.axis == Axis.INPUT else flat.tobytes()


def write_row_exponents(exponents: ArrayLike) -> bytes:
    """The row exponents, filled up with zeros to whole tiles."""
    body = np.asarray(exponents, np.int8).tobytes()
    return body + bytes(-len(body) % TILE)


def _filled(rows: Bytes, multiple: int) -> Bytes:
    return np.pad(rows, ((0, 0), (0, -rows.shape[1] % multiple)))
