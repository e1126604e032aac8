#!/usr/bin/env python3
"""Measures a shipped model against its dense baseline and holds the figures to what is required.

python3 tools/reproduce/reproduce.py fixtures/NAME --lacuna PATH --text FILE [--json FILE]

The folder holds `model.json` (which files are the model, and the limits), the files, and
`SHA256SUMS`. Nothing is trained. Exits with 1 when a required figure is missed.

Sizes and operations are compared with those of the dense baseline itself: float32 bytes of all its
arrays, and every multiply-add of its matrices. The compressed file counts with all its bytes, its
vocabulary, checksums and padding too; its recurrent layers with matrices, exponents and biases.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bars import Figure, Measured, figures, table


class ReproduceError(Exception):
    """What keeps the figures from being measured."""


@dataclass(frozen=True)
class Model:
    """A shipped model: the compressed file, and the dense baseline with its recipe."""

    folder: Path
    title: str
    compressed: Path
    dense: Path
    recipe: Path
    # Limit in bytes for the recurrent layers, where the model has one.
    recurrent_limit: int | None

    @classmethod
    def read(cls, folder: Path) -> "Model":
        """Read `model.json`."""
        file = folder / "model.json"
        if not file.is_file():
            raise ReproduceError(f"{folder}: no model.json, so no model is shipped here")
        try:
            found = json.loads(file.read_text())
            return cls(
                folder,
                found["title"],
                folder / found["compressed"],
                folder / found["dense"],
                folder / found["recipe"],
                found.get("recurrentLimit"),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ReproduceError(f"{file}: expected a description of a model: {error!r}") from error

    def check(self) -> int:
        """Hold every file to its checksum; return how many there are."""
        listed = (self.folder / "SHA256SUMS").read_text().splitlines()
        for line in listed:
            wanted, name = line.split(maxsplit=1)
            found = hashlib.sha256((self.folder / name).read_bytes()).hexdigest()
            if found != wanted:
                raise ReproduceError(f"{self.folder / name}: SHA-256 {found}, expected {wanted}")
        names = {line.split(maxsplit=1)[1] for line in listed}
        for file in (self.compressed, self.dense, self.recipe):
            if file.name not in names:
                raise ReproduceError(f"{file}: not listed in SHA256SUMS")
        return len(listed)


@dataclass(frozen=True)
class Lacuna:
    """The command; what it runs and how long that took goes to stderr."""

    path: Path

    def json(self, *arguments: str | Path) -> dict[str, Any]:
        """Run a command with `--json` and return what it says."""
        return dict(json.loads(self.text(*arguments, "--json")))

    def text(self, *arguments: str | Path) -> str:
        """Run a command and return its output."""
        words = [str(argument) for argument in arguments]
        print("$ lacuna " + " ".join(words), file=sys.stderr, flush=True)
        begun = time.monotonic()
        done = subprocess.run([self.path, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            raise ReproduceError(f"lacuna {words[0]}: {done.stderr.strip() or done.returncode}")
        print(f"  {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)
        return done.stdout


def measure(model: Model, lacuna: Lacuna, text: Path) -> list[Figure]:
    """Return every figure, measured on the shipped files and the text."""
    print(f"{model.check()} files as SHA256SUMS has them", file=sys.stderr)
    lacuna.text("verify", model.compressed)
    found = lacuna.json("eval", model.compressed, "--text", text)
    expected = lacuna.json("eval", model.dense, "--recipe", model.recipe, "--text", text)
    if found["tokens"] != expected["tokens"]:
        raise ReproduceError(
            f"{text}: {found['tokens']} tokens for the file, {expected['tokens']} for the dense"
        )
    totals = lacuna.json("inspect", model.compressed)["totals"]
    operations = found["matrixOps"]
    compressed = Measured(
        bytes=model.compressed.stat().st_size,
        recurrent_bytes=totals["recurrent"]["bytes"],
        operations=operations["all"]["executed"] / found["tokens"],
        recurrent_operations=operations["recurrent"]["executed"] / found["tokens"],
        perplexity=found["perplexity"],
    )
    dense = measure_dense(model, lacuna, expected["perplexity"])
    print(
        f"{model.title}: {found['tokens']:,} tokens predicted; perplexity"
        f" {compressed.perplexity:.3f} by integers from the file of {compressed.bytes:,} bytes,"
        f" {dense.perplexity:.3f} by float inference of the dense model of {dense.bytes:,}"
    )
    print(own_shape(totals["recurrent"], operations["recurrent"]))
    return figures(compressed, dense, model.recurrent_limit)


def own_shape(size: dict[str, Any], operations: dict[str, Any]) -> str:
    """Say what the recurrent layers' figures are without the baseline's wider input."""
    return (
        "Against dense layers of the compressed model's own shape, as eval and inspect count:"
        f" {size['denseBytes'] / size['bytes']:.2f}x smaller,"
        f" {operations['dense'] / operations['executed']:.2f}x fewer operations"
    )


def measure_dense(model: Model, lacuna: Lacuna, perplexity: float) -> Measured:
    """Return what the dense baseline weighs and computes, as a file made of it says."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dense.lacuna"
        # Its weights are of no concern, so none are calibrated.
        choices = ("--encoding", "int8", "--calibration", "none")
        lacuna.text("convert", model.dense, "--recipe", model.recipe, *choices, "-o", file)
        layout = lacuna.json("inspect", file)
    totals = layout["totals"]
    operations = {"all": 0, "recurrent": 0}
    for network in layout["networks"]:
        for layer in network["layers"]:
            if layer["kind"] == "embedding":
                continue
            weights = sum(matrix["rows"] * matrix["cols"] for matrix in layer["matrices"])
            operations["all"] += weights
            operations["recurrent"] += weights if layer["hidden"] is not None else 0
    return Measured(
        bytes=totals["denseBytes"],
        recurrent_bytes=totals["recurrent"]["denseBytes"],
        operations=operations["all"],
        recurrent_operations=operations["recurrent"],
        perplexity=perplexity,
    )


def main() -> int:
    """Measure, print, and say whether all that is required was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the shipped model's folder")
    parser.add_argument("--lacuna", type=Path, required=True, help="the lacuna command")
    parser.add_argument("--text", type=Path, required=True, help="the text to predict")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    try:
        measured = measure(Model.read(options.folder), Lacuna(options.lacuna), options.text)
    except (ReproduceError, OSError) as error:
        print(f"reproduce: {error}", file=sys.stderr)
        return 2
    print(table(measured))
    if options.json:
        found = {figure.key: figure.value for figure in measured}
        options.json.write_text(json.dumps({"schema": 1, "figures": found}, indent=2) + "\n")
    missed = [figure.name for figure in measured if not figure.reached]
    for name in missed:
        print(f"missed: {name}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
