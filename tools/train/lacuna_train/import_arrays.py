"""The `import` command: a run made of an `.npz`, for others to start from or to be taught by."""

import zipfile
import zlib
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
from lacuna_train.run_folder import RunFolder, read_settings
from lacuna_train.settings import StageSettings

# What an untrained run's settings say of the training: none.
_LOOP = LoopSettings(epochs=0, batch=0, length=0, rate=0.0)


def import_arrays(
    file: Path, unit: Unit, gates: Gates, run: Path, vocabulary: int | None = None
) -> dict[str, Any]:
    """Write a run whose best model has the arrays of `file`, and return the run's settings.

    Arrays are named as `DenseLanguageModel`'s, or as `export` names them: `embedding.weight`
    `[vocabulary, embedding]`; `lstm.weight_ih_l0` `[4·hidden, embedding]`, `lstm.weight_hh_l0`
    `[4·hidden, hidden]` and biases for each layer, gates in the order i, f, g, o; `output.weight`,
    which in a tied model is absent or the embedding's; `output.bias`, which `lacuna export` calls
    `embedding.bias` in a tied model; `bottleneck.weight`, if there is one. Absent biases are 0.
    With `gates` "smooth" the run is one of the stage `dense`, with "clipped" of `clip`.

    Raises a `TrainError` where arrays make no such model, where its vocabulary has not the size
    that is given, or where the run's folder is taken.
    """
    arrays = read_arrays(file)
    settings = infer(arrays, file)
    if vocabulary is not None and settings.vocabulary != vocabulary:
        raise TrainError(
            f"{file}: embedding.weight: expected {vocabulary} rows, one for each entry of the "
            f"corpus' vocabulary, found {settings.vocabulary}"
        )
    # Without memory: the shapes are held against the arrays' first.
    with torch.device("meta"):
        model = (
            DenseLanguageModel(settings)
            if gates == "smooth"
            else CompressibleLanguageModel(settings, gates)
        )
    shapes = {
        name: value.shape for name, value in model.state_dict().items() if name != "_extra_state"
    }
    if settings.tied:
        arrays["output.weight"] = arrays["embedding.weight"]
        if "output.bias" not in arrays and "embedding.bias" in arrays:
            arrays["output.bias"] = arrays.pop("embedding.bias")
    for name in sorted(arrays.keys() | shapes.keys()):
        wanted, found = shapes.get(name), arrays[name].shape if name in arrays else None
        if found is None and "bias" in name:
            arrays[name] = torch.zeros(shapes[name])
        elif found != wanted:
            raise TrainError(f"{file}: {name}: expected {_shape(wanted)}, found {_shape(found)}")
    state: dict[str, Any] = dict(arrays)
    if gates == "smooth":
        described: dict[str, Any] = {
            "stage": "dense",
            "unit": unit,
            "model": asdict(settings),
            "loop": asdict(_LOOP),
        }
    else:
        described = StageSettings("clip", unit, settings, _LOOP, gates=gates).as_json()
        state["_extra_state"] = {}
    folder = RunFolder(run, make=True)
    if (run / "settings.json").exists():
        # The same may be imported again to be measured, until that has come to its end.
        if vocabulary is None or not _is_import(folder, described, state):
            raise TrainError(f"{run} holds a run already")
        return described
    # The settings last: a folder that has them has a run.
    folder.save("best.pt", {"model": state, "epoch": 0})
    folder.log(event="import", file=file.name)
    folder.claim(described)
    return described


def _is_import(folder: RunFolder, described: dict[str, Any], state: dict[str, Any]) -> bool:
    """Whether the folder's run is an import of just this, and was not measured."""
    if [entry.get("event") for entry in folder.entries()] != ["import"]:
        return False
    saved = folder.load("best.pt")
    if saved is None or read_settings(folder.path) != described:
        return False
    held = saved["model"]
    return held.keys() == state.keys() and all(
        torch.equal(held[name], value) for name, value in state.items() if name != "_extra_state"
    )


def read_arrays(file: Path) -> dict[str, Tensor]:
    """Return the arrays of an `.npz` as float32."""
    with file.open("rb") as opened:
        if not zipfile.is_zipfile(opened):
            raise TrainError(f"{file}: expected an .npz, which is a zip archive, found none")
    arrays = {}
    try:
        with np.load(file, allow_pickle=False) as archive:
            for name in archive.files:
                try:
                    arrays[name] = _floats(archive[name])
                except (TrainError, *_UNREADABLE) as error:
                    raise TrainError(f"{file}: {name}: {error}") from error
    except _UNREADABLE as error:
        raise TrainError(f"{file}: expected an .npz of arrays: {error}") from error
    return arrays


# What NumPy and `zipfile` raise where an archive is damaged, or holds what they do not read.
_UNREADABLE = (
    ValueError,
    EOFError,
    OverflowError,
    RuntimeError,
    TypeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)


def _floats(array: Any) -> Tensor:
    if not isinstance(array, np.ndarray):
        raise TrainError("expected an array, found another kind of file")
    if array.dtype.kind != "f":
        raise TrainError(f"expected floats, found {array.dtype}")
    with np.errstate(over="ignore"):
        single = array.astype(np.float32)
    if not np.isfinite(single).all():
        place = [int(index) for index in np.argwhere(~np.isfinite(single))[0]]
        raise TrainError(f"expected finite float32, found {array[tuple(place)]} at {place}")
    return torch.from_numpy(single)


def infer(arrays: dict[str, Tensor], file: Path) -> DenseSettings:
    """Return the settings of the model that arrays make, by their names, shapes and ties alone."""
    for name in ("embedding.weight", "lstm.weight_hh_l0"):
        if name not in arrays or arrays[name].dim() != 2 or not arrays[name].numel():
            raise TrainError(f"{file}: {name}: expected a matrix, found {_found(arrays, name)}")
    vocabulary, width = arrays["embedding.weight"].shape
    rows, hidden = arrays["lstm.weight_hh_l0"].shape
    if rows != 4 * hidden:
        raise TrainError(
            f"{file}: lstm.weight_hh_l0: expected 4 times as many rows as columns, one for each of "
            f"four gates, found {_shape(arrays['lstm.weight_hh_l0'].shape)}"
        )
    layers = 0
    while f"lstm.weight_hh_l{layers}" in arrays:
        layers += 1
    # A state dict names a tied matrix twice.
    output = arrays.get("output.weight")
    tied = output is None or torch.equal(output, arrays["embedding.weight"])
    return DenseSettings(vocabulary, width, hidden, layers, tied=tied)


def _found(arrays: dict[str, Tensor], name: str) -> str:
    if name in arrays:
        return _shape(arrays[name].shape)
    return "none; there are " + (", ".join(sorted(arrays)) or "no arrays")


def _shape(shape: torch.Size | None) -> str:
    return "no such array" if shape is None else f"shape {list(shape)}"
