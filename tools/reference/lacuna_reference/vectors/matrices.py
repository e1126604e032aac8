"""Random matrices in every encoding."""

import math
from dataclasses import dataclass

import numpy as np

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Axis, Encoding
from lacuna_reference.records import MatrixRecord
from lacuna_reference.vectors.random import Random
from lacuna_reference.weights import ceil_div, codebook_size
from lacuna_reference.weights_writer import Term, write_codes, write_int8, write_terms

RECORD_CODEBOOK = 32


@dataclass(frozen=True)
class Storage:
    """How a matrix is stored: the fields of its record, apart from its shape."""

    encoding: Encoding
    axis: Axis = Axis.INPUT
    group: int = 1
    terms: int = 0
    codebook: str = "none"

    @property
    def name(self) -> str:
        """Such as `terms-2-16-output-shift`."""
        if self.encoding == Encoding.INT8:
            return "int8"
        if self.encoding == Encoding.CODES:
            return f"codes-{self.codebook}"
        axis = self.axis.name.lower()
        return f"terms-{self.terms}-{self.group}-{axis}-{self.codebook}"

    def record(self, rows: int, columns: int, random: Random) -> MatrixRecord:
        """A record with a codebook of the kind asked for."""
        log2 = self.group.bit_length() - 1
        empty = MatrixRecord(0, 0, self.encoding, self.axis, log2, self.terms, rows, columns, ())
        size = codebook_size(empty)
        values = [0] * RECORD_CODEBOOK
        if self.codebook == "shift":
            powers = [sign << bit for bit in range(7) for sign in (1, -1)]
            values[1 : min(size, 15)] = random.choose(powers, min(size, 15) - 1)
        elif self.codebook == "fitted":
            others = [value for value in range(-126, 128) if value not in (0, 127)]
            values[1:size] = [-127, 127, *random.choose(others, size - 3)]
        return MatrixRecord(
            0, 0, self.encoding, self.axis, log2, self.terms, rows, columns, tuple(values)
        )


INT8 = Storage(Encoding.INT8)
CODES_SHIFT = Storage(Encoding.CODES, codebook="shift")
CODES_FITTED = Storage(Encoding.CODES, codebook="fitted")


def terms_of(k: int, group: int, axis: Axis = Axis.INPUT, codebook: str = "shift") -> Storage:
    """The terms encoding with `k` terms in each group."""
    return Storage(Encoding.TERMS, axis, group, k, codebook)


def add_matrix(
    draft: Draft,
    random: Random,
    name: str,
    shape: tuple[int, int],
    storage: Storage = INT8,
) -> int:
    """Adds a random matrix whose products with hidden states are about 1, and gives its index."""
    rows, columns = shape
    record = storage.record(rows, columns, random)
    spread = 1.0
    if storage.encoding == Encoding.INT8:
        values = random.integers(-127, 127, rows, columns)
        values[random.integers(0, 3, rows, columns) == 0] = 0
        body, mean = write_int8(values), 48.0
    elif storage.encoding == Encoding.CODES:
        body = write_codes(random.integers(0, 15, rows, columns))
        mean = _mean(record)
    else:
        body = write_terms(record, _random_terms(record, random))
        spread = record.terms / record.group
        mean = _mean(record)
    # Values of x are about 64 · 2^-7, and sums grow with the square root of how many there are.
    scale = 64 * mean * spread * math.sqrt(columns)
    base = round(7 - math.log2(scale))
    exponents = random.integers(base - 1, base + 1, rows)
    return draft.add_matrix(name, record, body, exponents)


def _mean(record: MatrixRecord) -> float:
    return float(np.abs(record.codebook[: codebook_size(record)]).mean())


def _random_terms(record: MatrixRecord, random: Random) -> list[list[list[Term]]]:
    across, along = record.rows, record.columns
    if record.axis == Axis.OUTPUT:
        across, along = along, across
    codes = [code for code, value in enumerate(record.codebook) if value != 0]
    lines = []
    for _ in range(across):
        groups = []
        for group in range(ceil_div(along, record.group)):
            inside = min(record.group, along - record.group * group)
            pairs = range(inside * len(codes))
            # Mostly full groups, some with terms absent.
            count = min(record.terms - random.integer(0, 3) // 3, len(pairs))
            chosen = random.choose(pairs, count)
            groups.append(sorted((pair // len(codes), codes[pair % len(codes)]) for pair in chosen))
        lines.append(groups)
    return lines
