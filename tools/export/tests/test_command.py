"""The commands: what they write and say, and their exit codes."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agreement import FEATURES, UNITS, lacuna, random

SCRIPTS = Path(__file__).resolve().parent.parent


def call(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_is_written_is_what_lacuna_converts(tmp_path: Path) -> None:
    arrays = {
        "cell/dense_i/kernel": random((FEATURES, 3 * UNITS), 1),
        "cell/dense_i/bias": random(3 * UNITS, 2),
        "cell/dense_h/kernel": random((UNITS, 3 * UNITS), 3),
        "head/kernel": random((UNITS, 4), 4),
    }
    np.savez(tmp_path / "flax.npz", **arrays)  # type: ignore[arg-type]
    done = call("flax_export.py", tmp_path / "flax.npz", "-o", tmp_path / "out" / "model")
    assert done.returncode == 0, done.stderr
    next_command = done.stdout.splitlines()[-1].removeprefix("next: lacuna ").split()
    lacuna(*next_command)
    assert (tmp_path / "out" / "model.lacuna").stat().st_size > 0


@pytest.mark.parametrize("script", ["flax_export.py", "keras_export.py", "tensorflow_export.py"])
def test_a_missing_model_is_input_that_failed(script: str, tmp_path: Path) -> None:
    done = call(script, tmp_path / "missing", "-o", tmp_path / "model")
    assert done.returncode == 3
    assert str(tmp_path / "missing") in done.stderr
    assert not list(tmp_path.iterdir())


def test_an_unfit_model_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    np.savez(tmp_path / "flax.npz", **{"head/kernel": random((3, 4), 1)})  # type: ignore[arg-type]
    done = call("flax_export.py", tmp_path / "flax.npz", "-o", tmp_path / "model")
    assert done.returncode == 2
    assert "no LSTM and no GRU" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["flax.npz"]
