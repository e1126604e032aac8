"""The enumerations of the graph's records (spec/graph.md)."""

from enum import IntEnum


class LayerKind(IntEnum):
    """What a layer does."""

    EMBEDDING = 1
    LSTM = 2
    GRU = 3
    LINEAR = 4


class Direction(IntEnum):
    """In which order a layer takes the steps of a sequence."""

    FORWARD = 0
    BACKWARD = 1
    BESIDE = 2
    """Backward, beside the forward layer before it."""


class Reset(IntEnum):
    """Whether a GRU's reset gate comes before the recurrent product or after it."""

    BEFORE = 0
    AFTER = 1


class Output(IntEnum):
    """What a linear layer does with its sums."""

    PLAIN = 0
    RECTIFIED = 1
    ACTIVATION = 2


class Encoding(IntEnum):
    """How a matrix's weights are stored."""

    TERMS = 1
    CODES = 2
    INT8 = 3


class Axis(IntEnum):
    """Whether groups run along rows, over inputs, or down columns, over outputs."""

    INPUT = 0
    OUTPUT = 1


class ActivationKind(IntEnum):
    """How an activation function is given."""

    TABLE = 1
    CLIPPED = 2


class Unit(IntEnum):
    """What an entry of a vocabulary is."""

    WORD = 1
    CHARACTER = 2


GATES = {LayerKind.LSTM: 4, LayerKind.GRU: 3}
ACTIVATION_COUNTS = {LayerKind.EMBEDDING: 0, LayerKind.LSTM: 5, LayerKind.GRU: 3}
