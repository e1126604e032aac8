"""SciPy: the pruned matrices as compressed sparse rows, the gates in NumPy."""

from typing import Any

import numpy as np
import scipy.sparse

from .measure import Sample, time_steps
from .prune import kept_columns
from .reference import cell_update
from .weights import Floats, Weights, dense_inputs

INPUTS = 16


class ScipyCompetitor:
    """Each group of 16 keeps its `terms` largest weights, in float32 with 32-bit columns."""

    def __init__(self, name: str, weights: Weights, terms: int) -> None:
        self.name = name
        self.layers: list[tuple[Any, Any, Floats]] = [
            (
                sparse(layer.input, terms),
                sparse(layer.recurrent, terms),
                layer.input_bias + layer.recurrent_bias,
            )
            for layer in weights.layers
        ]
        size = weights.hidden_size
        self.hidden = [np.zeros(size, np.float32) for _ in self.layers]
        self.cell = [np.zeros(size, np.float32) for _ in self.layers]
        self.inputs = [x[0] for x in dense_inputs(INPUTS, 1, weights.layers[0].input_size)]
        self.steps = 0
        values = sum(int(m.nnz) for layer in self.layers for m in layer[:2])
        every = sum(layer.input.size + layer.recurrent.size for layer in weights.layers)
        self.facts: dict[str, object] = {"density": round(values / every, 4)}

    def step(self) -> None:
        x = self.inputs[self.steps % INPUTS]
        for index, (of_input, of_hidden, bias) in enumerate(self.layers):
            gates = of_input @ x + of_hidden @ self.hidden[index] + bias
            x, self.cell[index] = cell_update(gates, self.cell[index])
            self.hidden[index] = x
        self.steps += 1

    def result(self) -> Floats:
        """What the last step gave: `[1, hidden]`."""
        return self.hidden[-1][None]

    def sample(self, seconds: float) -> Sample:
        return time_steps(self.step, seconds)


def sparse(matrix: Floats, terms: int) -> Any:
    """The matrix as compressed sparse rows, pruned."""
    columns = kept_columns(matrix, terms)
    rows, kept = columns.shape
    values = np.take_along_axis(matrix, columns, axis=1)
    starts = np.arange(rows + 1, dtype=np.int32) * np.int32(kept)
    return scipy.sparse.csr_matrix((values.ravel(), columns.ravel(), starts), shape=matrix.shape)
