"""Bytes with what they mean beside them."""

from collections.abc import Iterator

from lacuna_reference.container import ENTRY_SIZE, HEADER_SIZE, KINDS, Section
from lacuna_reference.model import Model
from lacuna_reference.record import Record
from lacuna_reference.records import (
    ActivationRecord,
    BiasRecord,
    Header,
    LayerRecord,
    MatrixRecord,
    NetworkRecord,
)
from lacuna_reference.weights import row_terms

Piece = tuple[int, str]
"""A number of bytes and what they are."""
WIDTH = 16
NAMED = {"name_offset": "offset of the name", "name_length": "length of the name"}


def dump(data: bytes, pieces: list[Piece], start: int = 0) -> str:
    """Lines of at most 16 bytes with an offset before and a meaning after them."""
    lines = []
    for length, meaning in pieces:
        body = data[start : start + length]
        if length > WIDTH and not any(body):
            lines.append(_line(start, f"00 x {length}", meaning))
        else:
            for at in range(0, length, WIDTH):
                part = body[at : at + WIDTH].hex(" ").upper()
                lines.append(_line(start + at, part, "" if at else meaning))
        start += length
    return "\n".join(lines)


def _line(offset: int, body: str, meaning: str) -> str:
    return f"{offset:04X}  {body:<47}  {meaning}".rstrip()


def header_pieces(model: Model, data: bytes) -> list[Piece]:
    """The header, the section table, and the padding after it."""
    count = len(model.sections)
    pieces = [
        (8, "signature"),
        (2, "major version"),
        (2, "minor version"),
        (4, f"section count, {count}"),
        (8, f"file length, {len(data)}"),
        (36, "zero"),
        (4, "CRC-32 of bytes 0 to 59 and of the section table"),
    ]
    for section in model.sections:
        length = len(section.body)
        pieces += [
            (2, f"section {section.index}: {KINDS[section.kind]}"),
            (6, "zero"),
            (8, f"offset, {section.offset:04X}"),
            (8, f"length, {length}"),
            (4, "CRC-32 of the section"),
            (4, "zero"),
        ]
    end = HEADER_SIZE + ENTRY_SIZE * count
    return [*pieces, *_padding(end)]


def _padding(end: int) -> list[Piece]:
    return [(-end % 64, "padding")] if end % 64 else []


def graph_pieces(model: Model) -> list[Piece]:
    """The graph section, record by record."""
    graph = model.graph
    pieces = list(_record("header", graph.header, Header))
    for index, network in enumerate(graph.networks):
        pieces += _record(f"network {index}", network, NetworkRecord)
    for index, layer in enumerate(graph.layers):
        pieces += _record(f"layer {index}", layer, LayerRecord)
    for index, matrix in enumerate(graph.matrices):
        pieces += _record(f"matrix {index}", matrix, MatrixRecord)
    for index, bias in enumerate(graph.biases):
        pieces += _record(f"bias {index}", bias, BiasRecord)
    for index, activation in enumerate(graph.activations):
        pieces += _record(f"activation {index}", activation, ActivationRecord)
    return [*pieces, *_section_padding(model.sections[0])]


def _record(place: str, record: Record, kind: type[Record]) -> Iterator[Piece]:
    """A record's fields; what lies between them is zero."""
    at = 0
    for name, (offset, form) in kind.LAYOUT.items():
        if offset > at:
            yield offset - at, "zero"
        value = getattr(record, name)
        size = kind.size_of(form)
        words = NAMED.get(name, name.replace("_", " "))
        yield size, f"{place}: {words}, {_value(value)}"
        at = offset + size
    if at < kind.SIZE:
        yield kind.SIZE - at, "zero"


def _value(value: int | tuple[int, ...]) -> str:
    if isinstance(value, tuple):
        return " ".join(_value(each) for each in value)
    return "none" if value == 0xFFFF else str(value)


def _section_padding(section: Section) -> list[Piece]:
    return _padding(section.offset + len(section.body))


def other_pieces(model: Model) -> list[Piece]:
    """The sections after the graph."""
    pieces: list[Piece] = []
    layout = model.layout
    names = model.network_names + model.matrix_names
    pieces += [(len(name.encode()), f'name "{name}"') for name in names]
    pieces += _section_padding(layout.strings)
    for index, matrix in enumerate(model.graph.matrices):
        lane = min(4, row_terms(matrix)) if matrix.log2_group else 4
        pieces += [(lane, f"matrix {index}: row {row}") for row in range(matrix.rows)]
        pieces.append((lane * (16 - matrix.rows), "rows of padding"))
        pieces += _section_padding(layout.weights[index])
        exponents = " ".join(str(value) for value in model.row_exponents[index])
        pieces.append((16, f"matrix {index}: row exponents {exponents}, then padding"))
        pieces += _section_padding(layout.row_exponents[index])
    for index, section in enumerate(layout.biases):
        values = " ".join(str(value) for value in model.biases[index])
        pieces.append((len(section.body), f"bias {index}: {values}"))
        pieces += _section_padding(section)
    return pieces
