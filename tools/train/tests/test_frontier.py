"""The table and picture of many runs."""

import json
from pathlib import Path

import pytest

from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.frontier import Point, compare, describe


def run(folder: Path, name: str, encodings: dict[str, str], **final: object) -> Path:
    made = folder / name
    made.mkdir()
    settings = {"stage": "quantize", "encodings": encodings, "loop": {"epochs": 3}}
    (made / "settings.json").write_text(json.dumps(settings))
    (made / "log.jsonl").write_text(json.dumps({"event": "final"} | final) + "\n")
    return made


def test_the_largest_run_stands_first_and_losses_are_against_the_baseline(tmp_path: Path) -> None:
    dense = run(tmp_path, "dense", {}, testPerplexity=80.0)
    small = run(tmp_path, "small", {"lstm.a": "terms:1/16"}, testPerplexity=88.0, recurrentBytes=10)
    large = run(
        tmp_path, "large", {"lstm.a": "terms:2/16"}, testPerplexity=80.4, recurrentBytes=1020
    )
    picture = tmp_path / "frontier.svg"
    lines = compare([small, large], dense, picture).splitlines()
    assert lines[2].startswith("| terms:2/16 | 1,020 |") and "| +0.5% |" in lines[2]
    assert lines[3].startswith("| terms:1/16 | 10 |") and "| +10.0% |" in lines[3]
    assert picture.read_text().lstrip().startswith("<?xml")


def test_a_run_that_is_not_finished_is_refused(tmp_path: Path) -> None:
    made = run(tmp_path, "begun", {}, testPerplexity=1.0)
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
