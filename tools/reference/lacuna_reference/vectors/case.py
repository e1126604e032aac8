"""A valid vector: a file, and runs of its networks with what comes out of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lacuna_reference.model import Model, open_model
from lacuna_reference.session import Session


@dataclass(frozen=True)
class Run:
    """What a network is given: token ids, or features; and the states it starts from."""

    network: int = 0
    tokens: Sequence[int] | None = None
    features: Sequence[Sequence[float]] | None = None
    states: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A file that keeps all rules marked *open*."""

    name: str
    about: str
    file: bytes
    runs: Sequence[Run]


def expected(case: Case) -> dict[str, Any]:
    """What a reader and an engine must find in the file of a case."""
    model = open_model(case.file)
    return {
        "about": case.about,
        "networks": model.network_names,
        "matrices": model.matrix_names,
        "vocabularies": [
            {
                "unit": vocabulary.unit.name.lower(),
                "entries": [e.decode() for e in vocabulary.entries],
            }
            for vocabulary in model.vocabularies
        ],
        "metadata": model.metadata,
        "runs": [run_expected(model, run) for run in case.runs],
    }


def run_expected(model: Model, run: Run) -> dict[str, Any]:
    """A run and its outputs, states and operations, as integers."""
    session = Session(model, run.network)
    session.set_states(run.states)
    given: dict[str, Any] = {"network": model.network_names[run.network]}
    if run.tokens is not None:
        given["tokens"] = list(run.tokens)
        outputs = session.run(run.tokens)
    else:
        features = np.array(run.features, np.float32)
        given["features"] = features.astype(np.float64).tolist()
        outputs = session.run(list(features))
    given["statesIn"] = {name: list(state) for name, state in run.states.items()}
    return given | {
        "outputs": outputs.tolist(),
        "unit": session.output_unit,
        "states": {name: state.tolist() for name, state in session.get_states().items()},
        "operations": {
            "dense": session.operations.dense,
            "executed": session.operations.executed,
        },
    }


def compact(value: Any) -> str:
    """JSON, an array of numbers on one line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
