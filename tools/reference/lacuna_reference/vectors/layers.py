"""Layers of random weights, added to a draft."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lacuna_reference.arithmetic import Ints
from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Direction, LayerKind, Output, Reset
from lacuna_reference.records import NONE, LayerRecord
from lacuna_reference.vectors.matrices import INT8, Storage, add_matrix
from lacuna_reference.vectors.random import Random

POINTS = [point / 16 - 8 for point in range(257)]


def sigmoid_table() -> Ints:
    """The logistic function in Q0.15; 1 is 32767."""
    return q15([1 / (1 + math.exp(-x)) for x in POINTS])


def tanh_table() -> Ints:
    """The hyperbolic tangent in Q0.15."""
    return q15([math.tanh(x) for x in POINTS])


def q15(values: Sequence[float]) -> Ints:
    """Values in Q0.15, to the nearest, from -32767 to 32767."""
    nearest = [math.floor(value * 32_768 + 0.5) for value in values]
    return np.clip(np.array(nearest, np.int64), -32_767, 32_767)


def layer(
    kind: LayerKind,
    sizes: tuple[int, int],
    matrix: int,
    recurrent: int = NONE,
    bias: int = NONE,
    activations: Sequence[int] = (),
    reset: int = 0,
    output: int = 0,
    direction: int = Direction.FORWARD,
) -> LayerRecord:
    """A layer's record; what is not given is none or zero."""
    padded = (*activations, *[NONE] * (6 - len(activations)))
    return LayerRecord(
        kind, direction, reset, output, *sizes, matrix, recurrent, NONE, bias, padded, 0
    )


@dataclass
class Builder:
    """Adds layers to a draft one after another, from what a network takes to what it gives."""

    random: Random
    draft: Draft = field(default_factory=Draft)
    sigmoid: int = NONE
    tanh: int = NONE

    def gate(self) -> int:
        """The index of a sigmoid table, which is added at its first use."""
        if self.sigmoid == NONE:
            self.sigmoid = self.draft.add_table(sigmoid_table())
        return self.sigmoid

    def bend(self) -> int:
        """The index of a tanh table, which is added at its first use."""
        if self.tanh == NONE:
            self.tanh = self.draft.add_table(tanh_table())
        return self.tanh

    def matrix(self, name: str, rows: int, columns: int, storage: Storage) -> int:
        """Adds a random matrix."""
        return add_matrix(self.draft, self.random, name, (rows, columns), storage)

    def bias(self, count: int, exponent: int = -12) -> int:
        """Adds a random bias of values between about -1 and 1."""
        most = 1 << -exponent
        return self.draft.add_bias(
            self.random.integers(-min(most, 32_767), min(most, 32_767), count), exponent
        )

    def embedding(self, name: str, ids: int, size: int, storage: Storage = INT8) -> LayerRecord:
        """Adds the matrix of an embedding."""
        matrix = self.matrix(name, ids, size, storage)
        return layer(LayerKind.EMBEDDING, (ids, size), matrix)

    def lstm(
        self,
        name: str,
        inputs: int,
        hidden: int,
        storage: Storage = INT8,
        activations: Sequence[int] | None = None,
        biased: bool = True,
        direction: Direction = Direction.FORWARD,
        projected: int = 0,
    ) -> LayerRecord:
        """Adds what an LSTM uses; activations are sigmoid and tanh tables unless given.

        With `projected` the layer gives that many values, by a projection matrix.
        """
        outputs = projected or hidden
        matrix = self.matrix(f"{name}.input", 4 * hidden, inputs, storage)
        recurrent = self.matrix(f"{name}.recurrent", 4 * hidden, outputs, storage)
        projection = NONE
        if projected:
            projection = self.matrix(f"{name}.projection", outputs, hidden, storage)
        bias = self.bias(4 * hidden) if biased else NONE
        if activations is None:
            gate = self.gate()
            activations = (gate, gate, self.bend(), gate, self.bend())
        sizes = (inputs, outputs)
        made = layer(LayerKind.LSTM, sizes, matrix, recurrent, bias, activations, 0, 0, direction)
        return replace(made, projection=projection, hidden_size=hidden if projected else 0)

    def gru(
        self,
        name: str,
        inputs: int,
        hidden: int,
        reset: Reset,
        storage: Storage = INT8,
        activations: Sequence[int] | None = None,
        biased: bool = True,
        direction: Direction = Direction.FORWARD,
    ) -> LayerRecord:
        """Adds what a GRU uses; activations are sigmoid and tanh tables unless given."""
        matrix = self.matrix(f"{name}.input", 3 * hidden, inputs, storage)
        recurrent = self.matrix(f"{name}.recurrent", 3 * hidden, hidden, storage)
        count = (4 if reset == Reset.AFTER else 3) * hidden
        bias = self.bias(count) if biased else NONE
        if activations is None:
            activations = (self.gate(), self.gate(), self.bend())
        sizes = (inputs, hidden)
        return layer(
            LayerKind.GRU, sizes, matrix, recurrent, bias, activations, reset, 0, direction
        )

    def linear(
        self,
        name: str,
        inputs: int,
        outputs: int,
        storage: Storage = INT8,
        output: Output = Output.PLAIN,
        activation: int | None = None,
        biased: bool = True,
    ) -> LayerRecord:
        """Adds what a linear layer uses; its activation is a tanh table unless given."""
        matrix = self.matrix(name, outputs, inputs, storage)
        bias = self.bias(outputs) if biased else NONE
        activations: tuple[int, ...] = ()
        if output == Output.ACTIVATION:
            activations = (self.bend() if activation is None else activation,)
        return layer(
            LayerKind.LINEAR, (inputs, outputs), matrix, NONE, bias, activations, 0, output
        )
