import json
from pathlib import Path

import numpy as np
import pytest

from lacuna_reference.__main__ import main

FOLDER = Path(__file__).parents[3] / "fixtures/conformance"


def test_a_good_file_is_said_to_keep_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(FOLDER / "valid/tied.lacuna")]) == 0
    assert "keeps every rule" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("c10-last", 2, ["rule C10", "padding", "byte 2751", "expected 0", "found 1"]),
        ("g6-inputs", 2, ["rule G6", "layer 1, input size", "expected 3", "found 4"]),
        ("e4-least", 1, ["rule E4", "section 2 (weights)", "-128"]),
    ],
)
def test_a_broken_rule_is_named_with_its_place(
    name: str, code: int, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(FOLDER / f"invalid/{name}.lacuna")]) == code
    error = capsys.readouterr().err
    for word in words:
        assert word in error


def test_a_name_with_control_characters_is_not_printed_raw(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["verify", str(FOLDER / "invalid/g3-escape.lacuna")]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_tokens_give_the_integers_of_the_vector(capsys: pytest.CaptureFixture[str]) -> None:
    run = json.loads((FOLDER / "valid/tied.json").read_text())["runs"][0]
    tokens = ",".join(map(str, run["tokens"]))
    assert main(["run", str(FOLDER / "valid/tied.lacuna"), "--tokens", tokens, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for key in ("outputs", "states", "operations", "unit"):
        assert found[key] == run[key]


def test_a_state_goes_out_and_comes_in_again(tmp_path: Path) -> None:
    file = str(FOLDER / "valid/lstm-int8.lacuna")
    run = json.loads((FOLDER / "valid/lstm-int8.json").read_text())["runs"][0]
    features = np.array(run["features"])
    np.save(tmp_path / "all.npy", features)
    np.save(tmp_path / "first.npy", features[:2])
    np.save(tmp_path / "rest.npy", features[2:])
    state, out = str(tmp_path / "s.npz"), str(tmp_path / "y.npy")
    main(["run", file, "--input", str(tmp_path / "all.npy"), "--output", out])
    whole = np.load(out)
    main(["run", file, "--input", str(tmp_path / "first.npy"), "--state-out", state])
    main(["run", file, "--input", str(tmp_path / "rest.npy"), "--state-in", state, "--output", out])
    assert np.load(out).tolist() == whole[2:].tolist()


@pytest.mark.parametrize("tokens", ["21", "-1", "x", ""])
def test_tokens_that_there_are_not_are_refused(tokens: str) -> None:
    assert main(["run", str(FOLDER / "valid/tied.lacuna"), f"--tokens={tokens}"]) == 2
