"""Layers from groups of variables: Keras's, and the cells of TensorFlow 1."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np

from command import note
from layers import (
    Array,
    Direction,
    Embedding,
    Layer,
    Linear,
    Recurrent,
    UnsupportedModelError,
    as_float,
)

CELL = re.compile(r"_cell(_\d+)?$")
TENSORFLOW_1_ORDERS = (0, 2, 1, 3)  # i, c, f, o to i, f, c, o, which is the recipe's ifgo

Arrays: TypeAlias = Mapping[str, Array]


def joined(groups: Mapping[str, dict[str, Array]]) -> dict[str, dict[str, Array]]:
    """A TensorFlow 1 GRU's two groups as one: `…/gates/kernel`, `…/candidate/kernel`."""
    result: dict[str, dict[str, Array]] = {}
    for folder, arrays in groups.items():
        base, _, part = folder.rpartition("/")
        if part in ("gates", "candidate"):
            result.setdefault(base, {}).update(
                {f"{part}/{leaf}": values for leaf, values in arrays.items()}
            )
        else:
            result[folder] = arrays
    return result


def layer_of(name: str, arrays: Arrays, forget_bias: float) -> Layer:
    """The layer that variables make. Throws `KeyError` where they make none."""
    for keys, read in READERS:
        if keys <= set(arrays) <= keys | {"bias"}:
            return read(arrays)
    if {"kernel"} <= set(arrays) <= {"kernel", "bias"}:
        if "bias" in arrays and CELL.search(name):
            return first_lstm(arrays, forget_bias)
        if "_cell/" not in name:
            return Linear(arrays["kernel"], arrays.get("bias"))
    raise KeyError(name)


def keras_recurrent(arrays: Arrays) -> Recurrent:
    """Keras's LSTM (i, f, c, o) or GRU (z, r, h; two biases where reset is after)."""
    kernel, recurrent, bias = arrays["kernel"], arrays["recurrent_kernel"], arrays.get("bias")
    units = recurrent.shape[0]
    biases = () if bias is None else (bias,) if bias.ndim == 1 else tuple(map(as_float, bias))
    half = Direction(kernel, recurrent, biases)
    if recurrent.shape[1] == 4 * units:
        return Recurrent("lstm", "ifco", (half,))
    if recurrent.shape[1] == 3 * units:
        if bias is None:
            raise UnsupportedModelError(
                "a GRU without bias: the checkpoint does not say where its reset applies; export"
                " it with keras_export.py"
            )
        reset = "after" if bias.ndim == 2 else "before"
        return Recurrent("gru", "zrn", (half,), reset=reset)
    raise UnsupportedModelError(f"a recurrent kernel of shape {list(recurrent.shape)}")


def first_lstm(arrays: Arrays, forget_bias: float) -> Recurrent:
    """TensorFlow 1's `BasicLSTMCell` and `LSTMCell`: one kernel of inputs and units; i, c, f, o."""
    kernel, bias = arrays["kernel"], arrays["bias"]
    units = bias.size // 4

    def reordered(values: Array) -> Array:
        blocks = np.split(values, 4, axis=-1)
        return as_float(np.concatenate([blocks[index] for index in TENSORFLOW_1_ORDERS], axis=-1))

    biases = reordered(bias)
    biases[units : 2 * units] += np.float32(forget_bias)
    note(f"{forget_bias} is added to the forget gate's bias, as TensorFlow 1 does when it runs")
    half = Direction(reordered(kernel[:-units]), reordered(kernel[-units:]), (biases,))
    return Recurrent("lstm", "ifgo", (half,))


def first_gru(arrays: Arrays) -> Recurrent:
    """TensorFlow 1's `GRUCell`: gates r, u in one kernel, the candidate in another."""
    units = arrays["candidate/bias"].size

    def reordered(part: str) -> Array:
        reset, update = np.split(arrays[f"gates/{part}"], 2, axis=-1)
        return as_float(np.concatenate([update, reset, arrays[f"candidate/{part}"]], axis=-1))

    kernel = reordered("kernel")
    half = Direction(kernel[:-units], kernel[-units:], (reordered("bias"),))
    return Recurrent("gru", "zrn", (half,), reset="before")


READERS: tuple[tuple[set[str], Callable[[Arrays], Layer]], ...] = (
    ({"kernel", "recurrent_kernel"}, keras_recurrent),
    ({"gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias"}, first_gru),
    ({"weights", "biases"}, lambda arrays: Linear(arrays["weights"], arrays["biases"])),
    ({"embeddings"}, lambda arrays: Embedding(arrays["embeddings"])),
    ({"embedding"}, lambda arrays: Embedding(arrays["embedding"])),
)
