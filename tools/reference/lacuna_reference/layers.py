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
from lacuna_reference.kinds import LayerKind, Output, Reset
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


def shown(layer: LayerRecord, y: Ints) -> Vector:
    """What products see of a layer's output, or of a recurrent layer's hidden state."""
    if layer.kind == LayerKind.GRU:
        return Vector(to8(y), HIDDEN_EXPONENT)
    if layer.kind == LayerKind.LSTM and not layer.projected:
        return Vector(y, HIDDEN_EXPONENT)
    return Vector(*normalize(y, -OUTPUT_FRACTION))


def lstm(model: Model, layer: LayerRecord, x: Vector, state: State, count: Operations) -> Ints:
    """Takes `state` one step on, and gives the output."""
    assert state.cell is not None
    sums = product(model, layer.matrix, x, GATE_FRACTION, count)
    hidden = shown(layer, state.hidden)
    sums = sums + product(model, layer.recurrent, hidden, GATE_FRACTION, count)
    p = sat16(sums + bias(model, layer.bias, 4 * layer.units, GATE_FRACTION)).reshape(4, -1)
    i, f, g, o = (activate(model, layer.activations[gate], p[gate]) for gate in range(4))
    state.cell = sat16(mul15(f, state.cell) + ((mul15(i, g) + 8) >> 4))
    bent = activate(model, layer.activations[4], sat16(2 * state.cell))
    state.hidden = to8(mul15(o, bent))
    if layer.projected:
        m = Vector(state.hidden, HIDDEN_EXPONENT)
        state.hidden = product(model, layer.projection, m, OUTPUT_FRACTION, count)
    return state.hidden


def gru(model: Model, layer: LayerRecord, x: Vector, state: State, count: Operations) -> Ints:
    """Takes `state` one step on, and gives the output."""
    size, h = layer.output_size, state.hidden
    after = layer.reset == Reset.AFTER
    gates, candidate = slice(0, 2 * size), slice(2 * size, 3 * size)
    biases = bias(model, layer.bias, (4 if after else 3) * size, GATE_FRACTION)
    sums = product(model, layer.matrix, x, GATE_FRACTION, count)
    hidden = shown(layer, h)
    recurrent = product(model, layer.recurrent, hidden, GATE_FRACTION, count, gates)
    p = sat16(sums[gates] + recurrent + biases[gates])
    r = activate(model, layer.activations[0], p[:size])
    z = activate(model, layer.activations[1], p[size:])
    met = hidden if after else Vector(to8(mul15(r, h)), HIDDEN_EXPONENT)
    recurrent = product(model, layer.recurrent, met, GATE_FRACTION, count, candidate)
    if after:
        q = sat16(recurrent + biases[3 * size :])
        recurrent = mul15(r, q)
    n = activate(
        model, layer.activations[2], sat16(sums[candidate] + recurrent + biases[candidate])
    )
    state.hidden = clamp((z * h + (32_768 - z) * n + (1 << 14)) >> 15, -32_767, 32_767)
    return state.hidden


def linear(model: Model, layer: LayerRecord, x: Vector, count: Operations) -> Ints:
    """The outputs, Q15.16."""
    y = product(model, layer.matrix, x, OUTPUT_FRACTION, count)
    y = y + bias(model, layer.bias, layer.output_size, OUTPUT_FRACTION)
    if layer.output == Output.RECTIFIED:
        return np.maximum(y, 0)
    if layer.output == Output.ACTIVATION:
        return 2 * activate(model, layer.activations[0], sat16(round_half_up(y, 4)))
    return y
