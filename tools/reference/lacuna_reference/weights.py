"""From the bytes of a weights section to codes, terms and dense integers (spec/encodings.md)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lacuna_reference.kinds import Axis, Encoding
from lacuna_reference.records import MatrixRecord

TILE = 16
"""Rows of a tile, and lanes of a unit."""
LANE = 4
"""Bytes of a lane."""
CODES = 16
"""Values of the codebook of the `codes` encoding."""

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


def codebook_size(matrix: MatrixRecord) -> int:
    """How many values of the record's codebook the encoding can name."""
    if matrix.encoding == Encoding.TERMS:
        return 1 << (8 - matrix.log2_group)
    return CODES if matrix.encoding == Encoding.CODES else 0


def row_terms(matrix: MatrixRecord) -> int:
    """`T`: the terms of a row on the input axis."""
    return matrix.terms * ceil_div(matrix.columns, matrix.group)


def accumulated(matrix: MatrixRecord) -> int:
    """The integers that can meet in one accumulator (E2)."""
    if matrix.encoding != Encoding.TERMS:
        return matrix.columns
    if matrix.axis == Axis.INPUT:
        return row_terms(matrix)
    return matrix.terms * matrix.columns


def weights_length(matrix: MatrixRecord) -> int:
    """The length in bytes of the weights section."""
    tiles = ceil_div(matrix.rows, TILE)
    if matrix.encoding == Encoding.INT8:
        return TILE * LANE * ceil_div(matrix.columns, 4) * tiles
    if matrix.encoding == Encoding.CODES:
        return TILE * LANE * ceil_div(matrix.columns, 8) * tiles
    if matrix.axis == Axis.INPUT:
        return TILE * row_terms(matrix) * tiles
    return matrix.terms * ceil_div(matrix.rows, matrix.group) * matrix.columns


def row_exponents_length(matrix: MatrixRecord) -> int:
    """The length in bytes of the row exponents section."""
    return TILE * ceil_div(matrix.rows, TILE)


def ceil_div(a: int, b: int) -> int:
    """`⌈a / b⌉`."""
    return -(-a // b)


def untile(body: bytes, row_bytes: int) -> Bytes:
    """The bytes of each row, `[16·tiles, row_bytes]`, of a section stored in tiles.

    A tile's units hold four bytes of each of its rows; its last one holds what is left.
    """
    tiles = np.frombuffer(body, np.uint8).reshape(-1, TILE * row_bytes)
    whole = row_bytes // LANE * LANE
    count = tiles.shape[0]
    units = tiles[:, : TILE * whole].reshape(count, whole // LANE, TILE, LANE)
    rows = units.transpose(0, 2, 1, 3).reshape(count, TILE, whole)
    rest = tiles[:, TILE * whole :].reshape(count, TILE, row_bytes - whole)
    return np.concatenate([rows, rest], axis=2).reshape(-1, row_bytes)


def int8_rows(matrix: MatrixRecord, body: bytes) -> NDArray[np.int8]:
    """The int8 weights with padding, `[16·⌈R/16⌉, 4·⌈C/4⌉]`."""
    return untile(body, 4 * ceil_div(matrix.columns, 4)).view(np.int8)


def code_rows(matrix: MatrixRecord, body: bytes) -> Bytes:
    """The 4-bit codes with padding, `[16·⌈R/16⌉, 8·⌈C/8⌉]`."""
    packed = untile(body, 4 * ceil_div(matrix.columns, 8))
    lanes = packed.reshape(packed.shape[0], -1, LANE)
    return np.concatenate([lanes & 15, lanes >> 4], axis=2).reshape(packed.shape[0], -1)


@dataclass(frozen=True)
class Terms:
    """Terms as stored, `[lines, groups, k]`: lines are rows (with padding) or columns."""

    bytes: Bytes
    positions: Ints
    """Where in its line each term adds."""
    codes: Ints


def terms(matrix: MatrixRecord, body: bytes) -> Terms:
    """The terms of a matrix."""
    if matrix.axis == Axis.INPUT:
        lines = untile(body, row_terms(matrix))
    else:
        lines = np.frombuffer(body, np.uint8).reshape(matrix.columns, -1)
    stored = lines.reshape(lines.shape[0], -1, matrix.terms)
    starts = np.arange(stored.shape[1], dtype=np.int64) * matrix.group
    positions = starts[None, :, None] + (stored & (matrix.group - 1))
    return Terms(stored, positions, (stored >> matrix.log2_group).astype(np.int64))


@dataclass(frozen=True)
class Weights:
    """A matrix as integers: `values[r, c]` is `v[r, c]`, `present[r, c]` how many terms (or codes,
    or int8 weights) whose value is not 0 make it up."""

    values: Ints
    present: Ints


def decode(matrix: MatrixRecord, body: bytes) -> Weights:
    """The integers of any weights section of the right length; terms outside add nothing."""
    rows, columns = matrix.rows, matrix.columns
    codebook = np.array(matrix.codebook, np.int64)
    if matrix.encoding == Encoding.INT8:
        values = int8_rows(matrix, body)[:rows, :columns].astype(np.int64)
        return Weights(values, (values != 0).astype(np.int64))
    if matrix.encoding == Encoding.CODES:
        values = codebook[code_rows(matrix, body)[:rows, :columns]]
        return Weights(values, (values != 0).astype(np.int64))
    found = terms(matrix, body)
    added = codebook[found.codes]
    lines, groups = found.bytes.shape[:2]
    shape = (lines, groups * matrix.group)
    values = np.zeros(shape, np.int64)
    present = np.zeros(shape, np.int64)
    line = np.broadcast_to(np.arange(lines)[:, None, None], added.shape)
    np.add.at(values, (line, found.positions), added)
    np.add.at(present, (line, found.positions), added != 0)
    if matrix.axis == Axis.OUTPUT:
        values, present = values.T, present.T
    return Weights(values[:rows, :columns], present[:rows, :columns])
