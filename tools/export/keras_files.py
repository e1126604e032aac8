"""Loading a Keras file without running anything of it."""

import importlib.util
import json
import zipfile
from pathlib import Path
from typing import Any

import keras

from layers import UnsupportedModelError

# Where the classes that a configuration names may come from.
MODULES = {f"keras.{part}" for part in ("initializers", "layers", "models", "regularizers")}
MODULES |= {"keras", "keras.constraints", "keras.optimizers"}


def load(path: Path) -> Any:
    """The model by Keras; where that cannot, by Keras 2, which is the package `tf_keras` today.

    Throws `UnsupportedModelError`, `OSError`.
    """
    if not path.exists():
        raise OSError("no such file")
    try:
        return keras.saving.load_model(path, compile=False)
    except (TypeError, ValueError) as error:
        reason = f"Keras {keras.__version__} cannot load it: {first_line(error)}"
    if importlib.util.find_spec("tf_keras") is None:
        raise UnsupportedModelError(
            f"{reason}\n  if Keras 2 made it, pip install tf_keras, and try again"
        )
    import tf_keras

    try:
        check(configuration(path))
        return tf_keras.models.load_model(path, compile=False)
    except (KeyError, OSError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise UnsupportedModelError(f"{reason}\n  nor Keras 2: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """What went wrong, without the model's whole configuration after it."""
    return str(error).strip().partition("\n")[0][:200]


def configuration(path: Path) -> Any:
    """The description of the layers that a file holds, as JSON has it."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return json.loads(archive.read("config.json"))
    import h5py

    with h5py.File(path) as file:
        return json.loads(file.attrs["model_config"])


def check(node: Any) -> None:
    """Refuses what would run code: Keras 2 has no safe mode for all of its forms.

    Throws `ValueError`.
    """
    if isinstance(node, dict):
        if node.get("class_name") in ("Lambda", "function", "__lambda__"):
            raise ValueError(f"it holds code: {node['class_name']}")
        if node.get("module", "keras") not in MODULES:
            raise ValueError(f"it names the module {node['module']}")
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            check(child)
