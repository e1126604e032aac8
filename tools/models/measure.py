"""Converts a case at `int8` and says how far each step is from the model's own runtime."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from case import Case, Floats, Sequence


class CommandError(Exception):
    """A call of `lacuna` failed; the message has the command and what it said."""


@dataclass(frozen=True)
class Difference:
    """Over every output of every step; `top1` is None where nothing is decided."""

    largest: float
    rms: float
    top1: float | None


@dataclass(frozen=True)
class Row:
    """What came of a case."""

    case: Case
    steps: int
    size: float
    """The root mean square of the runtime's own outputs."""
    dense_bytes: int
    file_bytes: int
    dense: Difference
    int8: Difference

    def shortfalls(self) -> list[str]:
        """Where the row is worse than the case's limits."""
        found = {"dense": self.dense.largest, "rms": self.int8.rms}
        worse = [key for key, value in found.items() if value > self.case.limits.get(key, np.inf)]
        if self.int8.top1 is not None and self.int8.top1 < self.case.limits.get("top1", 0):
            worse.append("top1")
        return [f"{self.case.name} ({self.case.form}): {key}" for key in worse]


class Lacuna:
    """The command at a path."""

    def __init__(self, path: Path) -> None:
        found = shutil.which(str(path))
        if found is None:
            raise CommandError(f"{path} is no program; build it: swift build -c release")
        self.path = os.path.abspath(found)

    def call(self, *arguments: object, expecting: int = 0) -> str:
        """What one call says; errors where another exit code is expected. Throws `CommandError`."""
        command = [self.path, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != expecting:
            said = (done.stderr or done.stdout).strip()
            raise CommandError(f"{' '.join(command)}\n  exit code {done.returncode}: {said}")
        return done.stderr if expecting else done.stdout

    def outputs(self, model: Path, sequence: Sequence, folder: Path, options: list[str]) -> Floats:
        """The outputs `[steps, outputs]` of one sequence."""
        target = folder / "outputs.npy"
        if np.issubdtype(sequence.inputs.dtype, np.integer):
            given = ["--tokens", ",".join(map(str, sequence.inputs))]
        else:
            np.save(folder / "inputs.npy", sequence.inputs)
            given = ["--input", str(folder / "inputs.npy")]
        state = ["--state-in", str(sequence.state)] if sequence.state else []
        self.call("run", model, *options, *given, *state, "--output", target)
        found: Floats = np.load(target)
        return found


def measure(lacuna: Lacuna, case: Case, folder: Path) -> Row:
    """Everything of a row. Throws `CommandError`."""
    recipe = ["--recipe", str(case.recipe)] if case.recipe else []
    network = ["--network", case.network] if case.network else []
    if case.refused:
        lacuna.call("convert", case.refused, *recipe, "-o", folder / "refused.lacuna", expecting=2)
    file = folder / "model.lacuna"
    lacuna.call("convert", case.model, *recipe, "--encoding", "int8", "-o", file)
    lacuna.call("verify", file)
    totals = json.loads(lacuna.call("inspect", file, "--json"))["totals"]
    dense = [lacuna.outputs(case.model, it, folder, recipe + network) for it in case.sequences]
    int8 = [lacuna.outputs(file, it, folder, network) for it in case.sequences]
    expected = np.concatenate([sequence.expected for sequence in case.sequences])
    return Row(
        case=case,
        steps=len(expected),
        size=float(np.sqrt(np.mean(expected.astype(np.float64) ** 2))),
        dense_bytes=totals["denseBytes"],
        file_bytes=file.stat().st_size,
        dense=difference(case, expected, np.concatenate(dense)),
        int8=difference(case, expected, np.concatenate(int8)),
    )


def difference(case: Case, expected: Floats, found: Floats) -> Difference:
    """How far outputs are from the runtime's."""
    if expected.shape != found.shape:
        raise CommandError(f"{case.name}: {found.shape} outputs, {expected.shape} expected")
    error = np.abs(expected.astype(np.float64) - found)
    top1 = None
    if case.decide:
        top1 = float(np.mean(case.decide(expected) == case.decide(found)))
    return Difference(float(error.max()), float(np.sqrt(np.mean(error**2))), top1)
