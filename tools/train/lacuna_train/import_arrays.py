"""The `import` command: a run made of an `.npz`, for others to start from or to be taught by."""

import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lacuna_train.data import Unit
from lacuna_train.dense import DenseLanguageModel, DenseSettings
from lacuna_train.errors import TrainError
from lacuna_train.loop import LoopSettings
from lacuna_train.model import CompressibleLanguageModel
from lacuna_train.recurrent import Gates
from lacuna_train.run_folder import RunFolder
from lacuna_train.settings import StageSettings

# What an untrained run's settings say of the training: none.
_LOOP = LoopSettings(epochs=0, batch=0, length=0, rate=0.0)


def import_arrays(file: Path, unit: Unit, gates: Gates, run: Path) -> DenseSettings:
    """Write a run whose best model has the arrays of `file`, and return what they make.

    Arrays are named as `DenseLanguageModel`'s, or as `export` names them: `embedding.weight`
    `[vocabulary, embedding]`; `lstm.weight_ih_l0` `[4·hidden, embedding]`, `lstm.weight_hh_l0`
    `[4·hidden, hidden]` and biases for each layer, gates in the order i, f, g, o; `output.weight`,
    which a tied model lacks; `output.bias`, which `lacuna export` calls `embedding.bias` in a tied
    model; `bottleneck.weight`, if there is one. Absent biases are 0. With `gates` "smooth" the run
    is one of the stage `dense`, with "clipped" of `clip`.

    Raises a `TrainError` where arrays make no such model, or the run's folder is taken.
    """
    arrays = read_arrays(file)
    settings = infer(arrays, file)
    model = (
        DenseLanguageModel(settings)
        if gates == "smooth"
        else CompressibleLanguageModel(settings, gates)
    )
    state = {
        name: torch.zeros_like(value)
        for name, value in model.state_dict().items()
        if name != "_extra_state"
    }
    if settings.tied:
        arrays["output.weight"] = arrays["embedding.weight"]
        if "output.bias" not in arrays and "embedding.bias" in arrays:
            arrays["output.bias"] = arrays.pop("embedding.bias")
    for name in sorted(arrays.keys() | state.keys()):
        wanted = tuple(state[name].shape) if name in state else None
        found = tuple(arrays[name].shape) if name in arrays else None
        if found != wanted and not (found is None and "bias" in name):
            raise TrainError(f"{file}: {name}: expected {_shape(wanted)}, found {_shape(found)}")
    state |= arrays
    folder = RunFolder(run)
    if (run / "settings.json").exists():
        raise TrainError(f"{run} holds a run already")
    if gates == "smooth":
        described: dict[str, Any] = {
            "stage": "dense",
            "unit": unit,
            "model": asdict(settings),
            "loop": asdict(_LOOP),
        }
    else:
        described = StageSettings("clip", unit, settings, _LOOP, gates=gates).as_json()
        state["_extra_state"] = {}  # type: ignore[assignment]
    folder.claim(described)
    folder.save("best.pt", {"model": state, "epoch": 0})
    folder.log(event="import", file=file.name)
    return settings


def read_arrays(file: Path) -> dict[str, Tensor]:
    """Return the arrays of an `.npz` as float32."""
    try:
        with np.load(file, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
    except (ValueError, EOFError, zipfile.BadZipFile, AttributeError, TypeError) as error:
        raise TrainError(f"{file}: expected an .npz of arrays: {error}") from error
    for name, array in found.items():
        if array.dtype.kind != "f":
            raise TrainError(f"{file}: {name}: expected floats, found {array.dtype}")
    return {name: torch.from_numpy(array.astype(np.float32)) for name, array in found.items()}


def infer(arrays: dict[str, Tensor], file: Path) -> DenseSettings:
    """Return the settings of the model that arrays make, by their names and shapes alone."""
    for name in ("embedding.weight", "lstm.weight_hh_l0"):
        if name not in arrays or arrays[name].dim() != 2:
            raise TrainError(f"{file}: {name}: expected a matrix, found {_found(arrays, name)}")
    vocabulary, width = arrays["embedding.weight"].shape
    layers = 0
    while f"lstm.weight_hh_l{layers}" in arrays:
        layers += 1
    return DenseSettings(
        vocabulary=vocabulary,
        embedding=width,
        hidden=arrays["lstm.weight_hh_l0"].shape[1],
        layers=layers,
        tied="output.weight" not in arrays,
    )


def _found(arrays: dict[str, Tensor], name: str) -> str:
    if name in arrays:
        return _shape(tuple(arrays[name].shape))
    return "none; there are " + (", ".join(sorted(arrays)) or "no arrays")


def _shape(shape: tuple[int, ...] | None) -> str:
    return "no such array" if shape is None else f"shape {list(shape)}"
