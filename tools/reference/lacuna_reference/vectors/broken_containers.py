"""Invalid vectors for rules C1 to C11."""

import struct
from collections.abc import Iterator

from lacuna_reference.container import ENTRY_SIZE, HEADER_SIZE, METADATA, WEIGHTS
from lacuna_reference.container_writer import (
    Part,
    patch,
    seal_header,
    section_offset,
    write_container,
)
from lacuna_reference.vectors.broken import OPEN, Broken, linear, tokens

U32, U64 = "<I", "<Q"


def broken_containers() -> Iterator[Broken]:
    """All of them."""
    for name, rules, about, file in [*_header(), *_table(), *_places(), *_order(), *_bytes()]:
        yield Broken(f"{rules[0].lower()}-{name}", about, rules, OPEN, file)


Made = tuple[str, list[str], str, bytes]


def _header() -> Iterator[Made]:
    good = linear().file()
    yield "empty", ["C1"], "no byte at all", b""
    yield "short", ["C1"], "63 bytes of a good file", good[:63]
    yield "seventh-bit", ["C1"], "the signature without its high bit", patch(good, 0, b"\x2c")
    lines = good.replace(b"\r\n", b"\n", 1)
    yield "newlines", ["C1", "C4"], "CR LF in the signature turned into LF", lines
    for major, minor in ((0, 0), (0, 1), (2, 0), (65_535, 65_535)):
        file = seal_header(patch(good, 8, struct.pack("<HH", major, minor)))
        yield f"version-{major}-{minor}", ["C2"], f"version {major}.{minor}", file
    for count in (0, 1, 65_536, 2**31, 2**32 - 1):
        file = patch(good, 12, struct.pack(U32, count))
        if count < 2:
            file = seal_header(file)
        yield f"count-{count}", ["C3"], f"{count} sections", file
    file = patch(good, 12, struct.pack(U32, len(good) // ENTRY_SIZE - 1))
    yield "table-too-long", ["C3"], "a table that ends 32 bytes past the file", file
    for length in (0, len(good) - 1, len(good) + 1, 2**31, 2**63, 2**64 - 1):
        file = seal_header(patch(good, 16, struct.pack(U64, length)))
        about = f"a file length of {length} in the header"
        yield f"length-{length}", ["C4"], about, file
    yield "cut", ["C4", "C7"], "the last 64 bytes missing", good[:-64]
    yield "longer", ["C4", "C7"], "64 zeros after the end", good + bytes(64)
    for at in (24, 59):
        file = seal_header(patch(good, at, b"\1"))
        yield f"header-{at}", ["C5"], f"byte {at} of the header is 1", file
    yield "flipped", ["C6"], "the CRC of the header changed", patch(good, 60, bytes([good[60] ^ 1]))
    file = patch(good, HEADER_SIZE + 24, bytes([good[HEADER_SIZE + 24] ^ 128]))
    yield "table-flipped", ["C6", "C11"], "a bit of the section table changed", file


def _table() -> Iterator[Made]:
    good = linear().file()
    for at in (2, 7, 28, 31):
        file = seal_header(patch(good, HEADER_SIZE + ENTRY_SIZE + at, b"\1"))
        yield f"entry-{at}", ["C5"], f"byte {at} of a table entry is 1", file
    parts: list[Part] = [*linear().parts(), (0x9000, b"")]
    yield "ancillary", ["C8"], "a section of length 0", write_container(parts)
    file = seal_header(patch(good, HEADER_SIZE + 16, bytes(8)))
    yield "graph", ["C8", "C7", "C11", "G1"], "a graph section of length 0", file


def _places() -> Iterator[Made]:
    good = linear().file()
    first = section_offset(good, 0)

    def moved(section: int, field: int, value: int) -> bytes:
        at = HEADER_SIZE + ENTRY_SIZE * section + field
        return seal_header(patch(good, at, struct.pack(U64, value)))

    last = len(linear().parts()) - 1
    hole = good[: section_offset(good, 1)] + bytes(64) + good[section_offset(good, 1) :]
    for section in range(1, last + 1):
        at = HEADER_SIZE + ENTRY_SIZE * section + 8
        hole = patch(hole, at, struct.pack(U64, section_offset(hole, section) + 64))
    hole = seal_header(patch(hole, 16, struct.pack(U64, len(hole))))
    yield "hole", ["C7"], "64 zeros between two sections", hole
    end = seal_header(patch(good + bytes(64), 16, struct.pack(U64, len(good) + 64)))
    yield "slack", ["C7"], "64 zeros after the last section, counted in the file length", end
    also = ["C7", "C10", "C11"]
    yield "misaligned", also, "a first section that starts a byte late", moved(0, 8, first + 1)
    yield "overlap", also, "two sections in one place", moved(1, 8, first)
    yield "in-table", also, "a section that starts in the table", moved(0, 8, 64)
    yield "order", also, "a section that starts before the one before", moved(3, 8, first)
    for name, value in (("0", 0), ("2-31", 2**31), ("2-63", 2**63), ("wraps", 2**64 - 64)):
        yield f"offset-{name}", also, f"an offset of {value}", moved(1, 8, value)
    for name, value in (
        ("past-end", 65),
        ("2-31", 2**31),
        ("2-63", 2**63),
        ("wraps", 2**64 - first),
        ("most", 2**64 - 1),
    ):
        about = f"a last section of {value} bytes"
        yield f"size-{name}", [*also, "G11"], about, moved(last, 16, value)


def _order() -> Iterator[Made]:
    parts = tokens().parts()
    unknown: Part = (0x8001, b"ancillary")

    def made(name: str, about: str, changed: list[Part], *also: str) -> Made:
        return name, ["C9", *also], about, write_container(changed)

    for kind in (0x0000, 0x0007, 0x7FFF):
        added = [*parts, (kind, b"critical")]
        yield made(f"critical-{kind:04x}", f"a section of the unknown kind {kind:04X}", added)
    yield made("two-graphs", "a graph twice", [parts[0], *parts])
    yield made("no-graph", "no graph", parts[1:])
    yield made("strings-first", "strings before the graph", [parts[1], parts[0], *parts[2:]])
    swapped = [*parts[:2], parts[3], parts[2], *parts[4:]]
    yield made("exponents-first", "row exponents before weights", swapped)
    yield made("missing", "no section for the last row exponents", [*parts[:7], *parts[8:]])
    yield made("only-two", "graph and strings alone", parts[:2])
    weights: Part = (WEIGHTS, bytes(64))
    yield made("more-weights", "weights of no matrix", [*parts[:8], weights, *parts[8:]])
    yield made("weights-last", "weights after all others", [*parts, weights])
    yield made("metadata-twice", "metadata twice", [*parts, parts[-1]])
    turned = [*parts[:-2], parts[-1], parts[-2]]
    yield made("metadata-first", "metadata before the vocabulary", turned)
    early = [*parts[:-1], unknown, parts[-1]]
    yield made("unknown-early", "an unknown ancillary section before the metadata", early)
    last = [*linear().parts(), unknown, (METADATA, bytes(8))]
    yield made("unknown-first", "metadata after an unknown ancillary section", last)


def _bytes() -> Iterator[Made]:
    file = tokens().file()
    parts = [*tokens().parts(), (0x8001, b"ancillary")]
    table_end = HEADER_SIZE + ENTRY_SIZE * len(tokens().parts())
    yield "after-table", ["C10"], "padding after the table not zero", patch(file, table_end, b"\1")
    yield (
        "last",
        ["C10"],
        "the last byte, which is padding, not zero",
        patch(file, len(file) - 1, b"\1"),
    )
    end = section_offset(file, 1) + len(parts[1][1])
    yield "after-strings", ["C10"], "padding after the names not zero", patch(file, end, b"\x80")
    whole = write_container(parts)
    for index, (kind, body) in enumerate(parts):
        at = section_offset(whole, index) + len(body) - 1
        flipped = patch(whole, at, bytes([whole[at] ^ 0x10]))
        about = f"a bit of section {index}, of kind {kind:04X}, changed"
        also = {0: ["G2"], METADATA: ["G13"]}.get(kind if index else 0, [])
        yield f"section-{index}", ["C11", *also], about, flipped
