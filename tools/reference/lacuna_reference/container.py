"""The container: header, section table, sections, checksums (spec/container.md)."""

import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lacuna_reference.errors import RuleError

SIGNATURE = bytes.fromhex("AC4C434E410D0A1A")
VERSION = (1, 0)
HEADER_SIZE = 64
ENTRY_SIZE = 32
ALIGNMENT = 64
LARGEST_SECTION_COUNT = 65_535

GRAPH = 0x0001
STRINGS = 0x0002
WEIGHTS = 0x0003
ROW_EXPONENTS = 0x0004
BIASES = 0x0005
ACTIVATION_TABLE = 0x0006
VOCABULARY = 0x8007
METADATA = 0x8008
KINDS = {
    GRAPH: "graph",
    STRINGS: "strings",
    WEIGHTS: "weights",
    ROW_EXPONENTS: "rowExponents",
    BIASES: "biases",
    ACTIVATION_TABLE: "activationTable",
    VOCABULARY: "vocabulary",
    METADATA: "metadata",
}
FIRST_ANCILLARY = 0x8000


@dataclass(frozen=True)
class Section:
    """A section of a file: `offset` and `length` in bytes, padding not included."""

    index: int
    kind: int
    offset: int
    body: bytes

    @property
    def place(self) -> str:
        """What an error calls this section."""
        return f"section {self.index} ({KINDS.get(self.kind, f'kind {self.kind:04X}')})"

    def integers(self, form: str) -> NDArray[np.int64]:
        """The body as integers of a NumPy type, such as `<i2`."""
        return np.frombuffer(self.body, form).astype(np.int64)


def aligned(offset: int) -> int:
    """The first multiple of 64 at or after `offset`."""
    return -(-offset // ALIGNMENT) * ALIGNMENT


def read_container(data: bytes) -> list[Section]:
    """The sections of a file that keeps rules C1 to C8, C10 and C11, and C9 as far as no graph is
    needed: all critical kinds are known."""
    count = _check_header(data)
    table_end = HEADER_SIZE + ENTRY_SIZE * count
    _check_table(data, count)
    sections = []
    end = table_end
    for index in range(count):
        entry = HEADER_SIZE + ENTRY_SIZE * index
        kind, offset, length, checksum = _entry(data, entry)
        place = f"section table, entry {index}"
        if kind < FIRST_ANCILLARY and kind not in KINDS:
            raise RuleError("C9", place, entry, "a critical kind that is known", f"{kind:04X}")
        if length < 1:
            raise RuleError("C8", place, entry + 16, "a length of at least 1", length)
        if offset != aligned(end):
            raise RuleError("C7", place, entry + 8, f"offset {aligned(end)}", offset)
        if offset + length > len(data):
            raise RuleError("C7", place, entry + 16, f"an end at most {len(data)}", offset + length)
        _check_padding(data, end, offset)
        end = offset + length
        section = Section(index, kind, offset, data[offset:end])
        if (found := zlib.crc32(section.body)) != checksum:
            raise RuleError("C11", section.place, offset, f"CRC {checksum:08X}", f"{found:08X}")
        sections.append(section)
    if len(data) != aligned(end):
        raise RuleError("C7", "end of file", end, f"{aligned(end)} bytes", len(data))
    _check_padding(data, end, len(data))
    return sections


def _entry(data: bytes, at: int) -> tuple[int, int, int, int]:
    kind, offset, length, checksum = struct.unpack_from("<H6xQQI4x", data, at)
    return kind, offset, length, checksum


def _header(data: bytes) -> tuple[int, int, int, int]:
    major, minor, count, length = struct.unpack_from("<HHIQ", data, 8)
    return major, minor, count, length


def _check_header(data: bytes) -> int:
    """Checks C1 to C4 and the header's share of C5; gives the section count."""
    if len(data) < HEADER_SIZE:
        raise RuleError("C1", "header", 0, f"at least {HEADER_SIZE} bytes", len(data))
    if data[:8] != SIGNATURE:
        raise RuleError("C1", "signature", 0, SIGNATURE.hex(" "), data[:8].hex(" "))
    major, minor, count, length = _header(data)
    if major != VERSION[0]:
        raise RuleError("C2", "major version", 8, VERSION[0], f"{major}, of {major}.{minor}")
    if not 2 <= count <= LARGEST_SECTION_COUNT:
        raise RuleError("C3", "section count", 12, f"2 to {LARGEST_SECTION_COUNT}", count)
    if (end := HEADER_SIZE + ENTRY_SIZE * count) > len(data):
        raise RuleError("C3", "section table", HEADER_SIZE, f"{end} bytes", len(data))
    if length != len(data):
        raise RuleError("C4", "file length", 16, f"{len(data)} bytes", length)
    _check_zero("C5", "header", data, 24, 60)
    return count


def _check_table(data: bytes, count: int) -> None:
    """Checks C6 and the table's share of C5."""
    end = HEADER_SIZE + ENTRY_SIZE * count
    stored = int.from_bytes(data[60:64], "little")
    found = header_checksum(data[:end])
    if found != stored:
        raise RuleError("C6", "header and section table", 60, f"CRC {stored:08X}", f"{found:08X}")
    for index in range(count):
        entry = HEADER_SIZE + ENTRY_SIZE * index
        for start, stop in ((2, 8), (28, 32)):
            place = f"section table, entry {index}"
            _check_zero("C5", place, data, entry + start, entry + stop)


def header_checksum(head: bytes) -> int:
    """The CRC-32 of bytes 0 to 59 and of the section table that follows the header."""
    return zlib.crc32(head[HEADER_SIZE:], zlib.crc32(head[:60]))


def _check_padding(data: bytes, start: int, stop: int) -> None:
    _check_zero("C10", "padding", data, start, stop)


def _check_zero(rule: str, place: str, data: bytes, start: int, stop: int) -> None:
    for at in range(start, stop):
        if data[at] != 0:
            raise RuleError(rule, place, at, 0, data[at])
