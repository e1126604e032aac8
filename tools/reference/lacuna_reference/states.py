"""States of recurrent layers as integers and as floats (spec/arithmetic.md, outputs and states)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lacuna_reference.arithmetic import Ints, clamp
from lacuna_reference.errors import InputError
from lacuna_reference.kinds import LayerKind
from lacuna_reference.records import LayerRecord


@dataclass(frozen=True)
class Kind:
    """What one value of a state stands for, `2^unit`, and its bounds."""

    unit: int
    low: int
    high: int


LSTM_HIDDEN = Kind(-7, -127, 127)
LSTM_PROJECTED = Kind(-16, -(1 << 29), 1 << 29)
LSTM_CELL = Kind(-11, -32_768, 32_767)
GRU_HIDDEN = Kind(-15, -32_767, 32_767)


@dataclass
class State:
    """What a recurrent layer remembers; `cell` is an LSTM's alone."""

    hidden: Ints
    cell: Ints | None

    @classmethod
    def zero(cls, layer: LayerRecord) -> "State":
        """The state that a session starts with."""
        cell = np.zeros(layer.units, np.int64) if layer.kind == LayerKind.LSTM else None
        return cls(np.zeros(layer.output_size, np.int64), cell)


def hidden_kind(layer: LayerRecord) -> Kind:
    """What a recurrent layer's hidden state, and its output, stand for."""
    if layer.kind == LayerKind.GRU:
        return GRU_HIDDEN
    return LSTM_PROJECTED if layer.projected else LSTM_HIDDEN


def from_floats(name: str, values: ArrayLike, size: int, kind: Kind) -> Ints:
    """The integers nearest to a state that is given as floats."""
    floats = np.asarray(values, np.float64)
    if floats.shape != (size,):
        raise InputError(f"state {name}: expected {size} values, found shape {floats.shape}")
    if not np.isfinite(floats).all():
        raise InputError(f"state {name}: expected finite numbers, found an infinity or NaN")
    scaled = np.rint(np.clip(np.ldexp(floats, -kind.unit), kind.low, kind.high))
    return clamp(scaled.astype(np.int64), kind.low, kind.high)


def to_floats(values: Ints, unit: int) -> NDArray[np.float32]:
    """What integers of `2^unit` stand for."""
    return np.ldexp(values.astype(np.float64), unit).astype(np.float32)
