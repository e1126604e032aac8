"""Knowledge distillation: the dense model's probabilities as a second target."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from lacuna_train.dense_stage import load_dense
from lacuna_train.loop import LayerStates, autocast
from lacuna_train.output_loss import SoftTargets

# So many of the classes are kept that a teacher finds most probable: of ten thousand words 256 hold
# some 93% of the probability. Without the others a step needs no product with its output layer.
NAMED_CLASSES = 256

# So much of what the teacher said is kept from epoch to epoch, in bytes.
KEPT_BYTES = 4 << 30

# Tokens whose scores are computed together.
_BLOCK = 256


@dataclass(frozen=True)
class Said:
    """What a teacher said of a window's tokens, its classes and probabilities in 16 bits each."""

    classes: Tensor
    probabilities: Tensor
    layers: LayerStates

    def soft(self, strength: float) -> SoftTargets:
        """Return it as targets."""
        return SoftTargets(self.classes.long(), self.probabilities.float(), strength)

    def bytes(self) -> int:
        """Return the memory that it takes."""
        parts = [self.classes, self.probabilities, *tensors(self.layers)]
        return sum(part.nbytes for part in parts)


class Teacher:
    """Adds `strength` times the cross-entropy with a dense model's probabilities to the loss.

    Every epoch reads the same windows, and the teacher, which drops nothing out, says the same of
    them: it computes that once and keeps it, until `KEPT_BYTES` are used. It names the
    `NAMED_CLASSES` most probable classes of each token; the others count as one.
    """

    def __init__(self, run: Path, strength: float, device: torch.device, precision: str) -> None:
        self.model, _ = load_dense(run)
        self.model.to(device).eval()
        self.strength = strength
        self.device = device
        self.precision = precision
        self.kept: dict[int, Said] = {}
        self.bytes_left = KEPT_BYTES
        low = torch.bfloat16 if precision == "bfloat16" else torch.float32
        weight, bias = self.model.output_layer()
        self.weight, self.bias = weight.detach().to(low), bias.detach()
        self.index_type = torch.int16 if weight.shape[0] <= 1 << 15 else torch.int32

    def __call__(self, inputs: Tensor, state: LayerStates) -> tuple[SoftTargets, LayerStates]:
        """Return what the teacher expects after each of `inputs`, and its state.

        The state is the number of the next window of the epoch, and the layers' states there.
        """
        window, layers = state or (0, None)
        said = self.kept.get(window)
        if said is None:
            said = self._hear(inputs, layers)
            self._keep(window, said)
        return said.soft(self.strength), (window + 1, said.layers)

    def _hear(self, inputs: Tensor, layers: LayerStates) -> Said:
        model: Any = self.model
        with torch.no_grad(), autocast(self.device, self.precision):
            hidden, layers = model(inputs, layers)
        classes, probabilities = [], []
        for block in hidden.flatten(0, 1).to(self.weight.dtype).split(_BLOCK):
            scores = torch.mm(block, self.weight.t()).float().add_(self.bias)
            top = scores.softmax(dim=1).topk(min(NAMED_CLASSES, scores.shape[1]), dim=1)
            classes.append(top.indices.to(self.index_type))
            probabilities.append(top.values.half())
        return Said(torch.cat(classes), torch.cat(probabilities), layers)

    def _keep(self, window: int, said: Said) -> None:
        self.bytes_left -= said.bytes()
        if self.bytes_left >= 0:
            self.kept[window] = said


def tensors(state: LayerStates) -> list[Tensor]:
    """Return the tensors of nested tuples and lists."""
    if isinstance(state, Tensor):
        return [state]
    return [part for inner in state for part in tensors(inner)]
