"""The fixed-size records of the graph section, byte by byte (spec/graph.md).

A record's `LAYOUT` names each field with its offset and its struct format; every byte that it does
not name is reserved. The same tables serve the reader and the writer.
"""

from dataclasses import dataclass
from typing import ClassVar

from lacuna_reference.kinds import LayerKind
from lacuna_reference.record import Record

NONE = 0xFFFF


@dataclass(frozen=True)
class Header(Record):
    """How many records there are of each kind, and tables and vocabularies."""

    networks: int
    layers: int
    matrices: int
    biases: int
    activations: int
    tables: int
    vocabularies: int

    SIZE = 32
    LAYOUT: ClassVar = {
        "networks": (0, "H"),
        "layers": (2, "H"),
        "matrices": (4, "H"),
        "biases": (6, "H"),
        "activations": (8, "H"),
        "tables": (10, "H"),
        "vocabularies": (12, "H"),
    }


@dataclass(frozen=True)
class NetworkRecord(Record):
    """A network: a name, and how many of the layers are its own."""

    name_offset: int
    name_length: int
    layers: int
    vocabulary: int

    SIZE = 32
    LAYOUT: ClassVar = {
        "name_offset": (0, "I"),
        "name_length": (4, "H"),
        "layers": (6, "H"),
        "vocabulary": (8, "H"),
    }


@dataclass(frozen=True)
class LayerRecord(Record):
    """A layer: its kind, its sizes, and the indices of what it uses."""

    kind: int
    direction: int
    reset: int
    output: int
    input_size: int
    output_size: int
    matrix: int
    recurrent: int
    projection: int
    bias: int
    activations: tuple[int, ...]
    source_biases: int
    hidden_size: int = 0

    SIZE = 64
    LAYOUT: ClassVar = {
        "kind": (0, "B"),
        "direction": (1, "B"),
        "reset": (2, "B"),
        "output": (3, "B"),
        "input_size": (4, "I"),
        "output_size": (8, "I"),
        "matrix": (12, "H"),
        "recurrent": (14, "H"),
        "projection": (16, "H"),
        "bias": (18, "H"),
        "activations": (20, "6H"),
        "source_biases": (32, "I"),
        "hidden_size": (36, "I"),
    }

    @property
    def projected(self) -> bool:
        """Whether the layer has a projection matrix."""
        return self.kind == LayerKind.LSTM and self.projection != NONE

    @property
    def units(self) -> int:
        """How many units a recurrent layer has, whatever it shows of them."""
        return self.hidden_size if self.projected else self.output_size


@dataclass(frozen=True)
class MatrixRecord(Record):
    """A matrix: its shape and how its weights are stored."""

    name_offset: int
    name_length: int
    encoding: int
    axis: int
    log2_group: int
    terms: int
    rows: int
    columns: int
    codebook: tuple[int, ...]

    SIZE = 64
    LAYOUT: ClassVar = {
        "name_offset": (0, "I"),
        "name_length": (4, "H"),
        "encoding": (6, "B"),
        "axis": (7, "B"),
        "log2_group": (8, "B"),
        "terms": (9, "B"),
        "rows": (12, "I"),
        "columns": (16, "I"),
        "codebook": (32, "32b"),
    }

    @property
    def group(self) -> int:
        """The number of weights in a group of the terms encoding."""
        return 1 << self.log2_group


@dataclass(frozen=True)
class BiasRecord(Record):
    """A bias: how many values, and the exponent that they share."""

    count: int
    exponent: int

    SIZE = 16
    LAYOUT: ClassVar = {"count": (0, "I"), "exponent": (4, "b")}


@dataclass(frozen=True)
class ActivationRecord(Record):
    """An activation function: a table's index, or the numbers of a clipped line."""

    kind: int
    shift: int
    table: int
    offset: int
    low: int
    high: int

    SIZE = 16
    LAYOUT: ClassVar = {
        "kind": (0, "B"),
        "shift": (1, "B"),
        "table": (2, "H"),
        "offset": (4, "h"),
        "low": (6, "h"),
        "high": (8, "h"),
    }
