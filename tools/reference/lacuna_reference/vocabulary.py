"""Vocabularies: what token ids stand for (spec/graph.md, G12)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lacuna_reference.container import Section
from lacuna_reference.errors import RuleError
from lacuna_reference.kinds import Unit


@dataclass(frozen=True)
class Vocabulary:
    """The entries of a vocabulary as bytes: that they are UTF-8 is for `verify` to check."""

    unit: Unit
    entries: list[bytes]
    text_offset: int


def read_vocabulary(section: Section) -> Vocabulary:
    """A vocabulary that keeps G12, apart from the number of its entries."""
    data, at = section.body, section.offset
    if len(data) < 12:
        raise RuleError("G12", section.place, at, "at least 12 bytes", len(data))
    if data[0] not in (1, 2):
        raise RuleError("G12", section.place, at, "unit 1 or 2", data[0])
    if any(data[1:4]):
        raise RuleError("G12", section.place, at + 1, "zeros", data[1:4].hex(" "))
    count = int.from_bytes(data[4:8], "little")
    if count < 1:
        raise RuleError("G12", section.place, at + 4, "at least 1 entry", count)
    start = 8 + 4 * (count + 1)
    if start > len(data):
        raise RuleError("G12", section.place, at + 4, f"{start} bytes", len(data))
    offsets = np.frombuffer(data, "<u4", count + 1, 8).astype(np.int64)
    if offsets[0] != 0:
        raise RuleError("G12", section.place, at + 8, "a first offset of 0", offsets[0])
    falls = np.flatnonzero(np.diff(offsets) < 0)
    if falls.size:
        entry = int(falls[0]) + 1
        place = f"{section.place}, offset {entry}"
        expected = f"at least {offsets[entry - 1]}"
        raise RuleError("G12", place, at + 8 + 4 * entry, expected, offsets[entry])
    if offsets[-1] != len(data) - start:
        place = f"{section.place}, last offset"
        raise RuleError("G12", place, at + start - 4, len(data) - start, offsets[-1])
    body = data[start:]
    entries = [body[a:b] for a, b in pairwise(offsets.tolist())]
    return Vocabulary(Unit(data[0]), entries, at + start)
