"""What a user gets wrong, and what is said of it; nothing that was made is lost."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lacuna_corpus.prepare import prepare

from lacuna_train import commands
from lacuna_train.__main__ import main
from lacuna_train.run_folder import RunFolder

SIZE = ["--hidden", "16", "--embedding", "16"]
LOOP = ["--epochs", "1", "--batch", "4", "--length", "12", "--precision", "float32"]
BOOK = "The cat sat on the mat; the dog, too, sat. Did it?\n\nNo, it didn't!\n\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    prepare([BOOK * 60], folder, 30)
    return folder


@pytest.fixture(scope="module")
def runs(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    assert train("dense", "--corpus", corpus, "--run", folder / "dense", *SIZE, *LOOP) == 0
    assert train("clip", "--corpus", corpus, "--run", folder / "clip", *SIZE, *LOOP) == 0
    assert train("quantize", "--corpus", corpus, "--run", folder / "quantize", *LOOP,
                 "--source", folder / "clip") == 0  # fmt: skip
    return folder


def train(*arguments: object) -> int:
    return main(["--threads", "1", *(str(argument) for argument in arguments)])


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--batch", "0", "a whole number from 1 on, found 0"),
        ("--length", "x", "a whole number from 1 on, found x"),
        ("--epochs", "-1", "a whole number from 1 on, found -1"),
        ("--hidden", "0", "a whole number from 1 on, found 0"),
        ("--interval", "0", "a whole number from 1 on, found 0"),
        ("--patience", "-1", "a whole number from 0 on, found -1"),
        ("--dropout", "1.5", "a number from 0 to less than 1, found 1.5"),
        ("--average", "1.5", "a number from 0 to less than 1, found 1.5"),
        ("--gradual", "1", "a number from 0 to less than 1, found 1"),
        ("--target-density", "2", "a number from 0 to less than 1, found 2"),
        ("--restart", "nan", "a number from 0 to less than 1, found nan"),
        ("--rate", "0", "a number greater than 0, found 0"),
        ("--penalty", "-0.1", "a number from 0 on, found -0.1"),
        ("--saturation", "x", "a number, found x"),
        ("--precision", "half", "bfloat16"),
    ],
)
def test_an_option_out_of_range_is_named(
    option: str,
    value: str,
    expected: str,
    corpus: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as raised:
        train("clip", "--corpus", corpus, "--run", tmp_path / "run", option, value)
    assert raised.value.code == 2
    said = capsys.readouterr().err
    assert f"argument {option}: " in said
    assert expected in said
    assert not (tmp_path / "run").exists()


def test_a_run_that_could_not_begin_may_be_begun_otherwise(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    arguments = ["clip", "--corpus", corpus, "--run", run, *SIZE, *LOOP]
    assert train(*arguments, "--teacher", tmp_path / "none") == 2
    assert train(*arguments) == 0
    # Now there is something to lose.
    assert train(*arguments, "--penalty", "0.9", "--seed", 7) == 2
    assert "settings: loop.seed was 1, is 7, penalty was 0.05, is 0.9" in capsys.readouterr().err
    assert RunFolder(run).final()


def test_a_run_without_its_checkpoints_is_not_begun_anew(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    arguments = ["clip", "--corpus", corpus, "--run", run, *SIZE, *LOOP]
    assert train(*arguments) == 0
    log = (run / "log.jsonl").read_text()
    for checkpoint in run.glob("*.pt"):
        checkpoint.unlink()
    assert train(*arguments, "--penalty", "0.9") == 2
    assert "penalty was 0.05, is 0.9" in capsys.readouterr().err
    assert (run / "log.jsonl").read_text() == log


@pytest.mark.parametrize(
    "content", ["{}", "[]", '{"stage": "clip", "unit": "word", "model": 3}', "no JSON"]
)
def test_settings_that_are_not_a_runs_stay(
    content: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.json").write_text(content)
    assert train("clip", "--corpus", corpus, "--run", tmp_path, *SIZE, *LOOP) == 2
    assert f"{tmp_path / 'settings.json'}: expected" in capsys.readouterr().err
    assert (tmp_path / "settings.json").read_text() == content


def test_a_log_line_cut_short_is_written_again(corpus: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    arguments = ["clip", "--corpus", corpus, "--run", run, *SIZE, *LOOP]
    assert train(*arguments) == 0
    log = run / "log.jsonl"
    whole = RunFolder(run).entries()
    log.write_text(log.read_text()[:-9])
    assert RunFolder(run).entries() == whole[:-1]
    assert train(*arguments) == 0
    untimed = [{**entry, "time": 0} for entry in RunFolder(run).entries()]
    assert untimed == [{**entry, "time": 0} for entry in whole]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("none", "expected JSON"),
        ("3", "expected an event or an epoch, found 3"),
        ('{"epoch": "2"}', "expected an event or an epoch"),
    ],
)
def test_a_log_line_that_is_none_is_named(
    line: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.jsonl").write_text(f'{{"epoch": 1}}\n{line}\n{{"epoch": 2}}\n')
    assert train("plot", tmp_path, "-o", tmp_path / "out.svg") == 2
    assert f"{tmp_path / 'log.jsonl'}:2: {expected}" in capsys.readouterr().err


def test_an_import_that_was_not_measured_to_the_end_may_be_repeated(
    corpus: Path, runs: Path, tmp_path: Path
) -> None:
    assert train("export", "--run", runs / "dense", "--corpus", corpus, "-o", tmp_path,
                 "--name", "x") == 0  # fmt: skip
    arguments = ["import", tmp_path / "x.npz", "--gates", "smooth", "--run", tmp_path / "run"]
    assert train(*arguments) == 0
    assert train(*arguments, "--corpus", corpus) == 0
    assert RunFolder(tmp_path / "run").final()
    assert train(*arguments, "--corpus", corpus) == 2


def test_an_import_of_something_else_leaves_the_first_alone(
    corpus: Path, runs: Path, tmp_path: Path
) -> None:
    assert train("export", "--run", runs / "dense", "--corpus", corpus, "-o", tmp_path / "one",
                 "--name", "x") == 0  # fmt: skip
    assert train("export", "--run", runs / "quantize", "--corpus", corpus, "-o", tmp_path / "two",
                 "--name", "x") == 0  # fmt: skip
    run = tmp_path / "run"
    arguments = ["import", "--run", run, "--corpus", corpus, "--gates"]
    assert train(*arguments[:3], "--gates", "smooth", tmp_path / "one" / "x.npz") == 0
    before = (run / "best.pt").read_bytes()
    assert train(*arguments, "clipped", tmp_path / "one" / "x.npz") == 2
    assert train(*arguments, "smooth", tmp_path / "two" / "x.npz") == 2
    assert (run / "best.pt").read_bytes() == before
    assert train(*arguments, "smooth", tmp_path / "one" / "x.npz") == 0


def test_a_refused_command_leaves_a_finished_run_finished(
    corpus: Path, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    prepare([BOOK.replace("mat", "map") * 60], other, 30)
    arguments = ["dense", "--run", runs / "dense", *SIZE, *LOOP[2:], "--epochs"]
    files = [runs / "dense" / name for name in ("settings.json", "log.jsonl", "vocabulary.txt")]
    before = [file.read_bytes() for file in files]
    assert train(*arguments, 2, "--corpus", other) == 2
    assert [file.read_bytes() for file in files] == before
    # Nor does one that asks for more with a source that is none.
    arguments = [
        "clip",
        "--run",
        runs / "taught",
        *SIZE,
        *LOOP[2:],
        "--corpus",
        corpus,
        "--teacher",
    ]
    shutil.copytree(runs / "dense", runs / "teacher")
    assert train(*arguments, runs / "teacher", "--epochs", 1) == 0
    log = (runs / "taught" / "log.jsonl").read_text()
    shutil.rmtree(runs / "teacher")
    assert train(*arguments, runs / "teacher", "--epochs", 2) == 2
    assert (runs / "taught" / "log.jsonl").read_text() == log
    assert train(*arguments, runs / "teacher", "--epochs", 1) == 0


def test_a_run_that_another_process_trains_is_left_to_it(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    holds = (
        "import fcntl, sys\n"
        "lock = open(sys.argv[1], 'w')\n"
        "fcntl.lockf(lock, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", holds, str(run / "lock")]
    arguments = ["clip", "--corpus", corpus, "--run", run, *SIZE, *LOOP]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert train(*arguments) == 2
        assert f"{run}: another command trains this run" in capsys.readouterr().err
        other.communicate()
    assert train(*arguments) == 0


def test_no_epoch_is_undone(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["dense", "--corpus", corpus, "--run", tmp_path / "run", *SIZE, *LOOP[2:]]
    assert train(*arguments, "--epochs", 2) == 0
    assert train(*arguments, "--epochs", 1) == 2
    assert "has 2 epochs: expected no fewer, found 1" in capsys.readouterr().err
    assert train(*arguments, "--epochs", 3) == 0
    epochs = [entry.get("epoch") for entry in RunFolder(tmp_path / "run").entries()]
    assert epochs == [1, 2, None, None, 3, None]


def test_a_run_that_could_not_begin_may_be_begun_with_another_corpus(
    corpus: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    prepare([BOOK.replace("mat", "map") * 60], other, 30)
    arguments = ["clip", "--run", tmp_path / "run", *SIZE, *LOOP, "--corpus"]
    assert train(*arguments, other, "--teacher", tmp_path / "none") == 2
    assert train(*arguments, corpus) == 0


def test_a_run_that_stopped_early_does_not_go_on(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    # A model that cannot get better, so that its second epoch is the last.
    arguments = ["dense", "--corpus", corpus, "--run", run, *SIZE, *LOOP[2:], "--epochs", 9,
                 "--rate", "1e-30", "--patience", 1]  # fmt: skip
    assert train(*arguments) == 0
    log = run / "log.jsonl"
    lines = log.read_text().splitlines(keepends=True)
    assert [json.loads(line).get("epoch") for line in lines] == [1, 2, None]
    # Cut short in the report, after the last epoch.
    log.write_text("".join(lines[:-1]))
    assert train(*arguments) == 0
    found = log.read_text().splitlines()
    assert [json.loads(line).get("epoch") for line in found] == [1, 2, None]


def test_a_text_that_cannot_be_scored_is_named(
    corpus: Path, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.txt"
    arguments = ["evaluate", "--run", runs / "quantize", "--corpus", corpus, "--text", text]
    text.write_bytes(b"\xff\xfe\x00")
    assert train(*arguments) == 2
    assert f"{text}: expected UTF-8" in capsys.readouterr().err
    text.write_text("1, 2")
    assert train(*arguments) == 2
    assert f"{text}: expected at least 2 tokens, found 1" in capsys.readouterr().err


def test_a_folder_that_is_no_run_is_named_and_not_made(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typo = tmp_path / "typo"
    for arguments in (
        ("plot", typo, "-o", tmp_path / "out.svg"),
        ("frontier", runs / "quantize", "--baseline", typo),
        ("frontier", typo, "--baseline", runs / "dense"),
    ):
        assert train(*arguments) == 2
        assert f"{typo}: no such folder" in capsys.readouterr().err
        assert not typo.exists()


@pytest.mark.parametrize("name", ["out", "out.txt"])
def test_a_picture_says_by_its_name_which_kind(
    name: str, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / name
    assert train("plot", runs / "clip", "-o", out) == 2
    assert f"{out}: expected a name that ends in .png or .svg" in capsys.readouterr().err
    assert train("frontier", runs / "clip", "--baseline", runs / "dense", "-o", out) == 2
    assert f"{out}: expected a name that ends in .png or .svg" in capsys.readouterr().err


def test_an_export_with_another_corpus_is_refused(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    prepare([BOOK * 60], other, 12)
    for run in ("dense", "quantize"):
        out = tmp_path / "out"
        assert train("export", "--run", runs / run, "--corpus", other, "-o", out,
                     "--name", "x") == 2  # fmt: skip
        assert "entries, found 12" in capsys.readouterr().err
        assert not out.exists()


def test_a_corpus_with_other_words_is_refused(
    corpus: Path, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    prepare([BOOK.replace("mat", "map") * 60], other, 30)
    text = other / "test.txt"
    for arguments in (
        ("export", "--run", runs / "quantize", "-o", tmp_path / "out", "--name", "x"),
        ("evaluate", "--run", runs / "clip", "--text", text),
        ("clip", "--run", tmp_path / "on", "--source", runs / "clip", *LOOP),
        ("clip", "--run", tmp_path / "taught", "--teacher", runs / "dense", *SIZE, *LOOP),
        ("dense", "--run", tmp_path / "dense", "--source", runs / "dense", *SIZE, *LOOP),
        ("dense", "--run", runs / "dense", *SIZE, *LOOP),
        ("sensitivity", "--run", runs / "clip", "--budget", 10_000_000),
    ):
        assert train(*arguments, "--corpus", other) == 2, arguments
        assert "is 'mat' there, 'map' here" in capsys.readouterr().err


def test_where_an_export_cannot_go_is_named(
    corpus: Path, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    arguments = ["export", "--run", runs / "dense", "--corpus", corpus]
    assert train(*arguments, "-o", file, "--name", "x") == 2
    assert f"{file}: expected a folder" in capsys.readouterr().err
    assert train(*arguments, "-o", tmp_path / "out", "--name", "a/b") == 2
    assert "--name 'a/b': expected the name of a file" in capsys.readouterr().err


def test_a_schedule_without_an_end_is_refused(
    corpus: Path, runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["prune", "--corpus", corpus, "--source", runs / "clip", *LOOP, "--run"]
    assert train(*arguments, tmp_path / "run", "--gradual", "0.99") == 2
    assert "--gradual 0.99: no epoch of 1 would end" in capsys.readouterr().err
    assert train(*arguments, tmp_path / "run", "--gradual", "0.9") == 0


def test_a_budget_too_small_is_refused_before_anything_is_measured(
    corpus: Path, runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train("sensitivity", "--run", runs / "clip", "--corpus", corpus, "--budget", 10) == 2
    said = capsys.readouterr()
    assert "no choice fits in 10 bytes; the smallest takes " in said.err
    assert not said.out


def test_stored_values_are_not_halved(
    runs: Path, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train("export", "--run", runs / "quantize", "--corpus", corpus, "-o", tmp_path / "out",
                 "--name", "x", "--half") == 2  # fmt: skip
    assert "--half is for a dense run" in capsys.readouterr().err


def test_an_interrupt_is_no_traceback(
    runs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "plot", interrupted)
    assert train("plot", runs / "clip", "-o", "out.svg") == 130
    assert "interrupted" in capsys.readouterr().err
