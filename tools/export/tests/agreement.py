"""Runs an export by `lacuna`, dense and at `int8`, and says how far it is from the framework."""

import itertools
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from layers import Array, Layer, Recurrent, as_float, write_export

LACUNA = os.environ.get("LACUNA", "")
STEPS, FEATURES, TOKENS, UNITS = 24, 6, 20, 8
DENSE_TOLERANCE = 1e-5
# Of int8 weights and hidden states, on outputs that are about 1.
INT8_TOLERANCE = 0.05
GATES = {"lstm": 4, "gru": 3}


@dataclass(frozen=True)
class Outcome:
    """The largest difference of any output at any step."""

    dense: float
    int8: float


RECORD: dict[str, Outcome] = {}


def random(shape: Any, seed: int) -> Array:
    return as_float(np.random.default_rng(seed).normal(size=shape) * 0.5)


def lacuna(*arguments: object) -> None:
    subprocess.run([LACUNA, *map(str, arguments)], check=True, capture_output=True, text=True)


def inputs(path: Path, values: Any) -> tuple[str, object]:
    """The option that feeds tokens or features."""
    if np.issubdtype(np.asarray(values).dtype, np.integer):
        return "--tokens", ",".join(map(str, values))
    np.save(path / "x.npy", values)
    return "--input", path / "x.npy"


def dense_outputs(layers: Mapping[str, Layer], values: Any, folder: Path) -> Array:
    numbers, recipe = write_export(layers, folder / "model")
    output = folder / "y.npy"
    lacuna("run", numbers, "--recipe", recipe, *inputs(folder, values), "--output", output)
    return as_float(np.load(output))


def int8_outputs(layers: Mapping[str, Layer], values: Any, folder: Path) -> Array:
    numbers, recipe = write_export(layers, folder / "model")
    file, output = folder / "model.lacuna", folder / "z.npy"
    lacuna("convert", numbers, "--recipe", recipe, "--encoding", "int8", "-o", file)
    lacuna("run", file, *inputs(folder, values), "--output", output)
    return as_float(np.load(output))


def check(
    name: str, layers: Mapping[str, Layer], values: Any, expected: Any, folder: Path
) -> Outcome:
    """Holds both runs to the framework's outputs `[steps, outputs]`, and records the difference."""
    wanted = np.asarray(expected)
    dense = np.abs(dense_outputs(layers, values, folder) - wanted).max()
    int8 = np.abs(int8_outputs(layers, values, folder) - wanted).max()
    RECORD[name] = Outcome(float(dense), float(int8))
    assert dense < DENSE_TOLERANCE
    assert int8 < INT8_TOLERANCE
    return RECORD[name]


def check_gates(layers: Mapping[str, Layer], values: Any, expected: Any, folder: Path) -> None:
    """Any two gates of any layer swapped must show."""
    for name, layer in layers.items():
        if not isinstance(layer, Recurrent):
            continue
        for first, second in itertools.combinations(range(GATES[layer.kind]), 2):
            swapped = dict(layers) | {name: swap(layer, first, second)}
            outputs = dense_outputs(swapped, values, folder)
            assert np.abs(outputs - np.asarray(expected)).max() > 1000 * DENSE_TOLERANCE


def swap(layer: Recurrent, first: int, second: int) -> Recurrent:
    """The layer with two gates' columns in each other's place."""
    order = list(range(GATES[layer.kind]))
    order[first], order[second] = second, first

    def blocks(values: Array) -> Array:
        parts = np.split(values, len(order), axis=-1)
        return as_float(np.concatenate([parts[index] for index in order], axis=-1))

    directions = tuple(
        replace(
            half,
            input=blocks(half.input),
            recurrent=blocks(half.recurrent),
            biases=tuple(map(blocks, half.biases)),
        )
        for half in layer.directions
    )
    return replace(layer, directions=directions)
