"""The `dense` stage: an ordinary model, as good as it gets, to start from and to compare with."""

import math
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from lacuna_train.data import Corpus, Unit, load
from lacuna_train.dense import DenseLanguageModel, DenseSettings
from lacuna_train.errors import TrainError
from lacuna_train.loop import LoopSettings, Trainer, evaluate, steps_of
from lacuna_train.run_folder import RunFolder, read_settings


def train_dense(
    corpus_folder: Path,
    unit: Unit,
    model: DenseSettings,
    loop: LoopSettings,
    run: Path,
    source: Path | None = None,
) -> dict[str, Any]:
    """Train, or go on training, and return the losses of the best checkpoint.

    The model's vocabulary is the corpus's, whatever `model` says. With `source`, a dense run, the
    weights begin as its best ones, and its model must have the same shape.
    """
    corpus = load(corpus_folder, unit)
    model = replace(model, vocabulary=len(corpus.vocabulary))
    folder = RunFolder(run, make=True)
    settings: dict[str, Any] = {
        "stage": "dense",
        "unit": unit,
        "model": asdict(model),
        "loop": asdict(loop),
        "source": str(source) if source else None,
    }
    is_longer = folder.check(settings, corpus.vocabulary)
    if not is_longer and (finished := folder.final()):
        return finished
    steps_of(corpus.train, loop)  # Refuses a text that is too short, while nothing is written.
    if source:
        RunFolder(source).require_vocabulary(corpus.vocabulary)
    folder.claim(settings, corpus.vocabulary)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(loop.seed)
    network = DenseLanguageModel(model)
    if source and folder.load("checkpoint.pt") is None:
        begin(network, source, folder)
    Trainer(network, loop, folder, device).fit(corpus.train, corpus.validate)
    return report(folder, corpus, device)


def begin(network: DenseLanguageModel, source: Path, folder: RunFolder) -> None:
    """Take the weights from the source run."""
    found, _ = load_dense(source)
    wanted = replace(network.settings, dropout=found.settings.dropout)
    if found.settings != wanted:
        raise TrainError(f"{source}: expected a model of {wanted}, found {found.settings}")
    network.load_state_dict(found.state_dict())
    folder.log(event="start", source=source.name)


def load_dense(run: Path) -> tuple[DenseLanguageModel, dict[str, Any]]:
    """Return the best model of a `dense` run and the run's settings."""
    settings = read_settings(run)
    saved = RunFolder(run).load("best.pt")
    if settings.get("stage") != "dense" or saved is None:
        raise TrainError(f"{run}: not a finished epoch of the dense stage")
    try:
        model = DenseLanguageModel(DenseSettings(**settings["model"]))
    except TypeError as error:
        raise TrainError(f"{run}: a setting that is not known: {error}") from error
    try:
        model.load_state_dict(saved["model"])
    except (KeyError, RuntimeError, TypeError) as error:
        raise TrainError(f"{run}: best.pt is of another model: {error}") from error
    return model, settings


def report(folder: RunFolder, corpus: Corpus, device: torch.device) -> dict[str, Any]:
    """Measure the best checkpoint in float32, each part read as one stream, and log it."""
    model, _ = load_dense(folder.path)
    model.to(device)
    found: dict[str, Any] = {"event": "final"}
    for part, tokens in (("validation", corpus.validate), ("test", corpus.test)):
        found[f"{part}Loss"] = round(evaluate(model, tokens, device, batch=1), 5)
    for part in ("validation", "test"):
        found[f"{part}Perplexity"] = round(math.exp(found[f"{part}Loss"]), 3)
    folder.log(**found)
    return found
