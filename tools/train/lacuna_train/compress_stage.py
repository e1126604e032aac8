"""The stages `clip`, `prune` and `quantize`: one training, with more done to the weights each."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lacuna_train import low_rank
from lacuna_train.compressed import Compressed, compress, integer_losses
from lacuna_train.data import Corpus, load
from lacuna_train.dense_stage import load_dense
from lacuna_train.distill import Teacher
from lacuna_train.errors import TrainError
from lacuna_train.grouping import kept_share, regroup, spaces
from lacuna_train.loop import Trainer, evaluate, steps_of
from lacuna_train.model import CompressibleLanguageModel, Compression
from lacuna_train.narrowing import narrowed
from lacuna_train.regularizer import Regularizer
from lacuna_train.run_folder import RunFolder, read_settings
from lacuna_train.settings import StageSettings
from lacuna_train.sizes import dense_size


def train_stage(corpus_folder: Path, settings: StageSettings, run: Path) -> dict[str, Any]:
    """Train, or go on training, and return what the best checkpoint scores."""
    corpus = load(corpus_folder, settings.unit)
    settings = replace(settings, model=replace(settings.model, vocabulary=len(corpus.vocabulary)))
    folder = RunFolder(run, make=True)
    is_longer = folder.check(settings.as_json(), corpus.vocabulary)
    if not is_longer and (finished := folder.final()):
        return finished
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(settings.loop.seed)
    model = build(settings)
    teacher = None
    if settings.teachers:
        teacher = Teacher(
            [Path(run) for run in settings.teachers],
            settings.distill,
            device,
            settings.loop.precision,
        )
        teacher.require(corpus.vocabulary, settings.unit)
    require_end(settings, steps_of(corpus.train, settings.loop))
    begins = folder.load("checkpoint.pt") is None
    if settings.source and begins:
        RunFolder(Path(settings.source)).require_vocabulary(corpus.vocabulary)
    folder.claim(settings.as_json(), corpus.vocabulary)
    if settings.source and begins:
        start(model, settings, folder)
    regularizer = Regularizer(settings.penalty, settings.target_density)
    for entry in folder.entries():
        # For checkpoints of before they held the strengths themselves.
        regularizer.strengths = entry.get("strengths", regularizer.strengths)

    def before_step(done: float) -> None:
        compression = model.compression
        compression.share = min(1.0, done / settings.gradual) if settings.gradual > 0 else 1.0

    def observe() -> dict[str, Any]:
        return {
            "densities": [round(float(value), 4) for value in last_densities],
            "strengths": [round(value, 5) for value in regularizer.strengths],
            "share": round(model.compression.share, 4),
        } | ({"excess": [round(value, 4) for value in last_excess]} if last_excess else {})

    last_densities: list[Tensor] = []
    last_excess: list[float] = []

    def penalty() -> Tensor:
        last_densities[:] = model.lstm.densities
        total = regularizer.penalty(model.lstm)
        if settings.saturation > 0:
            last_excess[:] = [float(excess.detach()) for excess in model.lstm.excess]
            total = total + settings.saturation * torch.stack(model.lstm.excess).sum()
        return total

    def hold() -> dict[str, Any]:
        return {"strengths": list(regularizer.strengths), "model": model.held()}

    def take_up(held: dict[str, Any]) -> None:
        regularizer.strengths = held["strengths"]
        model.take_up(held["model"])

    trainer = Trainer(
        model,
        settings.loop,
        folder,
        device,
        before_step=before_step,
        penalty=penalty,
        observe=observe,
        teacher=teacher,
        eligible=lambda: model.compression.share >= 1,
        hold=hold,
        take_up=take_up,
    )
    trainer.fit(corpus.train, corpus.validate)
    return report(folder, corpus, device)


def require_end(settings: StageSettings, steps: int) -> None:
    """Refuse a gradual schedule that `steps` steps do not bring to its end."""
    last = 1 - 1 / steps
    if settings.gradual > last:
        raise TrainError(
            f"--gradual {settings.gradual:g}: no epoch of {settings.loop.epochs} would end with as "
            f"few weights as asked; expected at most {math.floor(last * 1000) / 1000:g}"
        )


def build(settings: StageSettings) -> CompressibleLanguageModel:
    """Return the untrained model of a run, with its weights' compression switched on."""
    model = CompressibleLanguageModel(settings.model, settings.gates)
    unknown = sorted(settings.encodings.keys() - model.matrices().keys())
    if unknown:
        raise TrainError(f"no array named {unknown[0]!r}")
    model.compression = Compression(
        encodings=settings.encodings,
        masked=settings.stage == "prune",
        quantized=settings.stage == "quantize",
        interval=settings.interval,
    )
    model.lstm.rounded = settings.stage == "quantize"
    model.lstm.watched = settings.saturation > 0
    model.word_dropout, model.weight_dropout = settings.word_dropout, settings.weight_dropout
    model.factorize(settings.encodings)
    return model


def load_stage(run: Path) -> tuple[CompressibleLanguageModel, StageSettings]:
    """Return the best model of a run of these stages, and the run's settings."""
    settings = StageSettings.read(run)
    saved = RunFolder(run).load("best.pt")
    if saved is None:
        raise TrainError(f"{run}: no finished epoch that could be the best")
    model = build(settings)
    try:
        model.load_state_dict(saved["model"])
    except (KeyError, RuntimeError, TypeError) as error:
        raise TrainError(f"{run}: best.pt is of another model: {error}") from error
    return model, settings


def start(model: CompressibleLanguageModel, settings: StageSettings, folder: RunFolder) -> None:
    """Take the weights from the source run, its units in the order that the grouping asks for."""
    source = Path(settings.source or "")
    if read_settings(source).get("stage") == "dense":
        state = load_dense(source)[0].state_dict()
    else:
        state = load_stage(source)[0].state_dict()
        state.pop("_extra_state", None)
    own = model.state_dict()
    if settings.model.bottleneck:
        state = narrowed(state, settings.model.embedding)
    for name, value in own.items():
        if name == "_extra_state" or name.startswith("factors."):
            continue
        if name not in state or state[name].shape != value.shape:
            found = tuple(state[name].shape) if name in state else "nothing"
            raise TrainError(f"{source}: {name}: expected {tuple(value.shape)}, found {found}")
    width = model.embedding.embedding_dim
    tied = settings.model.tied
    before = kept_share(state, settings.encodings)
    if settings.grouping != "consecutive":
        if tied:
            state = {name: value for name, value in state.items() if name != "output.weight"}
        units = spaces(settings.model.layers, settings.model.hidden, width, tied=tied)
        state = regroup(state, units, settings.encodings, settings.grouping)
        if tied:
            state["output.weight"] = state["embedding.weight"]
    folder.log(
        event="start",
        source=source.name,
        keptMagnitudeConsecutive=round(before, 5),
        keptMagnitude=round(kept_share(state, settings.encodings), 5),
    )
    model.load_state_dict(own | state)
    model.factorize(settings.encodings)


def stored(run: Path) -> tuple[Compressed, CompressibleLanguageModel, StageSettings]:
    """Return the stored form of a finished `quantize` run."""
    model, settings = load_stage(run)
    if settings.stage != "quantize":
        raise TrainError(f"{run}: the stage {settings.stage} leaves weights that no file can store")
    if settings.gates != "clipped":
        raise TrainError(f"{run}: the integer simulation knows clipped gates only")
    for name, encoding in settings.encodings.items():
        if encoding.kind == "lowrank":
            raise TrainError(f"{run}: {name}: {encoding} is only for comparison")
    return compress(model, settings.encodings), model, settings


def report(folder: RunFolder, corpus: Corpus, device: torch.device) -> dict[str, Any]:
    """Measure the best checkpoint, each part read as one stream, and log it.

    A quantized model is measured by the engine's integer arithmetic, any other in float32.
    """
    model, settings = load_stage(folder.path)
    found: dict[str, Any] = {"event": "final"}
    parts = {"validation": corpus.validate, "test": corpus.test}
    kinds = {encoding.kind for encoding in settings.encodings.values()}
    if settings.stage == "quantize" and settings.gates == "clipped" and "lowrank" not in kinds:
        compressed, _, _ = stored(folder.path)
        for part, tokens in parts.items():
            integer = compressed.integer_model()
            found[f"{part}Loss"] = round(integer_losses(integer, tokens), 5)
        recurrent = integer.recurrent_count()
        dense = dense_size(settings.model)
        found |= {
            "arithmetic": "integer",
            "testDensity": round(integer.density(), 4),
            "recurrentReduction": round(recurrent.reduction(), 3),
            "balance16": round(compressed.balance(16), 4),
            "balance64": round(compressed.balance(64), 4),
            "recurrentBytes": compressed.recurrent_bytes(),
            "recurrentRatio": round(dense.recurrent_bytes / compressed.recurrent_bytes(), 3),
            "bytes": compressed.bytes(),
            "ratio": round(dense.bytes / compressed.bytes(), 3),
        }
    else:
        model.to(device)
        for part, tokens in parts.items():
            found[f"{part}Loss"] = round(evaluate(model, tokens, device, batch=1), 5)
        found["arithmetic"] = "float32"
        if settings.stage == "quantize":
            found |= unstored_sizes(model, settings)
    for part in parts:
        found[f"{part}Perplexity"] = round(math.exp(found[f"{part}Loss"]), 3)
    folder.log(**found)
    return found


def unstored_sizes(model: CompressibleLanguageModel, settings: StageSettings) -> dict[str, Any]:
    """Return the sizes of a model that no file holds, counted as those of a file are."""
    found: dict[str, Any] = {}
    for scope, prefix in (("recurrentBytes", "lstm."), ("bytes", "")):
        matrices = sum(
            settings.encodings[name].size(*matrix.shape)
            for name, matrix in model.matrices().items()
            if name.startswith(prefix)
        )
        layers = settings.model.layers * 4 * settings.model.hidden
        # Biases in 16 bits; a recurrent layer's two are stored as their sum.
        biases = layers if prefix else layers + settings.model.vocabulary
        found[scope] = matrices + 2 * biases
    dense = dense_size(settings.model)
    found["recurrentRatio"] = round(dense.recurrent_bytes / found["recurrentBytes"], 3)
    found["ratio"] = round(dense.bytes / found["bytes"], 3)
    shapes = [
        (matrix.shape[0], matrix.shape[1], int(settings.encodings[name].amount))
        for name, matrix in model.matrices().items()
        if name.startswith("lstm.") and settings.encodings[name].kind == "lowrank"
    ]
    if len(shapes) == 2 * settings.model.layers:
        found |= {
            "recurrentReduction": round(
                dense.recurrent_operations / low_rank.operations(shapes), 3
            ),
            "balance16": round(low_rank.balance(shapes, 16), 4),
            "balance64": round(low_rank.balance(shapes, 64), 4),
        }
    return found
