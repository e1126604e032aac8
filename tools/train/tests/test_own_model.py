"""The example of a user's own model, with a GRU, as far as the engine."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "own_model.py"
LACUNA = os.environ.get("LACUNA", "")


@pytest.mark.skipif(not LACUNA, reason="LACUNA does not name the lacuna command")
def test_the_engine_makes_of_a_file_what_the_model_makes_of_features(tmp_path: Path) -> None:
    command = [sys.executable, str(EXAMPLE), str(tmp_path), "--steps", "80"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "tags right: " in said
    arrays, recipe, file = (tmp_path / f"tagger.{kind}" for kind in ("npz", "json", "lacuna"))
    subprocess.run([LACUNA, "convert", arrays, "--recipe", recipe, "--exact", "-o", file],
                   capture_output=True, check=True)  # fmt: skip
    out = tmp_path / "out.npy"
    subprocess.run([LACUNA, "run", file, "--input", tmp_path / "features.npy", "--output", out],
                   capture_output=True, check=True)  # fmt: skip
    found, expected = np.load(out), np.load(tmp_path / "expected.npy")
    assert found.shape == expected.shape == (500, 5)
    assert np.ptp(expected) > 1
    # Products are floats in training, so that a state may be a step of 1/128 off now and then.
    assert np.abs(found - expected).max() < 0.05 * np.ptp(expected)
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).mean() > 0.97
