"""Containers written, and sealed again after a change (spec/container.md)."""

import struct
import zlib
from collections.abc import Sequence

from lacuna_reference.container import (
    ENTRY_SIZE,
    HEADER_SIZE,
    SIGNATURE,
    VERSION,
    aligned,
    header_checksum,
)

Part = tuple[int, bytes]
"""A section's kind and its bytes."""


def write_container(parts: Sequence[Part], version: tuple[int, int] = VERSION) -> bytes:
    """A file of these sections; nothing is checked, so that broken files can be written too."""
    table, body = bytearray(), bytearray()
    start = aligned(HEADER_SIZE + ENTRY_SIZE * len(parts))
    for kind, content in parts:
        offset = start + len(body)
        table += struct.pack("<H6xQQI4x", kind, offset, len(content), zlib.crc32(content))
        body += content + bytes(aligned(len(content)) - len(content))
    head = SIGNATURE + struct.pack("<HHIQ", *version, len(parts), start + len(body))
    return seal_header(padded(head, HEADER_SIZE) + padded(table, start - HEADER_SIZE) + body)


def padded(data: bytes | bytearray, size: int) -> bytes:
    """`data`, filled up with zeros."""
    return bytes(data) + bytes(size - len(data))


def seal_header(data: bytes) -> bytes:
    """The file with the CRC of its header and table set right, as far as the file reaches."""
    count = int.from_bytes(data[12:16], "little")
    end = min(HEADER_SIZE + ENTRY_SIZE * count, len(data))
    checksum = header_checksum(data[:end])
    return data[:60] + struct.pack("<I", checksum) + data[64:]


def patch(data: bytes, at: int, new: bytes) -> bytes:
    """The file with `new` in place of the bytes at `at`; no checksum is set right."""
    return data[:at] + new + data[at + len(new) :]


def section_offset(data: bytes, index: int) -> int:
    """Where section `index` begins, by the table."""
    return int.from_bytes(data[HEADER_SIZE + ENTRY_SIZE * index + 8 :][:8], "little")
