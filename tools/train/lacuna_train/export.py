"""The `export` stage: an `.npz`, a vocabulary file and a recipe that `lacuna convert` reads."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from lacuna_corpus import vocabulary as vocabulary_file
from torch import Tensor

from lacuna_train.data import Unit
from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError

CLIPPED_GATE = {"clipped": {"shift": 2, "offset": 0.5, "low": 0, "high": 1}}
CLIPPED_TANH = {"clipped": {"shift": 0, "offset": 0, "low": -1, "high": 1}}


def write_export(
    folder: Path,
    name: str,
    arrays: Mapping[str, Tensor],
    network: dict[str, Any],
    entries: list[str],
) -> dict[str, Any]:
    """Write `name.npz`, `name.vocabulary.txt` and `name.json`; return sizes and checksums.

    `network` is the recipe's network object; its vocabulary becomes the file written here.
    """
    if folder.exists() and not folder.is_dir():
        raise TrainError(f"{folder}: expected a folder, or nothing yet, found a file")
    if not name or Path(name).name != name:
        raise TrainError(f"--name {name!r}: expected the name of a file, without a folder")
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = f"{name}.vocabulary.txt"
    stored = {key: value.detach().cpu().numpy() for key, value in arrays.items()}
    with (folder / f"{name}.npz").open("wb") as file:
        # The stub of `savez` takes its keyword arguments for the option of the same type.
        np.savez(file, **stored)  # type: ignore[arg-type]
    vocabulary_file.write(folder / vocabulary, entries)
    recipe = {"networks": [network | {"vocabulary": vocabulary}]}
    (folder / f"{name}.json").write_text(json.dumps(recipe, indent=2) + "\n", encoding="utf-8")
    files = (f"{name}.npz", vocabulary, f"{name}.json")
    return {
        file: {
            "bytes": (folder / file).stat().st_size,
            "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest(),
        }
        for file in files
    }


def language_model_recipe(
    name: str,
    unit: Unit,
    layers: int,
    *,
    tied: bool,
    clipped: bool,
    bottleneck: bool = False,
    encodings: Mapping[str, Encoding] | None = None,
) -> dict[str, Any]:
    """Return the network object of an embedding, `layers` LSTM layers and an output layer.

    With `bottleneck`, a linear layer without a bias stands before the output layer.
    """

    def array(matrix: str) -> Any:
        encoding = (encodings or {}).get(matrix)
        return {"array": matrix} | encoding.as_recipe() if encoding else matrix

    network: list[dict[str, Any]] = [{"embedding": {"weight": array("embedding.weight")}}]
    for layer in range(layers):
        lstm: dict[str, Any] = {
            "input": array(f"lstm.weight_ih_l{layer}"),
            "recurrent": array(f"lstm.weight_hh_l{layer}"),
            "biases": [f"lstm.bias_ih_l{layer}", f"lstm.bias_hh_l{layer}"],
            "gates": "ifgo",
        }
        if clipped:
            lstm |= {"gate": CLIPPED_GATE, "candidate": CLIPPED_TANH, "cell": CLIPPED_TANH}
        network.append({"lstm": lstm})
    if bottleneck:
        network.append({"linear": {"weight": array("bottleneck.weight"), "activation": "none"}})
    weight = array("embedding.weight" if tied else "output.weight")
    network.append({"linear": {"weight": weight, "bias": "output.bias", "activation": "none"}})
    return {"name": name, "unit": unit, "layers": network}


def dense_arrays(state: Mapping[str, Tensor], *, tied: bool) -> dict[str, Tensor]:
    """Return a dense model's arrays as float32, a tied output weight only once."""
    return {
        name: value.float()
        for name, value in state.items()
        if not (tied and name == "output.weight")
    }
