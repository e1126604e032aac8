"""Phonemes by the g2p-en package's own code.

Importing the package downloads corpora that `predict` does not use. So the class is taken out of
the package's source as it stands, less the statements of `__init__` that load those corpora, and
run with NumPy. Nothing of the network is written again here.
"""

import ast
import os
from pathlib import Path
from typing import Any, Protocol

import numpy as np

# What `__init__` sets up for whole sentences; `predict` needs none of it.
CORPORA = ("cmu", "homograph2features")


class Predictor(Protocol):
    """What is used of the package's class."""

    graphemes: list[str]
    phonemes: list[str]

    def predict(self, word: str) -> list[str]:
        """The phonemes of a word, greedy, at most 20."""
        ...


def loads_corpora(statement: ast.stmt) -> bool:
    """Whether a statement of `__init__` assigns one of the corpora to `self`."""
    return isinstance(statement, ast.Assign) and any(
        isinstance(target, ast.Attribute) and target.attr in CORPORA for target in statement.targets
    )


def load_predictor(source: Path) -> Predictor:
    """The package's `G2p`, made from its source; reads `checkpoint20.npz` beside that file."""
    module = ast.parse(source.read_text(encoding="utf-8"), filename=str(source))
    [definition] = [
        statement
        for statement in module.body
        if isinstance(statement, ast.ClassDef) and statement.name == "G2p"
    ]
    for method in definition.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            method.body = [line for line in method.body if not loads_corpora(line)]
    names: dict[str, Any] = {"np": np, "os": os, "dirname": str(source.parent)}
    extracted = ast.Module(body=[definition], type_ignores=[])
    exec(compile(extracted, str(source), "exec"), names)
    predictor: Predictor = names["G2p"]()
    return predictor
