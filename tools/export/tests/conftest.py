"""Needs `LACUNA`, the path of the command; `--record FILE` writes what was found."""

import importlib.metadata
import os
from pathlib import Path

import pytest

import agreement

# TensorFlow 1's cells need Keras 2; Keras's own tests may run on any backend, these on TensorFlow.
os.environ |= {"TF_USE_LEGACY_KERAS": "1", "KERAS_BACKEND": "tensorflow"}

FRAMEWORKS = {"Keras": "keras", "Keras 2": "tf_keras", "TensorFlow": "tensorflow", "Flax": "flax"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", type=Path, help="write the largest differences as a table")


def pytest_configure(config: pytest.Config) -> None:
    if not agreement.LACUNA:
        raise pytest.UsageError("LACUNA does not name the lacuna command")


def version(package: str) -> str:
    for name in (package, package + "-cpu"):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return "?"


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    path = session.config.getoption("--record")
    if not path or exitstatus:
        return
    versions = ", ".join(f"{name} {version(package)}" for name, package in FRAMEWORKS.items())
    lines = [
        "# Exports against their frameworks",
        "",
        f"`make test-export`: random weights, {agreement.STEPS} steps. The largest difference",
        f"of any output at any step. {versions}.",
        "",
        "| Model | Dense export | `int8` |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {found.dense:.1e} | {found.int8:.3f} |"
        for name, found in sorted(agreement.RECORD.items())
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
