"""Knowledge distillation: the dense model's probabilities as a second target."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lacuna_train.dense_stage import load_dense
from lacuna_train.loop import LayerStates, autocast
from lacuna_train.output_loss import SoftTargets


class Teacher:
    """Adds `strength` times the cross-entropy with a dense model's probabilities to the loss."""

    def __init__(self, run: Path, strength: float, device: torch.device, precision: str) -> None:
        self.model, _ = load_dense(run)
        self.model.to(device).eval()
        self.strength = strength
        self.device = device
        self.precision = precision

    def __call__(self, inputs: Tensor, state: LayerStates) -> tuple[SoftTargets, LayerStates]:
        """Return what the teacher expects after each of `inputs`, and its state."""
        model: Any = self.model
        with torch.no_grad(), autocast(self.device, self.precision):
            hidden, state = model(inputs, state)
            weight, bias = model.output_layer()
        return SoftTargets(hidden.flatten(0, 1), weight, bias, self.strength), state
