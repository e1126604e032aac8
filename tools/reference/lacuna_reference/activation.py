"""Activation functions, from int16 Q3.12 to Q0.15 (spec/arithmetic.md, activation functions)."""

from lacuna_reference.arithmetic import Ints, clamp, round_half_up
from lacuna_reference.kinds import ActivationKind
from lacuna_reference.model import Model


def activate(model: Model, index: int, p: Ints) -> Ints:
    """The values of activation `index` at `p`."""
    record = model.graph.activations[index]
    if record.kind == ActivationKind.TABLE:
        return interpolate(model.tables[record.table], p)
    return clamp(round_half_up(8 * p, record.shift) + record.offset, record.low, record.high)


def interpolate(table: Ints, p: Ints) -> Ints:
    """Straight lines between the 257 values of a table at -8, -8 + 1/16, …, 8."""
    i = (p + 32_768) >> 8
    f = p & 255
    here: Ints = table[i]
    next_one: Ints = table[i + 1]
    return (here * (256 - f) + next_one * f + 128) >> 8
