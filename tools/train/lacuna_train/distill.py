"""Knowledge distillation: dense models' probabilities as a second target."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from lacuna_train.data import Unit
from lacuna_train.dense_stage import load_dense
from lacuna_train.errors import TrainError
from lacuna_train.loop import LayerStates, autocast
from lacuna_train.output_loss import SoftTargets
from lacuna_train.run_folder import RunFolder

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
    """Adds `strength` times the cross-entropy with dense models' mean probabilities to the loss.

    Every epoch reads the same windows, and the models, which drop nothing out, say the same of
    them: they are asked once and what they say is kept, until `KEPT_BYTES` are used. Named are the
    `NAMED_CLASSES` most probable classes of each token; the others count as one.
    """

    def __init__(
        self, runs: Sequence[Path], strength: float, device: torch.device, precision: str
    ) -> None:
        self.models = []
        self.units = []
        for run in runs:
            model, settings = load_dense(run)
            self.models.append(model.to(device).eval())
            self.units.append(settings.get("unit"))
        self.runs = runs
        self.strength = strength
        self.device = device
        self.precision = precision
        self.kept: dict[int, Said] = {}
        self.bytes_left = KEPT_BYTES

    def require(self, vocabulary: Sequence[str], unit: Unit) -> None:
        """Refuse teachers that read other tokens than a student of `vocabulary`."""
        for run, model, found in zip(self.runs, self.models, self.units, strict=True):
            entries = model.settings.vocabulary
            if (entries, found) != (len(vocabulary), unit):
                raise TrainError(
                    f"{run}: expected a teacher with {len(vocabulary)} entries of the unit {unit}, "
                    f"found {entries} of the unit {found}"
                )
            RunFolder(run).require_vocabulary(vocabulary)

    def __call__(self, inputs: Tensor, state: LayerStates) -> tuple[SoftTargets, LayerStates]:
        """Return what the teacher expects after each of `inputs`, and its state.

        The state is the number of the next window of the epoch, and the models' states there.
        """
        window, layers = state or (0, [None] * len(self.models))
        said = self.kept.get(window)
        if said is None:
            said = self._hear(inputs, layers)
            self.bytes_left -= said.bytes()
            if self.bytes_left >= 0:
                self.kept[window] = said
        return said.soft(self.strength), (window + 1, said.layers)

    def _hear(self, inputs: Tensor, layers: LayerStates) -> Said:
        heard, states = [], []
        with torch.no_grad(), autocast(self.device, self.precision):
            for model, state in zip(self.models, layers, strict=True):
                speak: Any = model
                hidden, after = speak(inputs, state)
                heard.append(hidden.flatten(0, 1).split(_BLOCK))
                states.append(after)
            classes, probabilities = [], []
            for blocks in zip(*heard, strict=True):
                expected = self._expected(blocks)
                named = min(NAMED_CLASSES, expected.shape[1])
                top = expected.topk(named, dim=1)
                index_type = torch.int16 if expected.shape[1] <= 1 << 15 else torch.int32
                classes.append(top.indices.to(index_type))
                probabilities.append(top.values.half())
        return Said(torch.cat(classes), torch.cat(probabilities), states)

    def _expected(self, blocks: Sequence[Tensor]) -> Tensor:
        mean: Tensor | float = 0.0
        for model, hidden in zip(self.models, blocks, strict=True):
            scores = nn.functional.linear(hidden, *model.output_layer()).float()
            mean = mean + scores.softmax(dim=1) / len(self.models)
        assert isinstance(mean, Tensor)
        return mean


def tensors(state: LayerStates) -> list[Tensor]:
    """Return the tensors of nested tuples and lists."""
    if isinstance(state, Tensor):
        return [state]
    return [part for inner in state for part in tensors(inner)]
