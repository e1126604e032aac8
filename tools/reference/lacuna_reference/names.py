"""The strings section: names of networks, then of matrices, end to end (spec/graph.md, G3)."""

from collections.abc import Sequence

from lacuna_reference.container import Section
from lacuna_reference.errors import RuleError
from lacuna_reference.graph import Graph
from lacuna_reference.records import MatrixRecord, NetworkRecord

LONGEST_NAME = 255

Named = NetworkRecord | MatrixRecord


def read_names(graph: Graph, strings: Section) -> tuple[list[str], list[str]]:
    """The names of the networks and of the matrices, which keep G3."""
    end = 0
    names: list[list[str]] = []
    kinds: list[tuple[str, Sequence[Named]]]
    kinds = [("network", graph.networks), ("matrix", graph.matrices)]
    for kind, records in kinds:
        names.append([])
        for index, record in enumerate(records):
            place, at = f"name of {kind} {index}", graph.locate(kind, index)
            if record.name_offset != end:
                raise RuleError("G3", place, at, f"offset {end}", record.name_offset)
            if not 1 <= record.name_length <= LONGEST_NAME:
                raise RuleError("G3", place, at + 4, "1 to 255 bytes", record.name_length)
            start, end = end, end + record.name_length
            if end > len(strings.body):
                raise RuleError("G3", place, at, f"an end at most {len(strings.body)}", end)
            names[-1].append(
                plain_text("G3", place, strings.offset + start, strings.body[start:end])
            )
    if end != len(strings.body):
        raise RuleError("G3", strings.place, strings.offset, f"{end} bytes", len(strings.body))
    return names[0], names[1]


def text(rule: str, place: str, offset: int, data: bytes) -> str:
    """UTF-8, or an error that names the byte."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = data[error.start : error.end].hex(" ")
        raise RuleError(rule, place, offset + error.start, "UTF-8", found) from None


def plain_text(rule: str, place: str, offset: int, data: bytes) -> str:
    """UTF-8 without control characters, or an error that names the byte."""
    decoded = text(rule, place, offset, data)
    for index, character in enumerate(decoded):
        if is_control(character):
            at = offset + len(decoded[:index].encode())
            raise RuleError(rule, place, at, "no control character", f"U+{ord(character):04X}")
    return decoded


def is_control(character: str) -> bool:
    """Whether a character is of U+0000 to U+001F or of U+007F to U+009F."""
    return ord(character) <= 0x1F or 0x7F <= ord(character) <= 0x9F
