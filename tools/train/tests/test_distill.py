"""The teacher, which says in every epoch what it said in the first."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from torch import Tensor

from lacuna_train import distill
from lacuna_train.dense import DenseLanguageModel, DenseSettings
from lacuna_train.dense_stage import load_dense
from lacuna_train.distill import Teacher
from lacuna_train.loop import move
from lacuna_train.run_folder import RunFolder

CPU = torch.device("cpu")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A dense run's folder, with a model that drops half of its values out while it trains."""
    torch.manual_seed(5)
    settings = DenseSettings(vocabulary=11, embedding=6, hidden=6, dropout=0.5, tied=True)
    (tmp_path / "settings.json").write_text(
        json.dumps({"stage": "dense", "model": asdict(settings)})
    )
    model = DenseLanguageModel(settings)
    RunFolder(tmp_path).save("best.pt", {"model": model.state_dict()})
    return tmp_path


def epoch(teacher: Teacher, windows: list[Tensor]) -> list[Tensor]:
    """Return the teacher's hidden states, its state moved between windows as the loop moves it."""
    state, found = None, []
    for window in windows:
        soft, state = teacher(window, state)
        state = move(state, CPU)
        found.append(soft.hidden)
    return found


@pytest.mark.parametrize("kept_bytes", [1 << 20, 700, 0])
def test_every_epoch_hears_what_the_model_says_without_dropout(
    run: Path, kept_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = list(torch.randint(0, 11, (4, 3, 2)))
    model = load_dense(run)[0].eval()
    expected, _ = model(torch.cat(windows), None)

    monkeypatch.setattr(distill, "KEPT_BYTES", kept_bytes)
    teacher = Teacher(run, 1.0, CPU, "float32")
    for _ in range(3):
        found = torch.cat(epoch(teacher, windows))
        assert torch.allclose(found, expected.flatten(0, 1), atol=1e-6)
    # A window has 144 bytes of hidden states and 192 of states to go on from.
    assert len(teacher.kept) == {1 << 20: 4, 700: 2, 0: 0}[kept_bytes]


def test_a_teacher_made_anew_goes_on_from_a_saved_state(run: Path) -> None:
    windows = list(torch.randint(0, 11, (4, 3, 2)))
    first = Teacher(run, 1.0, CPU, "float32")
    whole = epoch(first, windows)
    epoch(first, windows)
    _, state = first(windows[0], None)
    _, state = first(windows[1], state)

    resumed, _ = Teacher(run, 1.0, CPU, "float32")(windows[2], state)
    assert torch.equal(resumed.hidden, whole[2])
