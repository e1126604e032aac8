"""One step of each kind of layer (spec/arithmetic.md)."""

import numpy as np

from lacuna_reference.activation import activate
from lacuna_reference.arithmetic import (
    Ints,
    clamp,
    mul15,
    normalize,
    round_half_up,
    sat16,
    to8,
)
from lacuna_reference.kinds import Output, Reset
from lacuna_reference.model import Model
from lacuna_reference.product import Operations, Vector, bias, product
from lacuna_reference.records import LayerRecord
from lacuna_reference.states import State

HIDDEN_EXPONENT = -7
GATE_FRACTION = 12
OUTPUT_FRACTION = 16


def embedding(model: Model, layer: LayerRecord, token: int) -> Vector:
    """The activation vector of a token."""
    exponent = int(model.row_exponents[layer.matrix][token])
    return Vector(*normalize(model.weights[layer.matrix].values[token], exponent))


def lstm(model: Model, layer: LayerRecord, x: Vector, state: State, count: Operations) -> None:
    """Takes `state` one step on."""
    assert state.cell is not None
    rows = 4 * layer.units
    sums = product(model, layer.matrix, x, GATE_FRACTION, count)
    sums = sums + product(model, layer.recurrent, seen(state), GATE_FRACTION, count)
    p = sat16(sums + bias(model, layer.bias, rows, GATE_FRACTION)).reshape(4, -1)
    i, f, g, o = (activate(model, layer.activations[gate], p[gate]) for gate in range(4))
    state.cell = sat16(mul15(f, state.cell) + ((mul15(i, g) + 8) >> 4))
    shown = activate(model, layer.activations[4], sat16(2 * state.cell))
    state.hidden = to8(mul15(o, shown))
    if state.projected:
        hidden = Vector(state.hidden, HIDDEN_EXPONENT)
        state.hidden = product(model, layer.projection, hidden, OUTPUT_FRACTION, count)


def seen(state: State) -> Vector:
    """What products see of a state."""
    if state.projected:
        return Vector(*normalize(state.hidden, -OUTPUT_FRACTION))
    return Vector(state.hidden if state.cell is not None else to8(state.hidden), HIDDEN_EXPONENT)


def gru(model: Model, layer: LayerRecord, x: Vector, state: State, count: Operations) -> None:
    """Takes `state` one step on."""
    size, h = layer.output_size, state.hidden
    after = layer.reset == Reset.AFTER
    gates, candidate = slice(0, 2 * size), slice(2 * size, 3 * size)
    biases = bias(model, layer.bias, (4 if after else 3) * size, GATE_FRACTION)
    sums = product(model, layer.matrix, x, GATE_FRACTION, count)
    shown = seen(state)
    recurrent = product(model, layer.recurrent, shown, GATE_FRACTION, count, gates)
    p = sat16(sums[gates] + recurrent + biases[gates])
    r = activate(model, layer.activations[0], p[:size])
    z = activate(model, layer.activations[1], p[size:])
    met = shown if after else Vector(to8(mul15(r, h)), HIDDEN_EXPONENT)
    recurrent = product(model, layer.recurrent, met, GATE_FRACTION, count, candidate)
    if after:
        q = sat16(recurrent + biases[3 * size :])
        recurrent = mul15(r, q)
    n = activate(
        model, layer.activations[2], sat16(sums[candidate] + recurrent + biases[candidate])
    )
    state.hidden = clamp((z * h + (32_768 - z) * n + (1 << 14)) >> 15, -32_767, 32_767)


def linear(model: Model, layer: LayerRecord, x: Vector, count: Operations) -> Ints:
    """The outputs, Q15.16."""
    y = product(model, layer.matrix, x, OUTPUT_FRACTION, count)
    y = y + bias(model, layer.bias, layer.output_size, OUTPUT_FRACTION)
    if layer.output == Output.RECTIFIED:
        return np.maximum(y, 0)
    if layer.output == Output.ACTIVATION:
        return 2 * activate(model, layer.activations[0], sat16(round_half_up(y, 4)))
    return y
