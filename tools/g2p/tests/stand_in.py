#!/usr/bin/env python3
"""Stands in for the `lacuna` command where the harness is tested: float32, by the recipe."""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def step(layers: list[dict[str, Any]], arrays: Any, token: int, state: Array) -> tuple[int, Array]:
    """One step of embedding, GRU (r, z, n; reset after) and perhaps linear."""
    value: Array = np.zeros(0, np.float32)
    for layer in layers:
        [(kind, names)] = layer.items()
        if kind == "embedding":
            value = arrays[names["weight"]][token]
        elif kind == "gru":
            input_bias, recurrent_bias = (arrays[name] for name in names["biases"])
            from_input = np.split(arrays[names["input"]] @ value + input_bias, 3)
            from_state = np.split(arrays[names["recurrent"]] @ state + recurrent_bias, 3)
            reset = 1 / (1 + np.exp(-(from_input[0] + from_state[0])))
            update = 1 / (1 + np.exp(-(from_input[1] + from_state[1])))
            candidate = np.tanh(from_input[2] + reset * from_state[2])
            value = state = (1 - update) * candidate + update * state
        else:
            value = arrays[names["weight"]] @ value + arrays[names["bias"]]
    return int(value.argmax()), state


def run(arguments: argparse.Namespace) -> list[int]:
    """The tokens that `run` reports."""
    networks = json.loads(Path(arguments.recipe).read_text())["networks"]
    [layers] = [entry["layers"] for entry in networks if entry["name"] == arguments.network]
    [width] = [layer["gru"]["recurrent"] for layer in layers if "gru" in layer]
    with np.load(arguments.file) as opened:
        arrays = dict(opened)
    state = np.zeros(arrays[width].shape[1], np.float32)
    if arguments.state_in:
        with np.load(arguments.state_in) as given:
            state = given["0.h"]
    seen: list[int] = []
    for token in map(int, arguments.tokens.split(",")):
        choice, state = step(layers, arrays, token, state)
        seen.append(choice)
    if arguments.generate:
        choice, seen = seen[-1], []
        while choice != arguments.stop and len(seen) < arguments.generate:
            seen.append(choice)
            choice, state = step(layers, arrays, choice, state)
    if arguments.state_out:
        named: Any = {"0.h": state}
        np.savez(arguments.state_out, **named)
    return seen


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=("convert", "verify", "run"))
    parser.add_argument("file")
    parser.add_argument("-o", "--output")
    parser.add_argument("--recipe", default=str(Path(__file__).parent.parent / "recipe.json"))
    for name in (
        "encoding",
        "codebook",
        "calibrate",
        "calibration",
        "network",
        "tokens",
        "state-in",
        "state-out",
    ):
        parser.add_argument(f"--{name}")
    parser.add_argument("--generate", type=int)
    parser.add_argument("--stop", type=int)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.command == "convert":
        shutil.copyfile(arguments.file, arguments.output)
    elif arguments.command == "run":
        print(json.dumps({"schema": 1, "tokens": run(arguments)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
