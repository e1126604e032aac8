"""The graph section: its records, read and checked one by one (spec/graph.md, G1, G2, G4, G8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from lacuna_reference.container import GRAPH, Section
from lacuna_reference.errors import RuleError
from lacuna_reference.kinds import ActivationKind, Encoding, LayerKind
from lacuna_reference.record import Record
from lacuna_reference.records import (
    ActivationRecord,
    BiasRecord,
    Header,
    LayerRecord,
    MatrixRecord,
    NetworkRecord,
)

MOST_ROWS = 1 << 24
MOST_COLUMNS = 1 << 16
MOST_BIAS_VALUES = 1 << 26
MOST_SHIFT = 7


AnyRecord = TypeVar("AnyRecord", bound=Record)


def arrays(header: Header) -> Iterator[tuple[str, type[Record], int]]:
    """What records are called, their type and their number, in the order of the section."""
    yield "network", NetworkRecord, header.networks
    yield "layer", LayerRecord, header.layers
    yield "matrix", MatrixRecord, header.matrices
    yield "bias", BiasRecord, header.biases
    yield "activation", ActivationRecord, header.activations


@dataclass(frozen=True)
class Graph:
    """The records of a graph section, each kind in the order of its indices."""

    offset: int
    header: Header
    networks: list[NetworkRecord]
    layers: list[LayerRecord]
    matrices: list[MatrixRecord]
    biases: list[BiasRecord]
    activations: list[ActivationRecord]

    def locate(self, name: str, index: int) -> int:
        """The offset in the file of record `index` of the kind called `name`."""
        at = self.offset + Header.SIZE
        for kind, record, count in arrays(self.header):
            if kind == name:
                return at + record.SIZE * index
            at += record.SIZE * count
        raise KeyError(name)

    def layers_of(self, network: int) -> list[LayerRecord]:
        """The layers of a network, in order."""
        first = sum(record.layers for record in self.networks[:network])
        return self.layers[first : first + self.networks[network].layers]


def read_graph(section: Section) -> Graph:
    """The records of the graph section, which keep G1, G2, G4 and G8."""
    data, offset = section.body, section.offset
    if section.kind != GRAPH:
        raise RuleError("C9", section.place, offset, "kind 0001", f"{section.kind:04X}")
    if len(data) < Header.SIZE:
        raise RuleError("G1", "graph", offset, f"at least {Header.SIZE} bytes", len(data))
    header = Header.read(data, 0)
    for name, count in (
        ("networks", header.networks),
        ("layers", header.layers),
        ("matrices", header.matrices),
    ):
        if count < 1:
            raise RuleError("G1", "graph header", offset, f"at least 1 of {name}", count)
    size = Header.SIZE + sum(record.SIZE * count for _, record, count in arrays(header))
    if len(data) != size:
        raise RuleError("G1", "graph", offset, f"{size} bytes", len(data))
    _check_reserved(Header, "graph header", data, 0, offset)
    reader = _Reader(section, Header.SIZE)
    graph = Graph(
        offset,
        header,
        reader.take("network", NetworkRecord, header.networks),
        reader.take("layer", LayerRecord, header.layers),
        reader.take("matrix", MatrixRecord, header.matrices),
        reader.take("bias", BiasRecord, header.biases),
        reader.take("activation", ActivationRecord, header.activations),
    )
    _check_values(graph)
    _check_counts(graph)
    return graph


@dataclass
class _Reader:
    section: Section
    at: int

    def take(self, name: str, record: type[AnyRecord], count: int) -> list[AnyRecord]:
        """The next `count` records, whose reserved bytes are zero."""
        taken = []
        for index in range(count):
            place = f"{name} {index}"
            _check_reserved(record, place, self.section.body, self.at, self.section.offset)
            taken.append(record.read(self.section.body, self.at))
            self.at += record.SIZE
        return taken


def _check_reserved(record: type[Record], place: str, data: bytes, at: int, offset: int) -> None:
    for byte in record.reserved():
        if found := data[at + byte]:
            raise RuleError("G2", place, offset + at + byte, 0, found)


def _check_values(graph: Graph) -> None:
    """G2: fields that list their values have one of them, and are 0 where they have no meaning."""
    for index, layer in enumerate(graph.layers):
        at, place = graph.locate("layer", index), f"layer {index}"
        _check_range(place + ", kind", at, layer.kind, 1, 4)
        most = 2 if layer.kind in (LayerKind.LSTM, LayerKind.GRU) else 0
        _check_range(place + ", direction", at + 1, layer.direction, 0, most)
        most = 1 if layer.kind == LayerKind.GRU else 0
        _check_range(place + ", reset", at + 2, layer.reset, 0, most)
        most = 2 if layer.kind == LayerKind.LINEAR else 0
        _check_range(place + ", output", at + 3, layer.output, 0, most)
        if not layer.projected:
            _check_range(place + ", hidden size", at + 36, layer.hidden_size, 0, 0)
    for index, matrix in enumerate(graph.matrices):
        at, place = graph.locate("matrix", index), f"matrix {index}"
        _check_range(place + ", encoding", at + 6, matrix.encoding, 1, 3)
        terms = matrix.encoding == Encoding.TERMS
        _check_range(place + ", axis", at + 7, matrix.axis, 0, 1 if terms else 0)
        least, most = (3, 5) if terms else (0, 0)
        _check_range(place + ", log2 of the group size", at + 8, matrix.log2_group, least, most)
        least, most = (1, matrix.group) if terms else (0, 0)
        _check_range(place + ", terms per group", at + 9, matrix.terms, least, most)
    for index, activation in enumerate(graph.activations):
        at, place = graph.locate("activation", index), f"activation {index}"
        _check_range(place + ", kind", at, activation.kind, 1, 2)
        clipped = activation.kind == ActivationKind.CLIPPED
        _check_range(place + ", shift", at + 1, activation.shift, 0, MOST_SHIFT if clipped else 0)
        if not clipped:
            numbers = (activation.offset, activation.low, activation.high)
            for byte, number in zip((4, 6, 8), numbers, strict=True):
                _check_range(place + ", a table's", at + byte, number, 0, 0)


def _check_range(place: str, offset: int, found: int, least: int, most: int) -> None:
    if not least <= found <= most:
        expected = str(least) if least == most else f"{least} to {most}"
        raise RuleError("G2", place, offset, expected, found)


def _check_counts(graph: Graph) -> None:
    """G4: layer counts add up. G8: sizes are within bounds."""
    for index, network in enumerate(graph.networks):
        if network.layers < 1:
            at = graph.locate("network", index) + 6
            raise RuleError("G4", f"network {index}", at, "at least 1 layer", network.layers)
    total = sum(network.layers for network in graph.networks)
    if total != graph.header.layers:
        raise RuleError("G4", "networks", graph.offset, f"{graph.header.layers} layers", total)
    for index, layer in enumerate(graph.layers):
        at = graph.locate("layer", index)
        for byte, name, size in (
            (4, "input", layer.input_size),
            (8, "output", layer.output_size),
            (36, "hidden", layer.units),
        ):
            if not 1 <= size <= MOST_ROWS:
                place, expected = f"layer {index}, {name} size", f"1 to {MOST_ROWS}"
                raise RuleError("G8", place, at + byte, expected, size)
    for index, bias in enumerate(graph.biases):
        if not 1 <= bias.count <= MOST_BIAS_VALUES:
            at = graph.locate("bias", index)
            raise RuleError("G8", f"bias {index}", at, f"1 to {MOST_BIAS_VALUES}", bias.count)
    for index, matrix in enumerate(graph.matrices):
        at = graph.locate("matrix", index)
        for byte, name, size, most in (
            (12, "rows", matrix.rows, MOST_ROWS),
            (16, "columns", matrix.columns, MOST_COLUMNS),
        ):
            if not 1 <= size <= most:
                raise RuleError("G8", f"matrix {index}, {name}", at + byte, f"1 to {most}", size)
