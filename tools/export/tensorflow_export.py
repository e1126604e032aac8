#!/usr/bin/env python3
"""Writes a TensorFlow SavedModel or checkpoint as the .npz and recipe that `lacuna convert` reads.

python3 tools/export/tensorflow_export.py FOLDER|PREFIX -o OUT [--layers NAME[:ACTIVATION],...]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from command import note, run
from layers import Array, Layer, Recurrent, UnsupportedModelError, in_order
from tensorflow_layers import CELL, joined, layer_of
from tensorflow_variables import read_variables

SIDES = ("forward_", "backward_")


def export_file(
    path: Path, chosen: str | None = None, forget_bias: float = 1.0
) -> dict[str, Layer]:
    """The layers of the variables under a folder or prefix; no graph and no code is run.

    Throws `UnsupportedModelError`, `OSError`.
    """
    variables, is_ordered = read_variables(path)
    groups: dict[str, dict[str, Array]] = {}
    for name, values in variables.items():
        folder, _, leaf = name.rpartition("/")
        groups.setdefault(folder, {})[leaf] = values
    found: dict[str, Layer] = {}
    for folder, arrays in joined(groups).items():
        try:
            found[folder] = layer_of(folder, arrays, forget_bias)
        except KeyError as error:
            raise UnsupportedModelError(
                f"{folder or 'the model'}: the variables {', '.join(arrays)} make no layer that is"
                " known"
            ) from error
    layers = paired(found)
    if chosen or not is_ordered:
        return in_order(layers, chosen)
    note("a checkpoint does not say which activations a model has: Keras's defaults are taken,")
    note("and none for Dense layers; --layers NAME:relu says otherwise")
    return layers


def paired(found: Mapping[str, Layer]) -> dict[str, Layer]:
    """Layers by names of their own, the two of a bidirectional one made one."""
    names = short({folder: folder.split("/") for folder in found})
    result: dict[str, Layer] = {}
    halves: dict[str, dict[str, Recurrent]] = {}
    for folder, layer in found.items():
        parts = names[folder].split("/")
        side = next((part for part in parts if part.startswith(SIDES)), None)
        name = names[folder]
        if side is not None and isinstance(layer, Recurrent):
            name = "/".join(parts[: parts.index(side)])
            halves.setdefault(name, {})[side.partition("_")[0] + "_"] = layer
        elif name in result:
            raise UnsupportedModelError(f"two layers are called {name}")
        result[name] = layer
    for name, sides in halves.items():
        if set(sides) != set(SIDES) or len({layer.kind for layer in sides.values()}) != 1:
            raise UnsupportedModelError(f"{name}: a bidirectional layer is two cells of one kind")
        first, last = (sides[side] for side in SIDES)
        directions = first.directions + last.directions
        result[name] = Recurrent(first.kind, first.gates, directions, first.reset)
    return result


def short(folders: Mapping[str, list[str]]) -> dict[str, str]:
    """Folders without cells' own names at their ends, and without a model's before them all."""
    own = {folder: [p for p in parts if not CELL.search(p)] for folder, parts in folders.items()}
    firsts = {parts[0] for parts in own.values() if parts}
    strips = len(firsts) == 1 and all(len(parts) > 1 for parts in own.values())
    return {folder: "/".join(parts[strips:]) or folder for folder, parts in own.items()}


def main() -> int:
    """The command."""

    def more(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--layers", metavar="NAME[:ACTIVATION],…", help="in the order they run")
        parser.add_argument(
            "--forget-bias", type=float, default=1.0, help="of a TensorFlow 1 LSTM (default 1.0)"
        )

    def read(arguments: argparse.Namespace) -> dict[str, Layer]:
        return export_file(arguments.model, arguments.layers, arguments.forget_bias)

    return run(__doc__ or "", "FOLDER|PREFIX", read, more)


if __name__ == "__main__":
    sys.exit(main())
