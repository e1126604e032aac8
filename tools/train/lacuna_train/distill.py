"""Knowledge distillation: the dense model's probabilities as a second target."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lacuna_train.dense_stage import load_dense
from lacuna_train.loop import LayerStates, autocast


class Teacher:
    """Adds `strength` times the cross-entropy with a dense model's probabilities to the loss."""

    def __init__(self, run: Path, strength: float, device: torch.device, precision: str) -> None:
        self.model, _ = load_dense(run)
        self.model.to(device).eval()
        self.strength = strength
        self.device = device
        self.precision = precision

    def __call__(
        self, scores: Tensor, inputs: Tensor, state: LayerStates
    ) -> tuple[Tensor, LayerStates]:
        """Return the loss for the student's scores `[n, vocabulary]` and the teacher's state."""
        model: Any = self.model
        with torch.no_grad(), autocast(self.device, self.precision):
            hidden, state = model(inputs, state)
            target = model.logits(hidden).flatten(0, 1).float().softmax(dim=1)
        loss = nn.functional.cross_entropy(scores, target)
        return self.strength * loss, state
