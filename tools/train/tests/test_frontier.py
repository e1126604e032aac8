"""The table and picture of many runs."""

import json
import math
from pathlib import Path

import pytest

from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.frontier import Point, compare, describe

MODEL = {"vocabulary": 100, "embedding": 8, "hidden": 8, "layers": 1, "tied": True}


def run(
    folder: Path, name: str, encodings: dict[str, str], embedding: int = 8, **final: object
) -> Path:
    made = folder / name
    made.mkdir()
    settings = {
        "stage": "quantize",
        "unit": "word",
        "model": MODEL | {"embedding": embedding},
        "encodings": encodings,
        "loop": {"epochs": 3},
    }
    (made / "settings.json").write_text(json.dumps(settings))
    final = {"event": "final", "validationLoss": 4.0} | final
    (made / "log.jsonl").write_text(json.dumps(final) + "\n")
    return made


def test_the_largest_run_stands_first_and_losses_are_against_the_baseline(tmp_path: Path) -> None:
    dense = run(tmp_path, "dense", {}, testLoss=math.log(80))
    small = run(
        tmp_path, "small", {"lstm.a": "terms:1/16"}, testLoss=math.log(88), recurrentBytes=10
    )
    large = run(
        tmp_path, "large", {"lstm.a": "terms:2/16"}, testLoss=math.log(80.4), recurrentBytes=1020
    )
    picture = tmp_path / "frontier.svg"
    lines = compare([small, large], dense, picture).splitlines()
    assert lines[2].startswith("| terms:2/16 | 1,020 |") and "| +0.5% |" in lines[2]
    assert lines[3].startswith("| terms:1/16 | 10 |") and "| +10.0% |" in lines[3]
    assert picture.read_text().lstrip().startswith("<?xml")


def test_sizes_and_operations_are_against_the_baselines_own(tmp_path: Path) -> None:
    dense = run(tmp_path, "dense", {}, testLoss=4.0)
    # Weights of 32 x (4 + 8) in place of 32 x (8 + 8); half of them executed.
    narrow = run(
        tmp_path,
        "narrow",
        {"lstm.a": "terms:2/16"},
        embedding=4,
        testLoss=4.0,
        recurrentBytes=64,
        bytes=128,
        recurrentReduction=2.0,
    )
    row = compare([narrow], dense, None).splitlines()[2]
    # 4 x (512 + 64) bytes over 64, 4 x (512 + 64 + 800 + 100) over 128, 512 over 192.
    assert "| 64 | 36.0x | 128 | 46.1x |" in row and "| 2.7x fewer |" in row


def test_a_run_that_is_not_finished_is_refused(tmp_path: Path) -> None:
    made = run(tmp_path, "begun", {}, testLoss=1.0)
    (made / "log.jsonl").write_text('{"epoch": 1}\n')
    with pytest.raises(TrainError, match="not a finished run"):
        Point.read(made)


def test_a_setting_names_what_differs_from_the_default() -> None:
    encodings = {
        "lstm.weight_ih_l0": Encoding.parse("terms:3/32"),
        "lstm.weight_hh_l0": Encoding.parse("terms:2/16"),
        "embedding.weight": Encoding.parse("terms:3/16"),
    }
    assert (
        describe(encodings, "strided")
        == "terms:2/16 and terms:3/32, strided groups, embedding terms:3/16"
    )
    assert describe({}, "consecutive") == "dense, clipped gates"
