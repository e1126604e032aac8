"""Runs that are made of arrays."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from lacuna_corpus.prepare import prepare

from lacuna_train.__main__ import main
from lacuna_train.compress_stage import load_stage
from lacuna_train.dense import DenseLanguageModel, DenseSettings
from lacuna_train.dense_stage import load_dense
from lacuna_train.errors import TrainError
from lacuna_train.export import dense_arrays
from lacuna_train.frontier import compare
from lacuna_train.model import CompressibleLanguageModel
from lacuna_train.run_folder import RunFolder

TIED = DenseSettings(vocabulary=11, embedding=6, hidden=6, tied=True)
BOTTLENECK = DenseSettings(vocabulary=11, embedding=4, hidden=6, layers=1, tied=True)
UNTIED = DenseSettings(vocabulary=11, embedding=4, hidden=6, layers=3)


def write(folder: Path, arrays: dict[str, np.ndarray]) -> Path:
    file = folder / "model.npz"
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file


def arrays_of(settings: DenseSettings) -> dict[str, np.ndarray]:
    torch.manual_seed(3)
    state = DenseLanguageModel(settings).state_dict()
    arrays = dense_arrays(state, tied=settings.tied)
    return {name: value.numpy() for name, value in arrays.items()}


def run_import(*arguments: object, gates: str = "smooth") -> int:
    return main(["import", *(str(argument) for argument in arguments), "--gates", gates])


@pytest.mark.parametrize("settings", [TIED, BOTTLENECK, UNTIED])
def test_a_dense_model_comes_back_as_it_was_exported(
    settings: DenseSettings, tmp_path: Path
) -> None:
    arrays = arrays_of(settings)
    assert run_import(write(tmp_path, arrays), "--run", tmp_path / "run") == 0
    model, found = load_dense(tmp_path / "run")
    assert model.settings == settings
    assert found["unit"] == "word"
    expected = DenseLanguageModel(settings)
    expected.load_state_dict(
        {name: torch.from_numpy(value) for name, value in arrays.items()}
        | ({"output.weight": torch.from_numpy(arrays["embedding.weight"])} if settings.tied else {})
    )
    tokens = torch.randint(0, 11, (5, 2))
    assert torch.equal(model.eval()(tokens, None)[0], expected.eval()(tokens, None)[0])
    assert torch.equal(model.output_layer()[0], expected.output_layer()[0])


@pytest.mark.parametrize("settings", [TIED, BOTTLENECK])
def test_a_tied_matrix_may_stand_twice(settings: DenseSettings, tmp_path: Path) -> None:
    arrays = arrays_of(settings)
    arrays["output.weight"] = arrays["embedding.weight"]
    assert run_import(write(tmp_path, arrays), "--run", tmp_path / "run") == 0
    assert load_dense(tmp_path / "run")[0].settings == settings


def test_half_precision_and_absent_biases_are_taken(tmp_path: Path) -> None:
    arrays = {
        name: value.astype(np.float16)
        for name, value in arrays_of(TIED).items()
        if not name.startswith("lstm.bias_hh")
    }
    assert run_import(write(tmp_path, arrays), "--run", tmp_path / "run") == 0
    state = load_dense(tmp_path / "run")[0].state_dict()
    assert state["lstm.weight_hh_l1"].dtype == torch.float32
    assert not state["lstm.bias_hh_l0"].any()
    assert state["lstm.bias_ih_l0"].any()


def test_the_bias_of_a_tied_output_may_have_the_embedding_s_name(tmp_path: Path) -> None:
    bias = np.arange(11, dtype=np.float32)
    arrays = changed("output.bias", None) | {"embedding.bias": bias}
    assert run_import(write(tmp_path, arrays), "--run", tmp_path / "run") == 0
    assert torch.equal(load_dense(tmp_path / "run")[0].output_layer()[1], torch.from_numpy(bias))


def test_clipped_gates_make_a_run_to_go_on_from(tmp_path: Path) -> None:
    file = write(tmp_path, arrays_of(BOTTLENECK))
    command = (file, "--run", tmp_path / "run", "--unit", "character")
    assert run_import(*command, gates="clipped") == 0
    model, settings = load_stage(tmp_path / "run")
    assert isinstance(model, CompressibleLanguageModel)
    assert (settings.stage, settings.unit, settings.model) == ("clip", "character", BOTTLENECK)
    assert torch.equal(
        model.state_dict()["bottleneck.weight"],
        torch.from_numpy(arrays_of(BOTTLENECK)["bottleneck.weight"]),
    )


def changed(name: str, value: np.ndarray | None) -> dict[str, np.ndarray]:
    arrays = arrays_of(TIED)
    if value is None:
        del arrays[name]
    else:
        arrays[name] = value
    return arrays


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("embedding.weight", None, "embedding.weight: expected a matrix, found none; there are"),
        ("lstm.weight_hh_l0", np.zeros(3, np.float32), "expected a matrix, found shape [3]"),
        (
            "lstm.weight_ih_l1",
            np.zeros((24, 5), np.float32),
            "lstm.weight_ih_l1: expected shape [24, 6], found shape [24, 5]",
        ),
        (
            "lstm.weight_ih_l1",
            None,
            "lstm.weight_ih_l1: expected shape [24, 6], found no such array",
        ),
        ("other", np.zeros(3, np.float32), "other: expected no such array, found shape [3]"),
        ("output.bias", np.zeros(11, np.int8), "output.bias: expected floats, found int8"),
        ("output.bias", np.array([0, np.nan]), "output.bias: expected finite float32, found nan"),
        ("output.bias", np.full((1, 2), 1e39), "found 1e+39 at [0, 0]"),
        ("lstm.weight_hh_l0", np.zeros((0, 0), np.float32), "found shape [0, 0]"),
        ("embedding.weight", np.zeros((11, 0), np.float32), "found shape [11, 0]"),
        (
            "lstm.weight_hh_l0",
            np.zeros((1, 5_000_000), np.float32),
            "expected 4 times as many rows as columns",
        ),
        ("lstm.weight_hh_l0", np.zeros((6, 24), np.float32), "found shape [6, 24]"),
    ],
)
def test_what_makes_no_model_is_refused(
    name: str,
    value: np.ndarray | None,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write(tmp_path, changed(name, value))
    assert run_import(file, "--run", tmp_path / "run") == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_what_is_no_archive_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "model.npz"
    for content in (b"", b"PK\x03\x04 cut", b"\x93NUMPY", b"text"):
        file.write_bytes(content)
        assert run_import(file, "--run", tmp_path / "run") == 2
        assert "expected an .npz, which is a zip archive" in capsys.readouterr().err
    assert run_import(tmp_path / "absent.npz", "--run", tmp_path / "run") == 3


def header(shape: str) -> bytes:
    """An array's header alone."""
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("readme.txt", b"not an array"),
        ("a.npy", b"cut"),
        ("a.npy", header("(3,)")),
        ("a.npy", header("(99999999, 99999999)")),
        ("a.npy", header("(10**30,)")),
        ("a.npy", header(f"({10**30},)")),
        ("a.npy", header("(-4,)")),
        ("a.npy", header("('x',)")),
    ],
)
def test_members_that_are_no_arrays_are_named(
    member: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "model.npz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, content)
    assert run_import(file, "--run", tmp_path / "run") == 2
    assert f"{file}: {member.removesuffix('.npy')}: " in capsys.readouterr().err


def test_damaged_archives_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    file = tmp_path / "model.npz"
    np.savez_compressed(file, **arrays_of(TIED))  # type: ignore[arg-type]
    whole = file.read_bytes()
    # Every byte of one member's data and of the archive's directory.
    for place in [*range(30, 400, 7), *range(len(whole) - 400, len(whole), 7)]:
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        run = tmp_path / f"run{place}"
        code = run_import(file, "--run", run)
        assert code in (0, 2)
        assert run.exists() == (code == 0)


def test_a_folder_with_a_run_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, arrays_of(TIED))
    assert run_import(file, "--run", tmp_path / "run") == 0
    before = (tmp_path / "run" / "best.pt").read_bytes()
    assert run_import(file, "--run", tmp_path / "run") == 2
    assert "holds a run already" in capsys.readouterr().err
    assert (tmp_path / "run" / "best.pt").read_bytes() == before


def test_settings_that_are_not_known_are_told(tmp_path: Path) -> None:
    file = write(tmp_path, arrays_of(TIED))
    assert run_import(file, "--run", tmp_path / "run") == 0
    settings = tmp_path / "run" / "settings.json"
    settings.write_text(settings.read_text().replace('"layers"', '"leyers"'))
    with pytest.raises(TrainError, match="leyers"):
        load_dense(tmp_path / "run")


def test_a_run_that_is_measured_is_a_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare(["The cat sat on the mat; the dog sat.\n\nNo!\n\n" * 40], tmp_path / "corpus", 11)
    file = write(tmp_path, arrays_of(TIED))
    for run, gates in (("smooth", "smooth"), ("clipped", "clipped")):
        place = tmp_path / run
        assert run_import(file, "--run", place, "--corpus", tmp_path / "corpus", gates=gates) == 0
        final = RunFolder(place).final()
        assert final is not None
        capsys.readouterr()
        text = tmp_path / "corpus" / "test.txt"
        assert main(["evaluate", "--run", str(place), "--corpus", str(tmp_path / "corpus"),
                     "--text", str(text)]) == 0  # fmt: skip
        said = dict(line.split() for line in capsys.readouterr().out.splitlines())
        assert final["testLoss"] == pytest.approx(float(said["loss"]), abs=1e-5)
    lines = compare([tmp_path / "clipped"], tmp_path / "smooth", None).splitlines()
    assert len(lines) == 3 and lines[2].startswith("| dense, clipped gates |")
    capsys.readouterr()
    wrong = write(tmp_path, arrays_of(replace(TIED, vocabulary=12)))
    assert run_import(wrong, "--run", tmp_path / "x", "--corpus", tmp_path / "corpus") == 2
    assert "embedding.weight: expected 11 rows" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("gates", ["smooth", "clipped"])
def test_weights_of_another_model_are_told_apart(gates: str, tmp_path: Path) -> None:
    for name, settings in (("run", TIED), ("other", BOTTLENECK)):
        file = write(tmp_path, arrays_of(settings))
        assert run_import(file, "--run", tmp_path / name, gates=gates) == 0
    shutil.copy(tmp_path / "other" / "best.pt", tmp_path / "run")
    load = load_dense if gates == "smooth" else load_stage
    with pytest.raises(TrainError, match=r"run: best\.pt is of another model"):
        load(tmp_path / "run")
