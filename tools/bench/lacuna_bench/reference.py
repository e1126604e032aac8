"""The same network in plain NumPy: what the others are checked against."""

from collections.abc import Callable

import numpy as np

from .weights import Floats, Weights

Product = Callable[[Floats], Floats]


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float32)


def cell_update(gates: Floats, cell: Floats) -> tuple[Floats, Floats]:
    """The new hidden state and cell, from pre-activations `[4*hidden, ...]` (i, f, g, o)."""
    i, f, g, o = np.split(gates, 4)
    cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(cell), cell


class Reference:
    """A session of `streams` streams that starts from zero; vectors are columns."""

    def __init__(self, weights: Weights, streams: int = 1) -> None:
        self.weights = weights
        shape = (weights.hidden_size, streams)
        self.hidden = [np.zeros(shape, np.float32) for _ in weights.layers]
        self.cell = [np.zeros(shape, np.float32) for _ in weights.layers]

    def step(self, inputs: Floats) -> Floats:
        """The last layer's output `[streams, hidden]` for inputs `[streams, size]`."""
        x = inputs.T
        for index, layer in enumerate(self.weights.layers):
            bias = (layer.input_bias + layer.recurrent_bias)[:, None]
            gates = layer.input @ x + layer.recurrent @ self.hidden[index] + bias
            x, self.cell[index] = cell_update(gates, self.cell[index])
            self.hidden[index] = x
        return x.T

    def token(self, token: int) -> Floats:
        """The outputs `[1, tokens]` after a token, of a language model."""
        weights = self.weights
        assert weights.embedding is not None and weights.output is not None
        assert weights.output_bias is not None
        hidden = self.step(weights.embedding[token][None])
        return np.asarray(hidden @ weights.output.T + weights.output_bias)
