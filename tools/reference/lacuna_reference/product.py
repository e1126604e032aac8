"""A matrix times an activation vector, exact, then at a fixed point; and what it cost."""

from dataclasses import dataclass

import numpy as np

from lacuna_reference.arithmetic import BOUND, Ints, clamp, fix
from lacuna_reference.model import Model
from lacuna_reference.records import NONE


@dataclass
class Operations:
    """Multiply-adds of a dense model, and those executed: value and activation are not 0."""

    dense: int = 0
    executed: int = 0

    def __add__(self, other: "Operations") -> "Operations":
        return Operations(self.dense + other.dense, self.executed + other.executed)


@dataclass(frozen=True)
class Vector:
    """An activation vector: `values[i] · 2^exponent`, values from -127 to 127."""

    values: Ints
    exponent: int


def product(
    model: Model,
    matrix: int,
    vector: Vector,
    fraction: int,
    operations: Operations,
    rows: slice = slice(None),
) -> Ints:
    """The product of some rows with `vector`, with `fraction` bits after the point."""
    weights = model.weights[matrix]
    sums = weights.values[rows] @ vector.values
    shifts = -(model.row_exponents[matrix][rows] + vector.exponent + fraction)
    present = weights.present[rows]
    operations.dense += present.size
    operations.executed += int(present[:, vector.values != 0].sum())
    return fix(sums, np.asarray(shifts, np.int64))


def bias(model: Model, index: int, count: int, fraction: int) -> Ints:
    """A bias with `fraction` bits after the point; zeros without one."""
    if index == NONE:
        return np.zeros(count, np.int64)
    shift = model.graph.biases[index].exponent + fraction
    return clamp(model.biases[index] << shift, -BOUND, BOUND)
