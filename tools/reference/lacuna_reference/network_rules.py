"""How layers fit together and to what they use (spec/graph.md, G5, G6, G7, G9, G12, G17)."""

from lacuna_reference.container import Section
from lacuna_reference.errors import RuleError
from lacuna_reference.graph import Graph
from lacuna_reference.kinds import (
    ActivationKind,
    Direction,
    LayerKind,
)
from lacuna_reference.records import NONE, LayerRecord
from lacuna_reference.shapes import activation_count, beside, bias_count, matrix_fields, outputs

RECURRENT_EXPONENTS = (-12, 0)
LINEAR_EXPONENTS = (-16, 0)
UPDATE_GATE = 1


def check_networks(graph: Graph, entries: list[int], tables: list[Section]) -> None:
    """The rules on networks and layers; `entries` has the size of each vocabulary."""
    _check_activation_tables(graph)
    index = 0
    for number, network in enumerate(graph.networks):
        layers = graph.layers_of(number)
        _check_beside(graph, layers, index)
        _check_order(graph, layers, index)
        _check_vocabulary(graph, number, network.vocabulary, layers, entries)
        for layer in layers:
            _check_uses(graph, index, layer)
            _check_bias(graph, index, layer)
            if layer.kind == LayerKind.GRU:
                _check_update_gate(graph, index, layer, tables)
            index += 1


def _check_activation_tables(graph: Graph) -> None:
    for index, activation in enumerate(graph.activations):
        at, place = graph.locate("activation", index) + 2, f"activation {index}, table"
        if activation.kind == ActivationKind.CLIPPED:
            _check_none(place, at, activation.table)
        else:
            _check_index(place, at, activation.table, graph.header.tables)


def _check_beside(graph: Graph, layers: list[LayerRecord], first: int) -> None:
    """G18."""
    for number, layer in enumerate(layers):
        if layer.direction != Direction.BESIDE:
            continue
        at, place = graph.locate("layer", first + number), f"layer {first + number}"
        if number == 0:
            raise RuleError("G18", place, at + 1, "a layer before it in its network", "none")
        other = layers[number - 1]
        for name, byte, found, expected in (
            ("direction of the layer before", 1 - 64, other.direction, int(Direction.FORWARD)),
            ("kind", 0, layer.kind, other.kind),
            ("input size", 4, layer.input_size, other.input_size),
            ("projection", 16, layer.projected, other.projected),
        ):
            if found != expected:
                raise RuleError("G18", f"{place}, {name}", at + byte, expected, found)


def _check_order(graph: Graph, layers: list[LayerRecord], first: int) -> None:
    """G5 and G6."""
    number = 0
    before: list[LayerRecord] = []
    for group in beside(layers):
        layer = group[0]
        at, place = graph.locate("layer", first + number), f"layer {first + number}"
        if layer.kind == LayerKind.EMBEDDING and (number > 0 or len(layers) == 1):
            expected = "an embedding first in its network, and another layer after it"
            raise RuleError("G5", place, at, expected, f"embedding {number + 1} of {len(layers)}")
        if before and layer.input_size != (size := outputs(before)):
            raise RuleError("G6", f"{place}, input size", at + 4, size, layer.input_size)
        number += len(group)
        before = group


def _check_vocabulary(
    graph: Graph, number: int, vocabulary: int, layers: list[LayerRecord], entries: list[int]
) -> None:
    """G12's count of entries, and G7 for the index."""
    if vocabulary == NONE:
        return
    at, place = graph.locate("network", number) + 8, f"network {number}, vocabulary"
    _check_index(place, at, vocabulary, len(entries))
    tokens = layers[0].kind == LayerKind.EMBEDDING
    size = layers[0].input_size if tokens else outputs(beside(layers)[-1])
    if entries[vocabulary] != size:
        raise RuleError("G12", place, at, f"{size} entries", entries[vocabulary])


def _check_uses(graph: Graph, index: int, layer: LayerRecord) -> None:
    """G7: indices are below their counts, shapes fit, fields without meaning are FFFF."""
    at, place = graph.locate("layer", index), f"layer {index}"
    for name, byte, matrix, shape in matrix_fields(layer):
        if shape is None:
            _check_none(f"{place}, {name}", at + byte, matrix)
            continue
        _check_index(f"{place}, {name}", at + byte, matrix, graph.header.matrices)
        record = graph.matrices[matrix]
        if (record.rows, record.columns) != shape:
            expected, found = f"{shape[0]} x {shape[1]}", f"{record.rows} x {record.columns}"
            raise RuleError("G7", f"{place}, {name} {matrix}", at + byte, expected, found)
    if bias_count(layer) is None:
        _check_none(f"{place}, bias", at + 18, layer.bias)
    elif layer.bias != NONE:
        _check_index(f"{place}, bias", at + 18, layer.bias, graph.header.biases)
    for number, activation in enumerate(layer.activations):
        name, byte = f"{place}, activation {number}", at + 20 + 2 * number
        if number < activation_count(layer):
            _check_index(name, byte, activation, graph.header.activations)
        else:
            _check_none(name, byte, activation)


def _check_bias(graph: Graph, index: int, layer: LayerRecord) -> None:
    """G9: count and exponent."""
    if layer.bias == NONE:
        return
    at, place = graph.locate("bias", layer.bias), f"bias {layer.bias} of layer {index}"
    bias = graph.biases[layer.bias]
    if bias.count != bias_count(layer):
        raise RuleError("G9", f"{place}, count", at, bias_count(layer), bias.count)
    least, most = LINEAR_EXPONENTS if layer.kind == LayerKind.LINEAR else RECURRENT_EXPONENTS
    if not least <= bias.exponent <= most:
        raise RuleError("G9", f"{place}, exponent", at + 4, f"{least} to {most}", bias.exponent)


def _check_update_gate(graph: Graph, index: int, layer: LayerRecord, tables: list[Section]) -> None:
    """G17."""
    number = layer.activations[UPDATE_GATE]
    activation = graph.activations[number]
    place = f"activation {number}, update gate of layer {index}"
    if activation.kind == ActivationKind.CLIPPED:
        if activation.low < 0:
            at = graph.locate("activation", number) + 6
            raise RuleError("G17", f"{place}, low", at, "at least 0", activation.low)
        return
    table = tables[activation.table]
    for entry, value in enumerate(table.integers("<i2")):
        if value < 0:
            at = table.offset + 2 * entry
            raise RuleError("G17", f"{place}, entry {entry}", at, "at least 0", value)


def _check_index(place: str, offset: int, index: int, count: int) -> None:
    if index >= count:
        raise RuleError("G7", place, offset, f"below {count}", index)


def _check_none(place: str, offset: int, index: int) -> None:
    if index != NONE:
        raise RuleError("G7", place, offset, "FFFF", f"{index:04X}")
