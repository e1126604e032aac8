"""The teacher, which says in every epoch what it said in the first."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn.functional import linear

from lacuna_train import distill
from lacuna_train.dense import DenseLanguageModel, DenseSettings
from lacuna_train.dense_stage import load_dense
from lacuna_train.distill import Teacher
from lacuna_train.errors import TrainError
from lacuna_train.loop import move
from lacuna_train.output_loss import SoftTargets
from lacuna_train.run_folder import RunFolder

CPU = torch.device("cpu")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A dense run's folder, with a model that drops half of its values out while it trains."""
    return dense_run(tmp_path / "first", seed=5)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another run's folder."""
    return dense_run(tmp_path / "second", seed=6)


def dense_run(folder: Path, seed: int) -> Path:
    """Write a dense run's folder."""
    torch.manual_seed(seed)
    settings = DenseSettings(vocabulary=11, embedding=6, hidden=6, dropout=0.5, tied=True)
    folder.mkdir()
    described = {"stage": "dense", "unit": "word", "model": asdict(settings), "loop": {}}
    (folder / "settings.json").write_text(json.dumps(described))
    model = DenseLanguageModel(settings)
    with torch.no_grad():
        # From near 0 all words would be as probable.
        model.embedding.weight *= 20
    RunFolder(folder).save("best.pt", {"model": model.state_dict()})
    return folder


def epoch(teacher: Teacher, windows: list[Tensor]) -> list[Tensor]:
    """Return the probabilities that the teacher gives each class, 0 to those it does not name.

    Its state is moved between windows as the loop moves it.
    """
    state, found = None, []
    for window in windows:
        soft, state = teacher(window, state)
        state = move(state, CPU)
        found.append(whole(soft))
    return found


def whole(soft: SoftTargets) -> Tensor:
    """Return targets as probabilities of all classes, 0 for those that are not named."""
    return torch.zeros(len(soft.classes), 11).scatter(1, soft.classes, soft.probabilities)


@pytest.mark.parametrize("named", [256, 4])
@pytest.mark.parametrize("kept_bytes", [1 << 20, 1000, 0])
def test_every_epoch_hears_what_the_model_says_without_dropout(
    run: Path, kept_bytes: int, named: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = list(torch.randint(0, 11, (4, 3, 2)))
    model = load_dense(run)[0].eval()
    hidden, _ = model(torch.cat(windows), None)
    probabilities = linear(hidden, *model.output_layer()).flatten(0, 1).softmax(dim=1)
    top = probabilities.topk(min(named, 11), dim=1)
    expected = torch.zeros_like(probabilities).scatter(1, top.indices, top.values)

    monkeypatch.setattr(distill, "NAMED_CLASSES", named)
    monkeypatch.setattr(distill, "KEPT_BYTES", kept_bytes)
    teacher = Teacher([run], 1.0, CPU, "float32")
    for _ in range(3):
        found = torch.cat(epoch(teacher, windows))
        assert torch.allclose(found, expected, atol=1e-3)
    # A window has 6 tokens with 4 bytes for each class, and 192 bytes of states to go on from.
    size = 6 * 4 * min(named, 11) + 192
    assert len(teacher.kept) == min(4, kept_bytes // size)


def test_a_teacher_made_anew_goes_on_from_a_saved_state(run: Path) -> None:
    windows = list(torch.randint(0, 11, (4, 3, 2)))
    first = Teacher([run], 1.0, CPU, "float32")
    expected = epoch(first, windows)
    epoch(first, windows)
    _, state = first(windows[0], None)
    _, state = first(windows[1], state)

    resumed, _ = Teacher([run], 1.0, CPU, "float32")(windows[2], state)
    assert torch.equal(whole(resumed), expected[2])


def test_of_several_models_the_mean_counts(run: Path, other: Path) -> None:
    windows = list(torch.randint(0, 11, (4, 3, 2)))
    alone = [torch.cat(epoch(Teacher([one], 1.0, CPU, "float32"), windows)) for one in (run, other)]
    together = torch.cat(epoch(Teacher([run, other], 1.0, CPU, "float32"), windows))
    assert not torch.allclose(alone[0], alone[1], atol=1e-3)
    assert torch.allclose(together, (alone[0] + alone[1]) / 2, atol=1e-3)


def test_a_teacher_of_other_tokens_is_refused(run: Path) -> None:
    teacher = Teacher([run], 1.0, CPU, "float32")
    entries = [str(number) for number in range(12)]
    teacher.require(entries[:11], "word")
    with pytest.raises(TrainError, match="expected a teacher with 12 entries"):
        teacher.require(entries, "word")
    with pytest.raises(TrainError, match="of the unit character"):
        teacher.require(entries[:11], "character")
    RunFolder(run).keep_vocabulary(entries[:11])
    with pytest.raises(TrainError, match="number 4 is '4' there, 'four' here"):
        teacher.require([*entries[:4], "four", *entries[5:11]], "word")
