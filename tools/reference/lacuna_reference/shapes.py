"""What layers ask of what they use: shapes of matrices, counts of biases and activations; and which
layers stand beside one another (spec/graph.md)."""

from collections.abc import Iterator

from lacuna_reference.kinds import (
    ACTIVATION_COUNTS,
    GATES,
    Direction,
    LayerKind,
    Output,
    Reset,
)
from lacuna_reference.records import LayerRecord


def beside(layers: list[LayerRecord]) -> list[list[LayerRecord]]:
    """The layers of a network, those that stand beside one another together."""
    groups: list[list[LayerRecord]] = []
    for layer in layers:
        if layer.direction == Direction.BESIDE and groups:
            groups[-1].append(layer)
        else:
            groups.append([layer])
    return groups


def outputs(group: list[LayerRecord]) -> int:
    """How many values layers that stand beside one another give together."""
    return sum(layer.output_size for layer in group)


def matrix_fields(layer: LayerRecord) -> Iterator[tuple[str, int, int, tuple[int, int] | None]]:
    """The name, offset in the record, index and shape of each matrix field; no shape, no matrix."""
    gates = GATES.get(LayerKind(layer.kind))
    if layer.kind == LayerKind.EMBEDDING:
        shape = (layer.input_size, layer.output_size)
    else:
        rows = gates * layer.units if gates else layer.output_size
        shape = (rows, layer.input_size)
    yield "matrix", 12, layer.matrix, shape
    recurrent = (gates * layer.units, layer.output_size) if gates else None
    yield "recurrent matrix", 14, layer.recurrent, recurrent
    projection = (layer.output_size, layer.units) if layer.projected else None
    yield "projection matrix", 16, layer.projection, projection


def bias_count(layer: LayerRecord) -> int | None:
    """How many values the layer's bias has, if it may have one."""
    if layer.kind == LayerKind.EMBEDDING:
        return None
    if layer.kind == LayerKind.LINEAR:
        return layer.output_size
    four = layer.kind == LayerKind.LSTM or layer.reset == Reset.AFTER
    return (4 if four else 3) * layer.units


def activation_count(layer: LayerRecord) -> int:
    """How many of the six activation indices the layer uses."""
    if layer.kind == LayerKind.LINEAR:
        return 1 if layer.output == Output.ACTIVATION else 0
    return ACTIVATION_COUNTS[LayerKind(layer.kind)]
