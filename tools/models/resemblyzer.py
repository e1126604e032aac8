"""Resemblyzer: a voice's embedding by three LSTM layers, as a checkpoint of an older PyTorch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from audio import mel_energies, recordings
from case import RECIPES, Case, Floats, Sequence
from fetching import fetch_package

REQUIREMENT = "Resemblyzer==0.1.4"
CHECKPOINT = "resemblyzer/pretrained.pt"
KERNEL = "lstm.weight_ih_l0"


def cases(cache: Path) -> list[Case]:
    """The checkpoint as PyTorch saves it today, run by PyTorch on recorded speech.

    The shipped file is a stack of pickles, PyTorch's form before 1.6, which is refused. Features
    are powers in mel bands, whose sizes lie far apart; the second case scales each band by a power
    of two, and the weights that meet it the other way, which changes no output of the model.
    """
    [shipped] = fetch_package(REQUIREMENT, {CHECKPOINT: None}, cache / "resemblyzer")
    weights = torch.load(shipped, map_location="cpu", weights_only=True)["model_state"]
    features = [mel_energies(samples) for samples in recordings(cache)]
    spread = np.sqrt(np.mean(np.concatenate(features) ** 2, axis=0))
    scale = (2.0 ** np.round(np.log2(spread))).astype(np.float32)
    plain = Case(
        name="Resemblyzer 0.1.4",
        what="whose voice it is; three LSTM, linear with ReLU",
        form="PyTorch `.pt` (saved again: the shipped one is a legacy pickle)",
        licence="Apache-2.0",
        runtime="PyTorch",
        model=saved(weights, shipped.with_name("again.pt")),
        recipe=RECIPES / "resemblyzer.json",
        sequences=run(weights, features),
        refused=shipped,
        limits={"dense": 1e-4, "rms": 0.15},
    )
    expected = [sequence.expected for sequence in plain.sequences]
    scaled = weights | {KERNEL: weights[KERNEL] * torch.tensor(scale)}
    return [
        plain,
        replace(
            plain,
            name="Resemblyzer 0.1.4, bands scaled",
            model=saved(scaled, shipped.with_name("scaled.pt")),
            sequences=[
                Sequence(values / scale, outputs)
                for values, outputs in zip(features, expected, strict=True)
            ],
            limits={"dense": 1e-4, "rms": 0.05},
        ),
    ]


def saved(weights: dict[str, torch.Tensor], path: Path) -> Path:
    """Where PyTorch saved the weights."""
    torch.save(weights, path)
    return path


def run(weights: dict[str, torch.Tensor], features: list[Floats]) -> list[Sequence]:
    """Every step's embedding, before it is given the length 1."""
    lstm, linear = torch.nn.LSTM(40, 256, num_layers=3), torch.nn.Linear(256, 256)
    for name, module in (("lstm.", lstm), ("linear.", linear)):
        module.load_state_dict(
            {key.removeprefix(name): weights[key] for key in weights if key.startswith(name)}
        )
    with torch.inference_mode():
        embedded = [torch.relu(linear(lstm(torch.tensor(values))[0])) for values in features]
    return [
        Sequence(np.asarray(values), outputs.numpy())
        for values, outputs in zip(features, embedded, strict=True)
    ]
