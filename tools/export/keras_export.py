#!/usr/bin/env python3
"""Writes a Keras model (.keras, .h5) as the .npz and recipe that `lacuna convert` reads.

python3 tools/export/keras_export.py MODEL.keras -o OUT
"""

import argparse
import itertools
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras

from command import note, run
from keras_files import load
from layers import (
    Direction,
    Embedding,
    Layer,
    Linear,
    Recurrent,
    UnsupportedModelError,
    as_float,
)

# What does nothing when a model is not being trained.
IDENTITIES = (
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "InputLayer",
    "SpatialDropout1D",
)
LINEAR_ACTIVATIONS = {"linear": "none", "relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid"}


def export_file(path: Path) -> dict[str, Layer]:
    """The layers of a saved model. Throws `UnsupportedModelError`, `OSError`."""
    return export_model(load(path))


def export_model(model: Any) -> dict[str, Layer]:
    """The layers of a model in memory, by name and in order. Throws `UnsupportedModelError`."""
    found: dict[str, Layer] = {}
    chain = [layer for layer in layers_of(model) if type(layer).__name__ not in IDENTITIES]
    for index, layer in enumerate(chain):
        if getattr(layer, "quantization_mode", None):
            raise unsupported(layer, f"its weights are quantized to {layer.quantization_mode}")
        is_last = index == len(chain) - 1
        kind = type(layer).__name__
        if kind == "TimeDistributed" and type(layer.layer).__name__ == "Dense":
            layer, kind = layer.layer, "Dense"
        if kind == "Embedding":
            if layer.mask_zero:
                note(f"{layer.name} masks token 0: feed no padding, which Lacuna would step over")
            found[layer.name] = Embedding(values(layer.embeddings))
        elif kind in ("LSTM", "GRU"):
            found[layer.name] = recurrent(layer, [layer], is_last)
        elif kind == "Bidirectional":
            if layer.merge_mode != "concat":
                raise unsupported(layer, f"merge_mode {layer.merge_mode!r}; only 'concat' is")
            if not layer.forward_layer.return_sequences:
                raise unsupported(layer, "return_sequences=False: no single step has its output")
            halves = [layer.forward_layer, layer.backward_layer]
            found[layer.name] = recurrent(layer, halves, is_last)
        elif kind == "Dense":
            bias = values(layer.bias) if layer.use_bias else None
            activation = linear_activation(layer, is_last)
            found[layer.name] = Linear(values(layer.kernel), bias, activation)
        elif kind == "Activation":
            before = list(found)[-1] if found else ""
            dense = found.get(before)
            if not isinstance(dense, Linear) or dense.activation != "none":
                raise unsupported(layer, "an activation is possible after Dense alone")
            found[before] = replace(dense, activation=linear_activation(layer, is_last))
        else:
            raise unsupported(layer, "only Embedding, LSTM, GRU, Bidirectional and Dense are")
    return found


def unsupported(layer: Any, reason: str) -> UnsupportedModelError:
    """The refusal of a layer, by its name and kind."""
    return UnsupportedModelError(f"{layer.name} ({type(layer).__name__}): {reason} supported")


def values(variable: Any) -> Any:
    """A variable of any backend as float32."""
    numpy = getattr(variable, "numpy", None)
    return as_float(numpy() if numpy else keras.ops.convert_to_numpy(variable))


def layers_of(model: Any) -> Sequence[Any]:
    """The layers in the order they run, each fed by the one before alone."""
    if type(model).__name__ == "Sequential":
        return list(model.layers)
    try:
        layers = list(model.layers)
        ends = (layers[0].output, layers[-1].output)
        is_chain = (
            len(model.inputs) == len(model.outputs) == 1
            and model.inputs[0] is ends[0]
            and model.outputs[0] is ends[1]
            and all(after.input is before.output for before, after in itertools.pairwise(layers))
        )
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise UnsupportedModelError(
            f"{model.name} ({type(model).__name__}): its layers are no plain chain: {error}"
        ) from error
    if not is_chain:
        raise UnsupportedModelError(
            f"{model.name} ({type(model).__name__}): its layers branch or are shared; only a chain"
            " from one input to one output is supported"
        )
    return layers


def linear_activation(layer: Any, is_last: bool) -> str:
    """The recipe's name of a Dense or Activation layer's function."""
    name = layer.activation.__name__
    if name == "softmax" and is_last:
        note(f"{layer.name}: softmax is left out; the outputs are logits, their order the same")
        return "none"
    if name not in LINEAR_ACTIVATIONS:
        raise unsupported(layer, f"activation {name!r} is not")
    return LINEAR_ACTIVATIONS[name]


def recurrent(layer: Any, halves: list[Any], is_last: bool) -> Recurrent:
    """An LSTM or GRU, or the two of a Bidirectional layer."""
    kinds = {type(half).__name__ for half in halves}
    if len(kinds) != 1 or not kinds <= {"LSTM", "GRU"}:
        raise unsupported(layer, f"{' and '.join(sorted(kinds))} are not")
    found = [direction(half) for half in halves]
    settings = {described for _, described in found}
    if len(settings) != 1:
        raise unsupported(layer, "directions with settings of their own are not")
    if halves[0].go_backwards:
        raise unsupported(layer, "go_backwards, whose outputs come in reverse, is not")
    if halves[0].return_state or getattr(halves[0], "time_major", False):
        raise unsupported(layer, "return_state and time_major are not")
    if not halves[0].return_sequences:
        where = "" if is_last else " and what follows"
        note(f"{layer.name}{where}: Keras gives the last step alone, Lacuna every step")
    (kind, gate, candidate, reset) = settings.pop()
    gates = "ifco" if kind == "lstm" else "zrn"
    return Recurrent(kind, gates, tuple(half for half, _ in found), reset, gate, candidate)


def direction(layer: Any) -> tuple[Direction, tuple[str, str, str, str | None]]:
    """One direction's arrays, and what both must share: kind, activations, where reset applies."""
    cell = layer.cell
    activations = []
    for name in (layer.recurrent_activation.__name__, layer.activation.__name__):
        if name not in ("sigmoid", "tanh"):
            raise unsupported(layer, f"activation {name!r} is not; 'sigmoid' and 'tanh' are")
        activations.append(name)
    kind, reset = type(layer).__name__.lower(), None
    biases: tuple[Any, ...] = (values(cell.bias),) if layer.use_bias else ()
    if kind == "gru":
        reset = "after" if layer.reset_after else "before"
        if layer.reset_after and biases:
            biases = tuple(as_float(bias) for bias in biases[0])
    arrays = Direction(values(cell.kernel), values(cell.recurrent_kernel), biases)
    return arrays, (kind, activations[0], activations[1], reset)


def main() -> int:
    """The command."""

    def read(arguments: argparse.Namespace) -> dict[str, Layer]:
        return export_file(arguments.model)

    return run(__doc__ or "", "MODEL.keras|.h5", read, lambda parser: None)


if __name__ == "__main__":
    sys.exit(main())
