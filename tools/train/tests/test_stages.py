"""Every stage, on a text small enough to train on in seconds."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lacuna_corpus.prepare import prepare

from lacuna_train import loop
from lacuna_train.__main__ import main
from lacuna_train.loop import Trainer
from lacuna_train.run_folder import RunFolder

SIZE = ["--hidden", "16", "--embedding", "16", "--layers", "2", "--dropout", "0"]
LOOP = ["--batch", "4", "--length", "12", "--rate", "0.01", "--precision", "float32"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    book = "The cat sat on the mat; the dog, too, sat. Did it?\n\nNo, it didn't!\n\n" * 60
    prepare([book], folder, 30)
    return folder


def lacuna_train(*arguments: object) -> None:
    assert main(["--threads", "1", *(str(argument) for argument in arguments)]) == 0


def final(run: Path) -> dict[str, Any]:
    return RunFolder(run).entries()[-1]


@pytest.fixture(scope="module")
def runs(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole way: dense, clip, prune, quantize."""
    folder = tmp_path_factory.mktemp("runs")
    lacuna_train("dense", "--corpus", corpus, "--run", folder / "dense", *SIZE, *LOOP,
                 "--epochs", 12)  # fmt: skip
    lacuna_train("clip", "--corpus", corpus, "--run", folder / "clip", *SIZE, *LOOP,
                 "--epochs", 12, "--penalty", 0.02, "--restart", 0.05, "--word-dropout", 0.02,
                 "--weight-dropout", 0.05)  # fmt: skip
    lacuna_train("prune", "--corpus", corpus, "--run", folder / "prune", *LOOP, "--epochs", 6,
                 "--source", folder / "clip", "--encoding", "terms:4/16", "--gradual", 0.5,
                 "--grouping", "chosen", "--teacher", folder / "dense")  # fmt: skip
    lacuna_train("quantize", "--corpus", corpus, "--run", folder / "quantize", *LOOP,
                 "--epochs", 6, "--source", folder / "prune", "--encoding", "terms:4/16",
                 "--encoding", "embedding=codes", "--interval", 2)  # fmt: skip
    return folder


def test_every_stage_learns_what_there_is(runs: Path) -> None:
    # The text repeats, so that a model which knows it is almost never surprised.
    for stage in ("dense", "clip", "prune", "quantize"):
        assert final(runs / stage)["testLoss"] < 0.6, stage


def test_only_epochs_with_the_final_number_of_terms_can_be_best(runs: Path) -> None:
    best = RunFolder(runs / "prune").load("best.pt")
    assert best is not None
    assert best["epoch"] >= 2


def test_the_log_says_what_a_figure_needs(runs: Path) -> None:
    entries = RunFolder(runs / "quantize").entries()
    assert entries[0]["event"] == "start"
    assert entries[0]["source"] == "prune"
    assert [entry["epoch"] for entry in entries[1:-1]] == [1, 2, 3, 4, 5, 6]
    assert all(len(entry["densities"]) == 2 for entry in entries[1:-1])
    last = entries[-1]
    assert last["arithmetic"] == "integer"
    assert last["recurrentReduction"] >= 4
    assert last["testPerplexity"] == round(math.exp(last["testLoss"]), 3)
    out = runs / "plot.svg"
    lacuna_train("plot", runs / "clip", runs / "quantize", "-o", out)
    assert out.stat().st_size > 1000


def test_a_finished_run_called_again_changes_nothing(runs: Path, corpus: Path) -> None:
    before = RunFolder(runs / "dense").entries()
    lacuna_train("dense", "--corpus", corpus, "--run", runs / "dense", *SIZE, *LOOP,
                 "--epochs", 12)  # fmt: skip
    assert RunFolder(runs / "dense").entries() == before


def test_other_settings_in_the_same_folder_are_refused(
    runs: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["dense", "--corpus", corpus, "--run", runs / "dense", *SIZE, *LOOP]
    assert main([str(argument) for argument in [*arguments, "--epochs", 12, "--seed", 2]]) == 2
    assert "loop.seed was 1, is 2" in capsys.readouterr().err


class Cut(Exception):
    """Stands for whatever ends a process."""


CLIP = ["clip", *SIZE, "--penalty", "0.02"]
# Masks and values are taken at every third step; the strength moves with each.
QUANTIZE = ["quantize", "--encoding", "terms:4/16,fitted", "--encoding", "embedding=codes,fitted",
            "--interval", "3", "--target-density", "0.2"]  # fmt: skip


@pytest.mark.parametrize("every", [0.0, 300.0])
@pytest.mark.parametrize("stage", [CLIP, QUANTIZE], ids=["clip", "quantize"])
def test_a_run_cut_short_goes_on_as_if_it_had_not_been(
    runs: Path,
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: list[str],
    every: float,
) -> None:
    def cut(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 31:
            raise Cut
        step(*arguments)

    calls: list[int] = []
    step = Trainer._step
    command: list[object] = [*stage, *LOOP, "--corpus", corpus, "--epochs", 4, "--dropout", 0.2,
                             "--average", 0.9]  # fmt: skip
    if stage is QUANTIZE:
        command += ["--source", runs / "clip"]
    monkeypatch.setattr(loop, "CHECKPOINT_SECONDS", every)
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_step", cut)
        with pytest.raises(Cut):
            lacuna_train(*command, "--run", tmp_path / "cut")
    saved = RunFolder(tmp_path / "cut").load("checkpoint.pt")
    assert saved is not None
    assert saved["step"] == (30 if every == 0 else 26)
    for name in ("cut", "whole"):
        lacuna_train(*command, "--run", tmp_path / name)
    cut_short, whole = (
        [entry for entry in RunFolder(tmp_path / name).entries() if "epoch" in entry]
        for name in ("cut", "whole")
    )
    timed = ("time", "seconds")
    for one, other in zip(cut_short, whole, strict=True):
        assert {**one, **dict.fromkeys(timed)} == {**other, **dict.fromkeys(timed)}
    assert final(tmp_path / "cut")["testLoss"] == final(tmp_path / "whole")["testLoss"]


def test_an_export_holds_exactly_what_is_stored(runs: Path, corpus: Path, tmp_path: Path) -> None:
    lacuna_train("export", "--run", runs / "quantize", "--corpus", corpus, "-o", tmp_path,
                 "--name", "tiny", "--network", "tiny")  # fmt: skip
    arrays = np.load(tmp_path / "tiny.npz")
    recurrent = arrays["lstm.weight_hh_l1"]
    assert recurrent.shape == (64, 16)
    assert ((recurrent != 0).sum(axis=1) <= 4).all()
    mantissa, _ = np.frexp(recurrent[recurrent != 0])
    assert set(np.abs(mantissa)) == {0.5}
    assert not arrays["lstm.bias_hh_l0"].any()
    recipe = json.loads((tmp_path / "tiny.json").read_text())["networks"][0]
    assert recipe["unit"] == "word"
    assert recipe["vocabulary"] == "tiny.vocabulary.txt"
    first = recipe["layers"][1]["lstm"]
    assert first["input"] == {
        "array": "lstm.weight_ih_l0", "encoding": "terms:4/16", "codebook": "shift",
        "axis": "input",
    }  # fmt: skip
    assert first["gate"]["clipped"]["shift"] == 2
    assert recipe["layers"][0]["embedding"]["weight"]["encoding"] == "codes"


def test_a_dense_export_has_pytorchs_names(runs: Path, corpus: Path, tmp_path: Path) -> None:
    lacuna_train("export", "--run", runs / "dense", "--corpus", corpus, "-o", tmp_path,
                 "--name", "dense", "--half")  # fmt: skip
    arrays = np.load(tmp_path / "dense.npz")
    assert arrays["lstm.weight_ih_l0"].dtype == np.float16
    recipe = json.loads((tmp_path / "dense.json").read_text())["networks"][0]
    assert recipe["layers"][1]["lstm"]["biases"] == ["lstm.bias_ih_l0", "lstm.bias_hh_l0"]


def test_unfinished_weights_are_not_exported(runs: Path, corpus: Path, tmp_path: Path) -> None:
    arguments = ["export", "--run", runs / "prune", "--corpus", corpus, "-o", tmp_path]
    assert main([str(argument) for argument in [*arguments, "--name", "x"]]) == 2


def test_a_text_is_scored_as_the_run_was(
    runs: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lacuna_train("evaluate", "--run", runs / "quantize", "--corpus", corpus, "--text",
                 corpus / "test.txt")  # fmt: skip
    printed = dict(line.split(None, 1) for line in capsys.readouterr().out.splitlines())
    assert float(printed["loss"]) == pytest.approx(final(runs / "quantize")["testLoss"], abs=1e-5)
    assert printed["arithmetic"] == "integer"


def test_groupings_and_sensitivities_are_reported(
    runs: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lacuna_train("grouping", "--run", runs / "clip", "--encoding", "terms:2/8", "--trials", 300)
    shares = [float(line.split()[2]) for line in capsys.readouterr().out.splitlines()]
    assert len(shares) == 3
    assert shares[2] >= shares[0]
    lacuna_train("sensitivity", "--run", runs / "clip", "--corpus", corpus, "--budget", 2500,
                 "--candidate", "terms:2/16", "--candidate", "int8")  # fmt: skip
    printed = capsys.readouterr().out
    assert printed.count("--encoding lstm.weight") == 4


def test_a_candidate_is_measured_alike_whichever_came_before(
    runs: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    candidates = ["codes,fitted", "terms:1/16,fitted"]
    costs = []
    for order in (candidates, candidates[::-1]):
        asked = [part for candidate in order for part in ("--candidate", candidate)]
        lacuna_train("sensitivity", "--run", runs / "clip", "--corpus", corpus, "--budget", 9000,
                     *asked)  # fmt: skip
        rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:6]]
        costs.append([dict(zip(row[1::2], row[2::2], strict=True)) for row in rows])
    assert costs[0] == costs[1]
    assert len(costs[0][0]) == 2


def test_a_dense_run_may_begin_as_another_ended(
    runs: Path, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["dense", "--corpus", corpus, *LOOP, "--source", runs / "dense", "--epochs", 1]
    lacuna_train(*command, *SIZE, "--run", tmp_path / "more", "--rate", 0.0005)
    entries = RunFolder(tmp_path / "more").entries()
    assert entries[0]["event"] == "start"
    assert entries[0]["source"] == "dense"
    first = RunFolder(runs / "dense").entries()[0]["trainLoss"]
    assert entries[1]["trainLoss"] < first / 3
    other = [*command, *SIZE, "--run", tmp_path / "other", "--hidden", 8]
    assert main([str(argument) for argument in other]) == 2
    assert "expected a model of" in capsys.readouterr().err


def test_a_run_may_be_made_longer_and_the_log_says_so(
    runs: Path, corpus: Path, tmp_path: Path
) -> None:
    command = ["dense", "--corpus", corpus, "--run", tmp_path, *SIZE, *LOOP]
    lacuna_train(*command, "--epochs", 1)
    lacuna_train(*command, "--epochs", 2)
    entries = RunFolder(tmp_path).entries()
    assert {"event": "epochs", "before": 1, "after": 2}.items() <= entries[2].items()
    assert [entry["epoch"] for entry in entries if "epoch" in entry] == [1, 2]
