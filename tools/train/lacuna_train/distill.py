"""Knowledge distillation: the dense model's probabilities as a second target."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lacuna_train.dense_stage import load_dense
from lacuna_train.loop import LayerStates, autocast
from lacuna_train.output_loss import SoftTargets

# So much of what the teacher said is kept from epoch to epoch, in bytes.
KEPT_BYTES = 4 << 30


class Teacher:
    """Adds `strength` times the cross-entropy with a dense model's probabilities to the loss.

    Every epoch reads the same windows, and the teacher, which drops nothing out, gives the same
    hidden states for them: it computes them once and keeps them, until `KEPT_BYTES` are used.
    """

    def __init__(self, run: Path, strength: float, device: torch.device, precision: str) -> None:
        self.model, _ = load_dense(run)
        self.model.to(device).eval()
        self.strength = strength
        self.device = device
        self.precision = precision
        self.kept: dict[int, tuple[Tensor, LayerStates]] = {}
        self.bytes_left = KEPT_BYTES
        low = torch.bfloat16 if precision == "bfloat16" else torch.float32
        weight, bias = self.model.output_layer()
        self.weight, self.bias = weight.detach().to(low), bias.detach()

    def __call__(self, inputs: Tensor, state: LayerStates) -> tuple[SoftTargets, LayerStates]:
        """Return what the teacher expects after each of `inputs`, and its state.

        The state is the number of the next window of the epoch, and the layers' states there.
        """
        window, layers = state or (0, None)
        if window in self.kept:
            hidden, layers = self.kept[window]
        else:
            model: Any = self.model
            with torch.no_grad(), autocast(self.device, self.precision):
                hidden, layers = model(inputs, layers)
            hidden = hidden.flatten(0, 1).to(self.weight.dtype)
            self._keep(window, hidden, layers)
        return SoftTargets(hidden, self.weight, self.bias, self.strength), (window + 1, layers)

    def _keep(self, window: int, hidden: Tensor, layers: LayerStates) -> None:
        self.bytes_left -= hidden.nbytes + sum(part.nbytes for part in tensors(layers))
        if self.bytes_left >= 0:
            self.kept[window] = (hidden, layers)


def tensors(state: LayerStates) -> list[Tensor]:
    """Return the tensors of nested tuples and lists."""
    if isinstance(state, Tensor):
        return [state]
    return [part for inner in state for part in tensors(inner)]
