#!/usr/bin/env python3
"""Writes Flax parameters (.msgpack, .npz) as the .npz and recipe that `lacuna convert` reads.

python3 tools/export/flax_export.py PARAMETERS.msgpack -o OUT [--layers NAME[:ACTIVATION],...]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from command import run
from layers import (
    Array,
    Direction,
    Embedding,
    Layer,
    Linear,
    Recurrent,
    UnsupportedModelError,
    as_float,
    in_order,
)

# Gates in the order of the recipe's `ifgo` and `rzn`. NNX writes `if` with an underscore.
LSTM_GATES, GRU_GATES = ("i", "f", "g", "o"), ("r", "z", "n")


def export_file(path: Path, chosen: str | None = None) -> dict[str, Layer]:
    """The layers of saved parameters. Throws `UnsupportedModelError`, `OSError`."""
    if path.suffix == ".npz":
        try:
            with np.load(path) as arrays:
                return export_parameters(nested(dict(arrays)), chosen)
        except ValueError as error:
            raise UnsupportedModelError(f"no readable .npz: {error}") from error
    from flax import serialization

    try:
        parameters = serialization.msgpack_restore(path.read_bytes())
    except ValueError as error:
        raise UnsupportedModelError(f"no parameters in msgpack: {error}") from error
    return export_parameters(parameters, chosen)


def export_parameters(parameters: Any, chosen: str | None = None) -> dict[str, Layer]:
    """The layers of a pytree of parameters: Linen's, or `nnx.state(model, nnx.Param)`.

    `chosen` is the command's `--layers`: names in the order they run, `A+B` for a bidirectional
    layer of two Linen cells, each perhaps with `:relu`. Throws `UnsupportedModelError`.
    """
    if hasattr(parameters, "to_pure_dict"):
        parameters = parameters.to_pure_dict()
    if isinstance(parameters, Mapping) and list(parameters) == ["params"]:
        parameters = parameters["params"]
    if not isinstance(parameters, Mapping):
        raise UnsupportedModelError(f"a mapping is expected, not a {type(parameters).__name__}")
    found: dict[str, Layer] = {}
    collect(parameters, "", found)
    for item in (chosen or "").split(","):
        name = item.partition(":")[0].strip()
        if "+" in name:
            found[name] = pair(name, [half.strip() for half in name.split("+")], found)
    return in_order(found, chosen)


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays called `a/b/c` or `a.b.c` as a tree."""
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *folders, leaf = key.replace(".", "/").split("/")
        node = tree
        for folder in folders:
            node = node.setdefault(folder, {})
        node[leaf] = value
    return tree


def collect(node: Mapping[str, Any], path: str, found: dict[str, Layer]) -> None:
    """Adds the layers at and under a node."""
    layer = layer_of(node, path)
    if layer is not None:
        found[path] = layer
        return
    for key, child in node.items():
        name = f"{path}/{key}" if path else str(key)
        if not isinstance(child, Mapping):
            raise UnsupportedModelError(f"{name}: an array of no layer that is known")
        collect(child, name, found)


def layer_of(node: Mapping[str, Any], path: str) -> Layer | None:
    """The layer whose arrays a node holds; None where it holds layers."""
    keys = {str(key) for key in node}
    if {"forward_rnn", "backward_rnn"} == keys:
        halves: dict[str, Layer] = {}
        for side in ("forward_rnn", "backward_rnn"):
            collect(node[side], side, halves)
        return pair(path, list(halves), halves)
    if keys == {"embedding"}:
        return Embedding(as_float(node["embedding"]))
    if keys in ({"kernel"}, {"kernel", "bias"}):
        kernel = as_float(node["kernel"])
        if kernel.ndim != 2:
            raise UnsupportedModelError(f"{path}: a kernel of shape {list(kernel.shape)}")
        return Linear(kernel, as_float(node["bias"]) if "bias" in keys else None)
    if keys == {"dense_i", "dense_h"}:
        return optimized(node, path)
    for kind, gates in (("lstm", LSTM_GATES), ("gru", GRU_GATES)):
        if {key.rstrip("_") for key in keys} == {side + gate for side in "ih" for gate in gates}:
            return cell(kind, gates, {str(key).rstrip("_"): child for key, child in node.items()})
    return None


def optimized(node: Mapping[str, Any], path: str) -> Recurrent:
    """NNX's `OptimizedLSTMCell` (i, f, g, o) or `GRUCell` (r, z, n): all gates in one array."""
    kernels = as_float(node["dense_i"]["kernel"]), as_float(node["dense_h"]["kernel"])
    units, columns = kernels[1].shape
    biases = tuple(
        as_float(node[side].get("bias", np.zeros(columns))) for side in ("dense_i", "dense_h")
    )
    half = Direction(*kernels, biases)
    if columns == 4 * units:
        return Recurrent("lstm", "ifgo", (half,))
    if columns == 3 * units:
        return Recurrent("gru", "rzn", (half,), reset="after")
    raise UnsupportedModelError(f"{path}: {columns} columns for {units} units; 3 or 4 each fit")


def cell(kind: str, gates: tuple[str, ...], node: Mapping[str, Any]) -> Recurrent:
    """An `LSTMCell`, `OptimizedLSTMCell` or `GRUCell` with arrays of its own for each gate."""

    def joined(side: str, part: str) -> Array:
        width = np.shape(node["h" + gates[0]]["kernel"])[1]
        parts = [node[side + gate].get(part, np.zeros(width)) for gate in gates]
        return as_float(np.concatenate([as_float(values) for values in parts], axis=-1))

    biases = (joined("i", "bias"), joined("h", "bias"))
    half = Direction(joined("i", "kernel"), joined("h", "kernel"), biases)
    if kind == "lstm":
        return Recurrent("lstm", "ifgo", (half,))
    return Recurrent("gru", "rzn", (half,), reset="after")


def pair(name: str, halves: list[str], found: dict[str, Layer]) -> Recurrent:
    """A bidirectional layer of two that read forward; they leave `found`."""
    layers = [found.pop(half, None) for half in halves]
    first, last = layers[0], layers[-1]
    if (
        len(layers) != 2
        or not isinstance(first, Recurrent)
        or not isinstance(last, Recurrent)
        or first.kind != last.kind
    ):
        raise UnsupportedModelError(f"{name}: a bidirectional layer is two cells of one kind")
    directions = first.directions + last.directions
    return Recurrent(first.kind, first.gates, directions, first.reset)


def main() -> int:
    """The command."""

    def more(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--layers", metavar="NAME[:ACTIVATION],…", help="in the order they run")

    def read(arguments: argparse.Namespace) -> dict[str, Layer]:
        return export_file(arguments.model, arguments.layers)

    return run(__doc__ or "", "PARAMETERS", read, more)


if __name__ == "__main__":
    sys.exit(main())
