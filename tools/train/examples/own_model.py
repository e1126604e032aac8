#!/usr/bin/env python3
"""A model of your own, trained for the file: a GRU and an LSTM that tag a sequence of features.

python3 tools/train/examples/own_model.py OUT [--steps 800] [--seed 1]

The task: of six features one says "mark", and each step's tag is the feature that was greatest at
the last mark. OUT gets `tagger.npz` and `tagger.json` for `lacuna convert --exact`, `features.npy`
for `lacuna run --input`, and `expected.npy`, what the model makes of them here.
"""

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lacuna_train.encodings import Encoding
from lacuna_train.engine import Bias
from lacuna_train.export import CLIPPED_GATE, CLIPPED_TANH
from lacuna_train.quantization import (
    Quantized,
    fit_codebook,
    normalized,
    quantize,
    straight_through,
)
from lacuna_train.recurrent import GRU, LSTM
from lacuna_train.regularizer import Regularizer
from lacuna_train.topk import group_mask

FEATURES, TAGS, HIDDEN = 6, 5, 32
# What each matrix will be stored as; the recipe tells the converter the same.
ENCODINGS = {
    "gru.weight_ih_l0": Encoding.parse("terms:4/16"),
    "gru.weight_hh_l0": Encoding.parse("terms:4/16"),
    "lstm.weight_ih_l0": Encoding.parse("terms:2/16,fitted"),
    "lstm.weight_hh_l0": Encoding.parse("terms:2/16,fitted"),
    "output.weight": Encoding.parse("int8"),
}


class Tagger(nn.Module):
    """GRU, LSTM, linear layer. Once `stored` is set, with exactly the weights that a file holds."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = GRU(FEATURES, HIDDEN)
        self.lstm = LSTM(HIDDEN, HIDDEN)
        self.output = nn.Linear(HIDDEN, TAGS)
        self.stored = False
        self.codebooks: dict[str, Tensor] = {}
        self.gru.transform = partial(self.used, "gru")
        self.lstm.transform = partial(self.used, "lstm")
        # Activations as the engine has them, from the start.
        self.gru.rounded = self.lstm.rounded = True
        # The pull on cells that lock; a GRU's state cannot.
        self.lstm.watched = True

    def forward(self, x: Tensor) -> Tensor:
        """Return scores `[steps, batch, TAGS]` of features `[steps, batch, FEATURES]`."""
        # The engine takes features as int8 with an exponent for each step.
        hidden, _ = self.gru(normalized(x))
        hidden, _ = self.lstm(hidden)
        weight = self.used("output", "weight", self.output.weight)
        return nn.functional.linear(hidden, weight, self.output.bias)

    def used(self, layer: str, name: str, parameter: Tensor) -> Tensor:
        """Return a parameter as products see it; the gradient goes to all of it."""
        if not self.stored or f"{layer}.{name}" not in ENCODINGS:
            return parameter
        return straight_through(parameter, self.quantized(f"{layer}.{name}", parameter).weights())

    def quantized(self, name: str, weight: Tensor) -> Quantized:
        """Return a matrix as stored. A fitted codebook stays as it was at the first call."""
        encoding = ENCODINGS[name]
        if encoding.codebook == "fitted" and name not in self.codebooks:
            mask = group_mask(weight.detach(), encoding.terms, encoding.group, encoding.axis)
            self.codebooks[name] = fit_codebook(weight.detach() * mask, encoding)
        return quantize(weight, encoding, self.codebooks.get(name))


def batch(size: int, steps: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return features `[steps, size, FEATURES]` and the tag of each step, `[steps, size]`."""
    x = torch.rand((steps, size, FEATURES), generator=generator)
    mark = torch.rand((steps, size), generator=generator) < 0.2
    mark[0] = True
    x[:, :, -1] = mark.float()
    greatest = x[:, :, :-1].argmax(dim=2)
    tags = torch.empty_like(greatest)
    for step in range(steps):
        tags[step] = torch.where(mark[step], greatest[step], tags[step - 1])
    return x, tags


def train(model: Tagger, steps: int, generator: torch.Generator) -> None:
    """Train, from the middle on with stored weights."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.01, total_steps=steps)
    regularizer = Regularizer(0.03)
    for step in range(steps):
        model.stored = step >= steps // 2
        x, tags = batch(32, 12, generator)
        scores = model(x)
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), tags.flatten())
        loss = loss + regularizer.penalty(model.lstm) + 0.03 * torch.stack(model.lstm.excess).sum()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    model.stored = True


def recipe() -> dict[str, object]:
    """Return the recipe: the layers, their encodings, and gates clipped as in training."""

    def array(name: str) -> dict[str, str]:
        return {"array": name} | ENCODINGS[name].as_recipe()

    def layer(name: str, **more: object) -> dict[str, object]:
        arrays = {
            "input": array(f"{name}.weight_ih_l0"),
            "recurrent": array(f"{name}.weight_hh_l0"),
        }
        biases = [f"{name}.bias_ih_l0", f"{name}.bias_hh_l0"]
        return {**arrays, "biases": biases, "gate": CLIPPED_GATE, "candidate": CLIPPED_TANH, **more}

    layers = [
        {"gru": layer("gru", gates="rzn", reset="after")},
        {"lstm": layer("lstm", gates="ifgo", cell=CLIPPED_TANH)},
        {"linear": {"weight": array("output.weight"), "bias": "output.bias"}},
    ]
    return {"networks": [{"name": "tagger", "layers": layers}]}


def arrays(model: Tagger) -> dict[str, np.ndarray]:
    """Return every array as float32: matrices as stored, biases in the file's 16 bits.

    After the point those have 12 bits in a recurrent layer, 16 in a linear one.
    """
    found = {}
    for name, parameter in model.named_parameters():
        if name in ENCODINGS:
            value = model.quantized(name, parameter).weights()
        else:
            value = Bias.fit(parameter, bits=16 if name.startswith("output") else 12).weights()
        found[name] = value.numpy()
    return found


def main() -> None:
    """Train, write what the converter needs, and say how often the tags are right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    generator = torch.Generator().manual_seed(options.seed)
    model = Tagger()
    train(model, options.steps, generator)

    options.out.mkdir(parents=True, exist_ok=True)
    np.savez(options.out / "tagger.npz", **arrays(model))  # type: ignore[arg-type]
    (options.out / "tagger.json").write_text(json.dumps(recipe(), indent=2) + "\n")
    x, tags = batch(1, 500, generator)
    with torch.no_grad():
        scores = model.eval()(x)
    np.save(options.out / "features.npy", x[:, 0].numpy())
    np.save(options.out / "expected.npy", scores[:, 0].numpy())
    right = float((scores.argmax(dim=2) == tags).float().mean())
    zeros = [1 - float(layers.densities[0]) for layers in (model.gru, model.lstm)]
    print(f"tags right: {right:.1%}; hidden values zero: {zeros[0]:.0%} and {zeros[1]:.0%}")


if __name__ == "__main__":
    main()
