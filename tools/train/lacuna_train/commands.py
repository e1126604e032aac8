"""What each command does, from its parsed options."""

import argparse
import math
from typing import Any

import torch

from lacuna_train import (
    compress_stage,
    data,
    dense_stage,
    grouping_report,
    sensitivity_report,
)
from lacuna_train.compress_stage import load_stage, stored, train_stage
from lacuna_train.dense import DenseSettings
from lacuna_train.encodings import choose
from lacuna_train.errors import TrainError
from lacuna_train.export import dense_arrays, language_model_recipe, write_export
from lacuna_train.frontier import compare as compare_sizes
from lacuna_train.import_arrays import import_arrays
from lacuna_train.loop import evaluate as evaluate_float
from lacuna_train.model import CompressibleLanguageModel
from lacuna_train.options import loop_settings
from lacuna_train.plot import plot as draw
from lacuna_train.run_folder import RunFolder, read_settings, require_same_vocabulary
from lacuna_train.settings import StageSettings


def dense(options: argparse.Namespace) -> None:
    """Train an ordinary model."""
    model = DenseSettings(
        vocabulary=0,
        embedding=options.embedding or (options.hidden if options.tied else 256),
        hidden=options.hidden,
        layers=options.layers,
        dropout=options.dropout,
        tied=options.tied,
    )
    _print(
        dense_stage.train_dense(
            options.corpus, options.unit, model, loop_settings(options), options.run, options.source
        )
    )


def stage(options: argparse.Namespace) -> None:
    """Train one of the stages `clip`, `prune` and `quantize`."""
    if options.stage != "clip" and not options.source:
        raise TrainError(f"{options.stage} needs --source: the run to start from")
    found = read_settings(options.source) if options.source else {}
    inherited: dict[str, Any] = found.get("model", {})

    def pick(name: str, default: Any) -> Any:
        given = getattr(options, name)
        return given if given is not None else inherited.get(name, default)

    tied = bool(pick("tied", False))
    hidden = int(pick("hidden", 256))
    model = DenseSettings(
        vocabulary=inherited.get("vocabulary", 2),
        embedding=int(pick("embedding", hidden if tied else 256)),
        hidden=hidden,
        layers=int(pick("layers", 2)),
        dropout=float(pick("dropout", 0.35)),
        tied=tied,
    )
    matrices = CompressibleLanguageModel(model, options.gates).matrices()
    encodings = {}
    if options.stage != "clip":
        encodings = choose(matrices, options.encoding)
    settings = StageSettings(
        stage=options.stage,
        unit=found.get("unit", options.unit),
        model=model,
        loop=loop_settings(options),
        gates=options.gates,
        encodings=encodings,
        grouping=options.grouping,
        gradual=options.gradual,
        interval=options.interval,
        word_dropout=options.word_dropout,
        weight_dropout=options.weight_dropout,
        penalty=options.penalty,
        saturation=options.saturation,
        target_density=options.target_density,
        source=str(options.source) if options.source else None,
        teachers=[str(run) for run in options.teacher],
        distill=options.distill,
    )
    _print(train_stage(options.corpus, settings, options.run))


def export(options: argparse.Namespace) -> None:
    """Write a run's best model for `lacuna convert`."""
    found = read_settings(options.run)
    if options.half and found["stage"] != "dense":
        raise TrainError(f"{options.run}: --half is for a dense run, found a {found['stage']} run")
    entries = _vocabulary(options, found)
    if found["stage"] == "dense":
        model, _ = dense_stage.load_dense(options.run)
        tied, layers = model.settings.tied, model.settings.layers
        arrays = dense_arrays(model.state_dict(), tied=tied)
        if options.half:
            arrays = {name: value.half() for name, value in arrays.items()}
        recipe = language_model_recipe(
            options.network,
            found["unit"],
            layers,
            tied=tied,
            clipped=False,
            bottleneck=model.settings.bottleneck,
        )
    else:
        compressed, _, _ = stored(options.run)
        for name, encoding in compressed.encodings.items():
            if not encoding.is_stored:
                raise TrainError(f"{options.run}: {name}: no file holds {encoding}")
        arrays = compressed.arrays()
        recipe = language_model_recipe(
            options.network,
            found["unit"],
            compressed.layers,
            tied=compressed.tied,
            clipped=True,
            bottleneck="bottleneck.weight" in compressed.matrices,
            encodings=compressed.encodings,
        )
    for file, facts in write_export(options.out, options.name, arrays, recipe, entries).items():
        print(f"{facts['sha256']}  {facts['bytes']:>11,} bytes  {file}")


def import_run(options: argparse.Namespace) -> None:
    """Write a run that has the arrays of an `.npz`; with a corpus, measure it."""
    corpus = data.load(options.corpus, options.unit) if options.corpus else None
    entries = len(corpus.vocabulary) if corpus else None
    made = import_arrays(options.arrays, options.unit, options.gates, options.run, entries)
    found = {"stage": made["stage"], "gates": options.gates, "unit": options.unit} | made["model"]
    if corpus:
        measure = dense_stage.report if made["stage"] == "dense" else compress_stage.report
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        folder = RunFolder(options.run)
        folder.keep_vocabulary(corpus.vocabulary)
        found |= measure(folder, corpus, device)
    _print(found)


def evaluate(options: argparse.Namespace) -> None:
    """Score a text: by the integer arithmetic for a `quantize` run, else in float32."""
    found = read_settings(options.run)
    entries = _vocabulary(options, found)
    tokens = data.encode(data.read_text(options.text), found["unit"], entries)
    if tokens.numel() < 2:
        raise TrainError(f"{options.text}: expected at least 2 tokens, found {tokens.numel()}")
    result: dict[str, Any] = {"tokens": tokens.numel() - 1}
    if found["stage"] == "quantize":
        with torch.no_grad():
            integer = stored(options.run)[0].integer_model()
            loss = float(integer.loss(tokens).mean())
        count = integer.recurrent_count()
        result |= {
            "arithmetic": "integer",
            "activationDensity": round(integer.density(), 4),
            "recurrentReduction": round(count.reduction(), 3),
            "recurrentExecuted": count.executed,
        }
    else:
        dense_model: Any = (
            dense_stage.load_dense(options.run)[0]
            if found["stage"] == "dense"
            else load_stage(options.run)[0]
        )
        loss = evaluate_float(dense_model, tokens, torch.device("cpu"), batch=1)
        result["arithmetic"] = "float32"
    result |= {"loss": round(loss, 6), "perplexity": round(math.exp(loss), 4)}
    if found["unit"] == "character":
        result["bitsPerCharacter"] = round(loss / math.log(2), 4)
    _print(result)


def plot(options: argparse.Namespace) -> None:
    """Draw runs' logs."""
    draw(options.runs, options.out)


def frontier(options: argparse.Namespace) -> None:
    """Print a table of runs by size, and draw them."""
    print(compare_sizes(options.runs, options.baseline, options.out), end="")


def grouping(options: argparse.Namespace) -> None:
    """Print the magnitude that each grouping keeps."""
    grouping_report.compare(options.run, options.encoding, options.trials)


def sensitivity(options: argparse.Namespace) -> None:
    """Print a choice of encodings that meets a budget."""
    sensitivity_report.compare(
        options.run, options.corpus, options.budget, options.tokens, options.candidate
    )


def _vocabulary(options: argparse.Namespace, found: dict[str, Any]) -> list[str]:
    """Return the corpus' vocabulary, once it is known to be the run's."""
    entries = data.load(options.corpus, found["unit"]).vocabulary
    require_same_vocabulary(options.run, found["model"].get("vocabulary"), options.corpus, entries)
    return entries


def _print(result: dict[str, Any]) -> None:
    for name, value in result.items():
        print(f"{name:<24}{value}")
