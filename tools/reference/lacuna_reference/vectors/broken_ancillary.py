"""Invalid vectors for rules G12 and G13: vocabularies and metadata."""

import struct
from collections.abc import Iterator

from lacuna_reference.container_writer import patch
from lacuna_reference.draft import write_metadata, write_vocabulary
from lacuna_reference.kinds import Unit
from lacuna_reference.vectors.broken import Broken, broken, edited, exchanged, linear, small, tokens


def broken_ancillary() -> Iterator[Broken]:
    """All of them."""
    yield from _vocabularies()
    yield from _metadata()


def _vocabularies() -> Iterator[Broken]:
    entries = ["a", "bc", "é"]
    good = write_vocabulary(entries, 1)

    def offset(index: int, value: int) -> bytes:
        return good[: 8 + 4 * index] + struct.pack("<I", value) + good[12 + 4 * index :]

    for name, about, body in (
        ("unit-0", "unit 0", write_vocabulary(entries, 0)),
        ("unit-3", "unit 3", write_vocabulary(entries, 3)),
        ("reserved", "a reserved byte not zero", good[:3] + b"\1" + good[4:]),
        ("short", "7 bytes", good[:7]),
        ("no-offset", "8 bytes", good[:8]),
        ("empty", "no entries", write_vocabulary([], 1)),
        ("fewer", "two entries for three ids", write_vocabulary(entries[:2], 1)),
        ("more", "four entries for three ids", write_vocabulary([*entries, "d"], 1)),
        ("count-most", "2^32 - 1 entries", good[:4] + b"\xff" * 4 + good[8:]),
        ("count-2-30", "2^30 - 1 entries", good[:4] + b"\xff\xff\xff\x3f" + good[8:]),
        ("first", "a first offset of 1", offset(0, 1)),
        ("falls", "an offset below the one before", offset(1, 4)),
        ("past-end", "a last offset past the text", offset(3, 6)),
        ("before-end", "a last offset before the end of the text", offset(3, 4)),
        ("offset-most", "an offset of 2^32 - 1", offset(2, 2**32 - 1)),
    ):
        yield broken("G12", name, about, exchanged(tokens(), "vocabularies", 0, body))
    draft = small()
    draft.add_vocabulary(["a", "b", "c"], Unit.WORD)
    edited(draft, "networks", 0, vocabulary=0)
    about = "three entries for two outputs, without an embedding"
    yield broken("G12", "outputs", about, draft)


def _metadata() -> Iterator[Broken]:
    good = write_metadata({"bool": True, "int": 5, "text": "value"})

    def counted(used: int, count: int, rest: bytes = good[8:]) -> bytes:
        return struct.pack("<II", used, count) + rest

    def record(key: bytes, kind: int, value: bytes, zero: int = 0) -> bytes:
        return struct.pack("<HBBI", len(key), kind, zero, len(value)) + key + value

    def one(key: bytes, kind: int, value: bytes, zero: int = 0) -> bytes:
        made = record(key, kind, value, zero)
        return counted(len(made), 1, made)

    def claimed(length: int) -> bytes:
        """A text of one byte whose record claims another length."""
        return patch(one(b"k", 1, b"v"), 12, struct.pack("<I", length))

    def two(first: bytes, second: bytes) -> bytes:
        made = record(first, 4, b"\1") + record(second, 4, b"\1")
        return counted(len(made), 2, made)

    used = len(good) - 8
    for name, about, body in (
        ("short", "7 bytes", good[:7]),
        ("used-past-end", "more bytes used than there are", counted(used + 1, 3)),
        ("used-most", "2^32 - 1 bytes used", counted(2**32 - 1, 3)),
        ("used-more", "a byte used by no record", counted(used + 1, 3, good[8:] + b"\0")),
        ("count-less", "a record that is not counted", counted(used, 2)),
        ("count-more", "a record more than there are", counted(used, 4)),
        ("count-most", "2^32 - 1 records", counted(used, 2**32 - 1)),
        ("key-empty", "an empty key", one(b"", 4, b"\1")),
        ("key-long", "a key of 256 bytes", one(b"k" * 256, 4, b"\1")),
        ("key-cut", "a key that is not UTF-8", one(b"\xc3", 4, b"\1")),
        ("key-control", "a key with U+000A", one(b"a\n", 4, b"\1")),
        ("key-c1", "a key with U+0080", one(b"\xc2\x80", 4, b"\1")),
        ("type-0", "type 0", one(b"k", 0, b"\1")),
        ("type-5", "type 5", one(b"k", 5, b"\1")),
        ("reserved", "a reserved byte not zero", one(b"k", 4, b"\1", zero=1)),
        ("integer-4", "an integer of 4 bytes", one(b"k", 2, bytes(4))),
        ("float-4", "a float of 4 bytes", one(b"k", 3, bytes(4))),
        ("boolean-2", "a boolean of 2 bytes", one(b"k", 4, bytes(2))),
        ("boolean-value", "a boolean of 2", one(b"k", 4, b"\2")),
        ("text-cut", "text that is not UTF-8", one(b"k", 1, b"\xe2\x82")),
        ("value-past-end", "a value past the bytes used", claimed(2)),
        ("value-most", "a value of 2^32 - 1 bytes", claimed(2**32 - 1)),
        ("order", "keys that descend", two(b"b", b"a")),
        ("twice", "a key twice", two(b"a", b"a")),
        ("prefix", "a key before its own beginning", two(b"ab", b"a")),
        ("room", "room that is not zero", good + b"\0\1"),
    ):
        draft = linear()
        draft.metadata = body
        yield broken("G13", name, about, draft)
