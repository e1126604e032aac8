"""The language model that the stages `clip`, `prune` and `quantize` train."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn

from lacuna_train.dense import DenseSettings, State, make_bottleneck
from lacuna_train.dropout import without_words
from lacuna_train.encodings import Encoding
from lacuna_train.low_rank import Factors
from lacuna_train.quantization import fit_codebook, normalized, quantize, straight_through
from lacuna_train.recurrent import LSTM, Gates
from lacuna_train.topk import group_mask, magnitude_mask


@dataclass
class Compression:
    """What is done to the weights on their way into a product.

    `share` is how far the gradual schedule has come: at 0 every weight is kept, at 1 as few as the
    encodings say. With `quantized`, weights are rounded to stored values. Masks and values are
    taken anew every `interval` steps.
    """

    encodings: dict[str, Encoding] = field(default_factory=dict)
    share: float = 1.0
    masked: bool = False
    quantized: bool = False
    interval: int = 1


class CompressibleLanguageModel(nn.Module):
    """As `DenseLanguageModel`, name for name, with this package's LSTM and compressed weights."""

    def __init__(self, settings: DenseSettings, gates: Gates) -> None:
        super().__init__()
        self.settings = settings
        width = settings.embedding
        self.embedding = nn.Embedding(settings.vocabulary, width)
        self.lstm = LSTM(
            width, settings.hidden, settings.layers, dropout=settings.dropout, gates=gates
        )
        self.output = nn.Linear(settings.output_width, settings.vocabulary)
        self.bottleneck = make_bottleneck(settings)
        if settings.tied:
            self.output.weight = self.embedding.weight
        self.dropout = nn.Dropout(settings.dropout)
        self.word_dropout = self.weight_dropout = 0.0
        self.compression = Compression()
        self.lstm.transform = self._recurrent
        self.factors = nn.ModuleDict()
        self._step = 0
        self._looked_up: tuple[Tensor] = (self.embedding.weight.detach(),)
        self._taken: dict[str, tuple[int, Tensor]] = {}
        self._codebooks: dict[str, Tensor] = {}
        nn.init.uniform_(self.embedding.weight, -0.1, 0.1)
        nn.init.uniform_(self.output.weight, -0.1, 0.1)
        nn.init.zeros_(self.output.bias)
        with torch.no_grad():
            for layer in range(settings.layers):
                for name in ("bias_ih", "bias_hh"):
                    nn.init.zeros_(self.lstm.get_parameter(f"{name}_l{layer}"))
                forget = self.lstm.get_parameter(f"bias_ih_l{layer}")
                nn.init.ones_(forget[settings.hidden : 2 * settings.hidden])

    def factorize(self, encodings: Mapping[str, Encoding]) -> None:
        """Give every `lowrank` matrix two factors, fitted to the weights that it has now."""
        for name, matrix in self.matrices().items():
            encoding = encodings.get(name)
            if encoding and encoding.kind == "lowrank":
                self.factors[_key(name)] = Factors(matrix.detach(), int(encoding.amount))

    def train(self, mode: bool = True) -> "CompressibleLanguageModel":
        """Switch between training and evaluation; both start from values taken anew."""
        self._taken.clear()
        super().train(mode)
        return self

    def held(self) -> dict[str, Any]:
        """Return what stands between two looks at masks and values, if training is under way."""
        return {"step": self._step, "taken": dict(self._taken) if self.training else {}}

    def take_up(self, held: dict[str, Any]) -> None:
        """Go on from what `held` gave."""
        self._step = held["step"]
        self._taken = {
            name: (step, value.to(self.embedding.weight.device))
            for name, (step, value) in held["taken"].items()
        }

    def matrices(self) -> dict[str, Tensor]:
        """Return the weight matrices by name; a tied one once, as the embedding's."""
        return {
            name: parameter
            for name, parameter in self.named_parameters()
            if parameter.dim() == 2 and not name.startswith("factors")
        }

    def get_extra_state(self) -> dict[str, Tensor]:
        """Return the fitted codebooks, which belong to the model as much as its weights do."""
        return dict(self._codebooks)

    def set_extra_state(self, state: dict[str, Tensor]) -> None:
        """Take over fitted codebooks."""
        self._codebooks = dict(state)

    def codebook(self, name: str) -> Tensor | None:
        """Return the fitted codebook of a matrix, if one was fitted."""
        return self._codebooks.get(name)

    def forward(self, tokens: Tensor, state: State | None) -> tuple[Tensor, State]:
        """Return what the output layer sees `[steps, batch, width]` and the new state."""
        self._step += self.training
        weight = self.used("embedding.weight", self.embedding.weight)
        # In a tuple, so that the module does not take it for a parameter of its own.
        self._looked_up = (weight,)
        embedded = nn.functional.embedding(tokens, weight)
        if self.training and self.word_dropout > 0:
            embedded = without_words(embedded, tokens, len(weight), self.word_dropout)
        embedded = self.dropout(embedded)
        hidden, new_state = self.lstm(embedded, state)
        seen = self.dropout(hidden)
        if self.bottleneck is not None:
            weight = self.used("bottleneck.weight", self.bottleneck.weight)
            seen = nn.functional.linear(seen, weight)
            if self.lstm.rounded:
                seen = normalized(seen)
        return seen, new_state

    def output_layer(self) -> tuple[Tensor, Tensor]:
        """Return the output layer's weight `[vocabulary, width]` as used, and its bias."""
        if self.settings.tied:
            return self._looked_up[0], self.output.bias
        return self.used("output.weight", self.output.weight), self.output.bias

    def _recurrent(self, name: str, parameter: Tensor) -> Tensor:
        weight = self.used(f"lstm.{name}", parameter)
        if self.weight_dropout > 0 and name.startswith("weight_hh"):
            weight = nn.functional.dropout(weight, self.weight_dropout, self.training)
        return weight

    def used(self, name: str, parameter: Tensor) -> Tensor:
        """Return a parameter as products see it; gradients go to the whole parameter."""
        encoding = self.compression.encodings.get(name)
        if parameter.dim() == 1 or encoding is None:
            return parameter
        if not (self.compression.masked or self.compression.quantized):
            return parameter
        if encoding.kind == "lowrank":
            product: Tensor = self.factors[_key(name)]()
            return product
        taken = self._taken.get(name)
        if not self.training and taken is not None:
            return taken[1]
        if taken is None or self._step - taken[0] >= self.compression.interval:
            replacement = self._replacement(name, parameter.detach(), encoding)
            self._taken[name] = (self._step, replacement)
        elif self.compression.quantized:
            replacement = taken[1]
        else:
            # Between two looks at the mask, kept weights still move with every step.
            replacement = torch.where(taken[1] != 0, parameter.detach(), taken[1])
        return straight_through(parameter, replacement)

    def _replacement(self, name: str, weight: Tensor, encoding: Encoding) -> Tensor:
        gradual = gradually(encoding, self.compression.share)
        if not self.compression.quantized:
            if gradual.kind == "sparse":
                count = gradual.kept(*weight.shape)
                return weight.masked_fill(~magnitude_mask(weight, count), 0.0)
            if gradual.kind != "terms":
                return weight
            mask = group_mask(weight, gradual.terms, gradual.group, gradual.axis)
            return weight.masked_fill(~mask, 0.0)
        if encoding.codebook == "fitted" and encoding.kind != "int8":
            # The codebook settles with the mask: one that moved on would never let weights settle.
            if name not in self._codebooks or (self.training and self.compression.share < 1):
                mask = group_mask(weight, gradual.terms, gradual.group, gradual.axis)
                kept = weight if encoding.kind == "codes" else weight.masked_fill(~mask, 0.0)
                self._codebooks[name] = fit_codebook(kept, encoding)
            return quantize(weight, gradual, self._codebooks[name]).weights()
        return quantize(weight, gradual).weights()


def gradually(encoding: Encoding, share: float) -> Encoding:
    """Return the encoding with the terms a group that the cubic schedule has reached.

    Zhu and Gupta, "To prune, or not to prune" (2017): fast while much can go, slow at the end.
    """
    if share >= 1:
        return encoding
    if encoding.kind == "sparse":
        return replace(encoding, amount=encoding.amount + (1 - encoding.amount) * (1 - share) ** 3)
    if encoding.kind != "terms":
        return encoding
    spare = encoding.group - encoding.terms
    terms = encoding.terms + round(spare * (1 - share) ** 3)
    return replace(encoding, terms=terms)


def _key(name: str) -> str:
    # Names of modules may not have dots.
    return name.replace(".", "/")
