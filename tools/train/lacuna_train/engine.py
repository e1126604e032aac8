"""The integer engine's arithmetic (spec/arithmetic.md), exact, for models with clipped gates.

Numbers are integers held in float64, where every step here is exact; products are computed in
float32 while their sums stay below 2^24, else in float64. This is a second implementation of the
specification: a model must score the same here and in the engine.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from lacuna_train.errors import TrainError
from lacuna_train.quantization import Quantized

_HIDDEN_EXPONENT = -7
_PRE_BITS = 12
_LINEAR_BITS = 16
_PRODUCT_LIMIT = float(1 << 29)
_ONE = 32767.0

State = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Bias:
    """`values` (int16 range) times 2^`exponent`."""

    values: Tensor
    exponent: int

    @classmethod
    def fit(cls, bias: Tensor, bits: int) -> "Bias":
        """Round to the finest exponent, -`bits` to 0, at which every value fits in 16 bits."""
        bias = bias.detach().double().cpu()
        for exponent in range(-bits, 1):
            values = torch.floor(bias * 2.0**-exponent + 0.5)
            if bool((values.abs() <= 32767).all()):
                return cls(values, exponent)
        raise TrainError(f"a bias of {float(bias.abs().max()):.0f} does not fit in 16 bits")

    def fixed(self, bits: int) -> Tensor:
        """Return the bias with `bits` bits after the point."""
        scaled = self.values * 2.0 ** (self.exponent + bits)
        return scaled.clamp(-_PRODUCT_LIMIT, _PRODUCT_LIMIT)

    def weights(self) -> Tensor:
        """Return the values as float32, exact."""
        return (self.values * 2.0**self.exponent).float()


@dataclass
class Count:
    """Multiply-adds of the dense model, and terms that met a non-zero activation.

    Of the activations, how many there were, and how many of them were not zero.
    """

    dense: int = 0
    executed: int = 0
    activations: int = 0
    nonzero: int = 0

    def reduction(self) -> float:
        """Return how many times fewer were executed."""
        return self.dense / max(self.executed, 1)


class Product:
    """A stored matrix that counts what it does."""

    def __init__(self, matrix: Quantized, bits: int) -> None:
        values = matrix.values.cpu()
        bound = int(values.abs().sum(dim=1).max()) * 127
        if bound >= 1 << 30:
            raise TrainError(f"sums of up to {bound} are past rule E2")
        kind = torch.float32 if bound < 1 << 24 else torch.float64
        self.transposed = values.to(kind).t().contiguous()
        self.exponents = matrix.exponents.cpu().double()
        self.bits = bits
        self.rows, self.columns = values.shape
        self.used_per_column = (values != 0).sum(dim=0).double()
        self.count = Count()

    def __call__(self, x: Tensor, exponent: Tensor | int) -> Tensor:
        """Return fix(S, s) for vectors `[n, columns]` with one exponent each."""
        self.count.dense += x.shape[0] * self.rows * self.columns
        nonzero = (x != 0).double()
        self.count.executed += int((nonzero @ self.used_per_column).sum())
        self.count.activations += x.numel()
        self.count.nonzero += int(nonzero.sum())
        total = torch.mm(x.to(self.transposed.dtype), self.transposed).double()
        if isinstance(exponent, Tensor):
            exponent = exponent.unsqueeze(1)
        shift = -(self.exponents + exponent + self.bits)
        # `round` at a shift of 0 adds a half to an integer and so leaves it.
        down = torch.floor(torch.ldexp(total, -shift) + 0.5).clamp(-_PRODUCT_LIMIT, _PRODUCT_LIMIT)
        if bool((shift >= 0).all()):
            return down
        up = torch.clamp(-shift, 0, 29)
        bound = torch.floor(torch.ldexp(torch.full_like(up, _PRODUCT_LIMIT), -up))
        raised = torch.ldexp(torch.minimum(torch.maximum(total, -bound), bound), up)
        return torch.where(shift >= 0, down, raised)


class IntegerLanguageModel:
    """Embedding, clipped LSTM layers and output layer, run as the engine runs them."""

    def __init__(
        self,
        embedding: Quantized,
        layers: list[tuple[Quantized, Quantized, Bias]],
        output: Quantized,
        output_bias: Bias,
        bottleneck: Quantized | None = None,
    ) -> None:
        self.embedding = embedding.values.cpu().double()
        self.embedding_exponents = embedding.exponents.cpu().double()
        self.layers = [
            (Product(x, _PRE_BITS), Product(h, _PRE_BITS), bias.fixed(_PRE_BITS))
            for x, h, bias in layers
        ]
        self.bottleneck = Product(bottleneck, _LINEAR_BITS) if bottleneck else None
        self.output = Product(output, _LINEAR_BITS)
        self.output_bias = output_bias.fixed(_LINEAR_BITS)

    def embed(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Return the int8 vectors of tokens `[n]` and their exponents `[n]`."""
        return _normalize(self.embedding[tokens], self.embedding_exponents[tokens])

    def hidden(self, tokens: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Return the last layer's int8 states for one sequence `[steps]`, and the new state."""
        x, exponent = self.embed(tokens)
        new_state: State = []
        scale: Tensor | int = exponent
        for number, (from_input, from_state, bias) in enumerate(self.layers):
            width = from_state.columns
            h, c = state[number] if state else (torch.zeros(1, width), torch.zeros(1, width))
            h, c = h.double(), c.double()
            pre = from_input(x, scale) + bias
            outputs = torch.empty(len(tokens), width, dtype=torch.float64)
            for step in range(len(tokens)):
                p = _saturate(pre[step] + from_state(h, _HIDDEN_EXPONENT))
                h, c = _cell(p, c, width)
                outputs[step] = h[0]
            new_state.append((h, c))
            x, scale = outputs, _HIDDEN_EXPONENT
        return x, new_state

    def scores(self, hidden: Tensor) -> Tensor:
        """Return the scores of the next token from the last layer's states, `[n, vocabulary]`."""
        x, exponent = hidden, torch.full((len(hidden),), float(_HIDDEN_EXPONENT))
        if self.bottleneck:
            inner = self.bottleneck(hidden, exponent)
            x, exponent = _normalize(inner, torch.full((len(hidden),), -float(_LINEAR_BITS)))
        return (self.output(x, exponent) + self.output_bias) * 2.0**-_LINEAR_BITS

    def log_probabilities(self, hidden: Tensor) -> Tensor:
        """Return the log-probabilities of the next token, float64 `[n, vocabulary]`."""
        return torch.log_softmax(self.scores(hidden), dim=1)

    def loss(self, tokens: Tensor, window: int = 512) -> Tensor:
        """Return -log p of every token but the first, each after all before it, `[n - 1]`."""
        state: State | None = None
        losses: list[Tensor] = []
        for start in range(0, len(tokens) - 1, window):
            inputs = tokens[start : min(start + window, len(tokens) - 1)]
            hidden, state = self.hidden(inputs, state)
            scores = self.log_probabilities(hidden)
            targets = tokens[start + 1 : start + 1 + len(inputs)]
            losses.append(-scores.gather(1, targets.unsqueeze(1)).squeeze(1))
        return torch.cat(losses)

    def recurrent_count(self) -> Count:
        """Return the operations of the recurrent layers so far."""
        total = Count()
        for from_input, from_state, _ in self.layers:
            for product in (from_input, from_state):
                total.dense += product.count.dense
                total.executed += product.count.executed
        return total

    def density(self) -> float:
        """Return the share of hidden values that met a recurrent matrix and were not zero."""
        counts = [from_state.count for _, from_state, _ in self.layers]
        return sum(c.nonzero for c in counts) / max(sum(c.activations for c in counts), 1)


def _normalize(vectors: Tensor, exponents: Tensor) -> tuple[Tensor, Tensor]:
    """Return int8 vectors `[n, width]` and their exponents `[n]` (A3)."""
    bits = torch.frexp(vectors.abs().amax(dim=1)).exponent.double()
    shift = (bits - 7).clamp(min=0)
    rounded = torch.floor(torch.ldexp(vectors, -shift.unsqueeze(1)) + 0.5).clamp(-127, 127)
    return rounded, exponents + shift


def _saturate(value: Tensor) -> Tensor:
    return value.clamp(-32768, 32767)


def _multiply(a: Tensor, b: Tensor) -> Tensor:
    return torch.floor((a * b + 16384) / 32768)


def _sigmoid(p: Tensor) -> Tensor:
    # clip(x / 2^2 + 1/2, 0, 1): round(8p, 2) is exact, as 8p is a multiple of 4.
    return (2 * p + 16384).clamp(0, _ONE)


def _tanh(p: Tensor) -> Tensor:
    return (8 * p).clamp(-_ONE, _ONE)


def _cell(p: Tensor, c: Tensor, width: int) -> tuple[Tensor, Tensor]:
    i, f, g, o = torch.split(p, width, dim=1)
    fresh = torch.floor((_multiply(_sigmoid(i), _tanh(g)) + 8) / 16)
    c = _saturate(_multiply(_sigmoid(f), c) + fresh)
    shown = _multiply(_sigmoid(o), _tanh(_saturate(2 * c)))
    return torch.floor((shown + 128) / 256).clamp(-127, 127), c
