"""A model that is being written: records and sections that may be changed, broken too, before they
become a file."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from lacuna_reference.container import (
    ACTIVATION_TABLE,
    BIASES,
    GRAPH,
    METADATA,
    ROW_EXPONENTS,
    STRINGS,
    VOCABULARY,
    WEIGHTS,
)
from lacuna_reference.container_writer import Part, write_container
from lacuna_reference.kinds import ActivationKind, Unit
from lacuna_reference.metadata import BOOLEAN, FLOAT, INTEGER, TEXT, Value
from lacuna_reference.record import Record
from lacuna_reference.records import (
    NONE,
    ActivationRecord,
    BiasRecord,
    Header,
    LayerRecord,
    MatrixRecord,
    NetworkRecord,
)
from lacuna_reference.weights_writer import write_row_exponents


@dataclass
class Draft:
    """Records in the order of their indices, and the bytes of the sections that they go with."""

    networks: list[NetworkRecord] = field(default_factory=list)
    layers: list[LayerRecord] = field(default_factory=list)
    matrices: list[MatrixRecord] = field(default_factory=list)
    biases: list[BiasRecord] = field(default_factory=list)
    activations: list[ActivationRecord] = field(default_factory=list)
    network_names: list[bytes] = field(default_factory=list)
    matrix_names: list[bytes] = field(default_factory=list)
    weights: list[bytes] = field(default_factory=list)
    row_exponents: list[bytes] = field(default_factory=list)
    bias_values: list[bytes] = field(default_factory=list)
    tables: list[bytes] = field(default_factory=list)
    vocabularies: list[bytes] = field(default_factory=list)
    metadata: bytes | None = None

    def add_network(self, name: str, layers: Sequence[LayerRecord], vocabulary: int = NONE) -> None:
        """Adds a network with its layers."""
        self.networks.append(NetworkRecord(0, 0, len(layers), vocabulary))
        self.network_names.append(name.encode())
        self.layers += layers

    def add_matrix(
        self, name: str, record: MatrixRecord, weights: bytes, row_exponents: ArrayLike
    ) -> int:
        """Adds a matrix and gives its index."""
        self.matrices.append(record)
        self.matrix_names.append(name.encode())
        self.weights.append(weights)
        self.row_exponents.append(write_row_exponents(row_exponents))
        return len(self.matrices) - 1

    def add_bias(self, values: ArrayLike, exponent: int) -> int:
        """Adds a bias of int16 values and gives its index."""
        body = np.asarray(values, "<i2").tobytes()
        self.biases.append(BiasRecord(len(body) // 2, exponent))
        self.bias_values.append(body)
        return len(self.biases) - 1

    def add_table(self, values: ArrayLike) -> int:
        """Adds an activation that is a table of 257 values of Q0.15, and gives its index."""
        self.tables.append(np.asarray(values, "<i2").tobytes())
        record = ActivationRecord(ActivationKind.TABLE, 0, len(self.tables) - 1, 0, 0, 0)
        self.activations.append(record)
        return len(self.activations) - 1

    def add_clipped(self, shift: int, offset: int, low: int, high: int) -> int:
        """Adds an activation that is a clipped line, and gives its index."""
        record = ActivationRecord(ActivationKind.CLIPPED, shift, NONE, offset, low, high)
        self.activations.append(record)
        return len(self.activations) - 1

    def add_vocabulary(self, entries: Sequence[str | bytes], unit: Unit) -> int:
        """Adds a vocabulary and gives its index."""
        self.vocabularies.append(write_vocabulary(entries, unit))
        return len(self.vocabularies) - 1

    def header(self) -> Header:
        """The graph's header, with the counts that the draft has."""
        return Header(
            len(self.networks),
            len(self.layers),
            len(self.matrices),
            len(self.biases),
            len(self.activations),
            len(self.tables),
            len(self.vocabularies),
        )

    def graph(self) -> bytes:
        """The graph section; names are laid end to end, whatever the records say."""
        records: list[Record] = [self.header()]
        end = 0
        for network, name in zip(self.networks, self.network_names, strict=True):
            records.append(replace(network, name_offset=end, name_length=len(name)))
            end += len(name)
        records += self.layers
        for matrix, name in zip(self.matrices, self.matrix_names, strict=True):
            records.append(replace(matrix, name_offset=end, name_length=len(name)))
            end += len(name)
        records += [*self.biases, *self.activations]
        return b"".join(record.write() for record in records)

    def parts(self) -> list[Part]:
        """The sections in their order."""
        parts = [(GRAPH, self.graph())]
        parts.append((STRINGS, b"".join(self.network_names + self.matrix_names)))
        for weights, exponents in zip(self.weights, self.row_exponents, strict=True):
            parts += [(WEIGHTS, weights), (ROW_EXPONENTS, exponents)]
        parts += [(BIASES, body) for body in self.bias_values]
        parts += [(ACTIVATION_TABLE, body) for body in self.tables]
        parts += [(VOCABULARY, body) for body in self.vocabularies]
        if self.metadata is not None:
            parts.append((METADATA, self.metadata))
        return parts

    def file(self) -> bytes:
        """The file's bytes."""
        return write_container(self.parts())


def write_vocabulary(entries: Sequence[str | bytes], unit: int) -> bytes:
    """A vocabulary section."""
    encoded = [entry.encode() if isinstance(entry, str) else entry for entry in entries]
    offsets = [0]
    for entry in encoded:
        offsets.append(offsets[-1] + len(entry))
    head = struct.pack("<B3xI", unit, len(encoded))
    return head + struct.pack(f"<{len(offsets)}I", *offsets) + b"".join(encoded)


def write_metadata(values: Mapping[str, Value], room: int = 0) -> bytes:
    """A metadata section, with `room` zeros at its end."""
    records = b""
    for key, value in sorted((key.encode(), value) for key, value in values.items()):
        kind, body = _metadata_value(value)
        records += struct.pack("<HBxI", len(key), kind, len(body)) + key + body
    return struct.pack("<II", len(records), len(values)) + records + bytes(room)


def _metadata_value(value: Value) -> tuple[int, bytes]:
    if isinstance(value, bool):
        return BOOLEAN, bytes([value])
    if isinstance(value, int):
        return INTEGER, struct.pack("<q", value)
    if isinstance(value, float):
        return FLOAT, struct.pack("<d", value)
    return TEXT, value.encode()
