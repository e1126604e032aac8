"""Metadata: typed keys and values, with room to edit in place (spec/graph.md, G13)."""

import struct

from lacuna_reference.container import Section
from lacuna_reference.errors import RuleError
from lacuna_reference.names import plain_text, text

TEXT, INTEGER, FLOAT, BOOLEAN = 1, 2, 3, 4
LENGTHS = {INTEGER: 8, FLOAT: 8, BOOLEAN: 1}
Value = str | int | float | bool


def read_metadata(section: Section) -> dict[str, Value]:
    """The values by their keys, of a section that keeps G13."""
    data, offset = section.body, section.offset
    if len(data) < 8:
        raise RuleError("G13", section.place, offset, "at least 8 bytes", len(data))
    used, count = struct.unpack_from("<II", data)
    end = 8 + used
    if end > len(data):
        raise RuleError("G13", section.place, offset, f"at most {len(data) - 8}", used)
    values: dict[str, Value] = {}
    at, last = 8, b""
    for index in range(count):
        place = f"{section.place}, record {index}"
        if at + 8 > end:
            raise RuleError("G13", place, offset + at, f"8 bytes before {end}", end - at)
        key_length, kind, zero, value_length = struct.unpack_from("<HBBI", data, at)
        if not 1 <= key_length <= 255:
            raise RuleError("G13", place, offset + at, "a key of 1 to 255 bytes", key_length)
        if not TEXT <= kind <= BOOLEAN:
            raise RuleError("G13", place, offset + at + 2, "type 1 to 4", kind)
        if zero:
            raise RuleError("G13", place, offset + at + 3, 0, zero)
        if kind in LENGTHS and value_length != LENGTHS[kind]:
            expected = f"a value of {LENGTHS[kind]} bytes"
            raise RuleError("G13", place, offset + at + 4, expected, value_length)
        start, stop = at + 8 + key_length, at + 8 + key_length + value_length
        if stop > end:
            raise RuleError("G13", place, offset + at, f"an end at most {end}", stop)
        key = data[at + 8 : start]
        if key <= last:
            raise RuleError("G13", place, offset + at + 8, f"a key after {last!r}", repr(key))
        name = plain_text("G13", place, offset + at + 8, key)
        values[name] = _value(place, offset + start, kind, data[start:stop])
        at, last = stop, key
    if at != end:
        raise RuleError("G13", section.place, offset, f"{at - 8} bytes used", used)
    for byte in range(end, len(data)):
        if data[byte]:
            raise RuleError("G13", section.place, offset + byte, 0, data[byte])
    return values


def _value(place: str, offset: int, kind: int, data: bytes) -> Value:
    if kind == TEXT:
        return text("G13", place, offset, data)
    if kind == INTEGER:
        return int.from_bytes(data, "little", signed=True)
    if kind == FLOAT:
        return float(struct.unpack("<d", data)[0])
    if data[0] > 1:
        raise RuleError("G13", place, offset, "0 or 1", data[0])
    return data[0] == 1
