"""A shipped model, what it is fed, and what its own runtime makes of that."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).resolve().parent
RECIPES = HERE / "recipes"
sys.path.insert(0, str(HERE.parent / "setup"))

Floats: TypeAlias = npt.NDArray[np.float32]
Decide: TypeAlias = Callable[[Floats], npt.NDArray[Any]]


@dataclass(frozen=True)
class Sequence:
    """Token ids `[steps]` or features `[steps, inputs]`, and the runtime's `[steps, outputs]`."""

    inputs: npt.NDArray[Any]
    expected: Floats
    state: Path | None = None
    """An `.npz` of the state to start from."""


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    what: str
    form: str
    licence: str
    runtime: str
    model: Path
    """What `lacuna convert` reads: the shipped file, unless `form` says otherwise."""
    sequences: list[Sequence]
    recipe: Path | None = None
    network: str | None = None
    decide: Decide | None = None
    """The classes of steps `[steps]` from outputs; None where there is nothing to decide."""
    refused: Path | None = None
    """A shipped file that `lacuna convert` must refuse, for which `model` stands in."""
    limits: dict[str, float] = field(default_factory=dict)
    """The worst that `--check` lets pass: `dense` and `rms` errors, `top1` agreement."""


def most_likely(outputs: Floats) -> npt.NDArray[Any]:
    """The class with the largest score."""
    classes: npt.NDArray[Any] = np.argmax(outputs, axis=-1)
    return classes


def dictionary(path: Path, pattern: str) -> list[str]:
    """A list's distinct words that match, sorted; what follows a slash is hunspell's."""
    lines = path.read_text(encoding="utf-8").split("\n")
    words = {line.partition("/")[0].strip() for line in lines}
    return sorted(word for word in words if re.fullmatch(pattern, word))
