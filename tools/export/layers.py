"""Layers as the frameworks hold them, and the `.npz` and recipe that `lacuna convert` reads."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float32]

LINEAR_ACTIVATIONS = ("none", "relu", "tanh", "sigmoid")


class UnsupportedModelError(Exception):
    """The model has something that Lacuna has not; the message names it."""


@dataclass(frozen=True)
class Embedding:
    """A table `[tokens, size]`."""

    weight: Array


@dataclass(frozen=True)
class Linear:
    """A kernel `[inputs, outputs]`, a bias, and one of `LINEAR_ACTIVATIONS`."""

    weight: Array
    bias: Array | None = None
    activation: str = "none"


@dataclass(frozen=True)
class Direction:
    """Kernels `[inputs, gates * units]` and `[units, gates * units]`; none, one or two biases."""

    input: Array
    recurrent: Array
    biases: tuple[Array, ...] = ()


@dataclass(frozen=True)
class Recurrent:
    """An LSTM or a GRU, one direction or both, with its order of gates and its activations."""

    kind: str
    gates: str
    directions: tuple[Direction, ...]
    reset: str | None = None
    gate: str = "sigmoid"
    candidate: str = "tanh"


Layer: TypeAlias = Embedding | Linear | Recurrent


def as_float(values: Any) -> Array:
    """An array of any framework as float32."""
    return np.ascontiguousarray(np.asarray(values), dtype=np.float32)


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts `layer_2` before `layer_10`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def in_order(layers: Mapping[str, Layer], chosen: str | None) -> dict[str, Layer]:
    """The layers in the order of `chosen`, `NAME[:ACTIVATION],...`.

    Without it: embedding, recurrent layers by their names' numbers, linear layer. More than one
    embedding or linear layer has no order that arrays could tell. Throws `UnsupportedModelError`.
    """
    if chosen:
        return dict(_chosen(layers, item.strip()) for item in chosen.split(","))
    parts: list[list[str]] = [[], [], []]
    for name, layer in sorted(layers.items(), key=lambda item: natural(item[0])):
        part = 0 if isinstance(layer, Embedding) else 1 if isinstance(layer, Recurrent) else 2
        parts[part].append(name)
    if len(parts[0]) > 1 or len(parts[2]) > 1:
        raise UnsupportedModelError(
            "the arrays do not say in which order the layers run; name them in it with --layers: "
            + ", ".join(name for part in parts for name in part)
        )
    return {name: layers[name] for part in parts for name in part}


def _chosen(layers: Mapping[str, Layer], item: str) -> tuple[str, Layer]:
    name, _, activation = item.partition(":")
    if name not in layers:
        raise UnsupportedModelError(f"no layer is called {name}; there are: {', '.join(layers)}")
    layer = layers[name]
    if not activation:
        return name, layer
    if not isinstance(layer, Linear) or activation not in LINEAR_ACTIVATIONS:
        raise UnsupportedModelError(
            f"{item}: a linear layer takes one of {', '.join(LINEAR_ACTIVATIONS)}"
        )
    return name, replace(layer, activation=activation)


def write_export(layers: Mapping[str, Layer], out: Path) -> tuple[Path, Path]:
    """Writes `OUT.npz` and `OUT.json`, each whole or not at all; returns their paths."""
    if not any(isinstance(layer, Recurrent) for layer in layers.values()):
        raise UnsupportedModelError("the model has no LSTM and no GRU")
    arrays: dict[str, Array] = {}
    described = [_describe(name, layer, arrays) for name, layer in layers.items()]
    base = out.with_suffix("") if out.suffix in (".npz", ".json") else out
    numbers, recipe = base.with_name(base.name + ".npz"), base.with_name(base.name + ".json")
    network = {"name": base.name, "layers": described}
    numbers.parent.mkdir(parents=True, exist_ok=True)
    beside = numbers.with_name(numbers.name + ".part")
    with beside.open("wb") as file:
        # The stub of `savez` takes its keyword arguments for the option of the same type.
        np.savez(file, **arrays)  # type: ignore[arg-type]
    os.replace(beside, numbers)
    beside.write_text(json.dumps({"networks": [network]}, indent=2) + "\n", encoding="utf-8")
    os.replace(beside, recipe)
    return numbers, recipe


def _describe(name: str, layer: Layer, arrays: dict[str, Array]) -> dict[str, Any]:
    """The recipe's object for a layer, whose arrays it adds."""

    def add(part: str, values: Array) -> str:
        key = f"{name}.{part}".replace("/", ".")
        if key in arrays:
            raise UnsupportedModelError(f"two arrays are called {key}")
        arrays[key] = values
        return key

    if isinstance(layer, Embedding):
        return {"embedding": {"weight": add("weight", layer.weight)}}
    if isinstance(layer, Linear):
        linear: dict[str, Any] = {"weight": add("weight", layer.weight), "transpose": True}
        if layer.bias is not None:
            linear["bias"] = add("bias", layer.bias)
        return {"linear": linear | {"activation": layer.activation}}

    def direction(prefix: str, half: Direction) -> dict[str, Any]:
        suffixes = ["bias"] if len(half.biases) == 1 else ["input_bias", "recurrent_bias"]
        return {
            "input": add(prefix + "kernel", half.input),
            "recurrent": add(prefix + "recurrent_kernel", half.recurrent),
            "biases": [
                add(prefix + suffix, bias)
                for suffix, bias in zip(suffixes, half.biases, strict=False)
            ],
        }

    body: dict[str, Any]
    if len(layer.directions) == 1:
        body = direction("", layer.directions[0])
    else:
        sides = ("forward", "backward")
        body = {
            side: direction(side + ".", half)
            for side, half in zip(sides, layer.directions, strict=True)
        }
    body |= {"gates": layer.gates, "transpose": True}
    body |= {"gate": layer.gate, "candidate": layer.candidate}
    if layer.kind == "lstm":
        body["cell"] = layer.candidate
    if layer.reset:
        body["reset"] = layer.reset
    return {layer.kind: body}


def report(layers: Mapping[str, Layer], files: Iterable[Path]) -> str:
    """What was written, and the command that takes it from here."""
    numbers, recipe = files
    names = ", ".join(f"{name} ({type(layer).__name__.lower()})" for name, layer in layers.items())
    target = numbers.with_suffix(".lacuna")
    return (
        f"{numbers}, {recipe}: {names}\n"
        f"next: lacuna convert {numbers} --recipe {recipe} -o {target}"
    )
