"""Random weights of a network: LSTM layers, and around them an embedding and a linear layer."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LAYERS = 2


@dataclass(frozen=True)
class Layer:
    """One LSTM layer as PyTorch has it, gates in the order i, f, g, o."""

    input: Floats
    """`[4*hidden, input]`"""
    recurrent: Floats
    """`[4*hidden, hidden]`"""
    input_bias: Floats
    recurrent_bias: Floats
    """`[4*hidden]` each"""

    @property
    def hidden_size(self) -> int:
        return int(self.recurrent.shape[1])

    @property
    def input_size(self) -> int:
        return int(self.input.shape[1])


@dataclass(frozen=True)
class Weights:
    """A stack of LSTM layers; as a language model, with an embedding and an output layer."""

    layers: tuple[Layer, ...]
    embedding: Floats | None = None
    """`[tokens, hidden]`"""
    output: Floats | None = None
    """`[tokens, hidden]`"""
    output_bias: Floats | None = None
    """`[tokens]`"""

    @property
    def hidden_size(self) -> int:
        return self.layers[0].hidden_size

    def state_dict(self) -> dict[str, Floats]:
        """The arrays by the names of a PyTorch state dictionary."""
        arrays: dict[str, Floats] = {}
        if self.embedding is not None:
            arrays["embedding.weight"] = self.embedding
        for index, layer in enumerate(self.layers):
            arrays[f"lstm.weight_ih_l{index}"] = layer.input
            arrays[f"lstm.weight_hh_l{index}"] = layer.recurrent
            arrays[f"lstm.bias_ih_l{index}"] = layer.input_bias
            arrays[f"lstm.bias_hh_l{index}"] = layer.recurrent_bias
        if self.output is not None and self.output_bias is not None:
            arrays["output.weight"] = self.output
            arrays["output.bias"] = self.output_bias
        return arrays

    def save(self, path: Path) -> None:
        """Writes the arrays as an uncompressed `.npz`."""
        arrays = self.state_dict()
        np.savez(path, **arrays)  # type: ignore[arg-type]


def random_weights(hidden: int, *, tokens: int = 0, seed: int = 1) -> Weights:
    """Weights drawn uniformly from ±1/√hidden, as PyTorch starts them: none of them is zero.

    With `tokens`, a language model of as many.
    """
    generator = np.random.default_rng(seed)
    limit = np.float32(hidden**-0.5)

    def draw(*shape: int) -> Floats:
        values: Floats = generator.random(shape, dtype=np.float32)
        # Up to ±limit, in place: the largest arrays have 67 million elements.
        values -= np.float32(0.5)
        values *= 2 * limit
        return values

    layers = tuple(
        Layer(
            input=draw(4 * hidden, hidden),
            recurrent=draw(4 * hidden, hidden),
            input_bias=draw(4 * hidden),
            recurrent_bias=draw(4 * hidden),
        )
        for _ in range(LAYERS)
    )
    if tokens == 0:
        return Weights(layers)
    return Weights(layers, draw(tokens, hidden), draw(tokens, hidden), draw(tokens))


def dense_inputs(count: int, streams: int, size: int, *, seed: int = 2) -> list[Floats]:
    """Inputs `[streams, size]` of magnitude 0.1 to 1, so that nothing can be skipped."""
    generator = np.random.default_rng(seed)
    magnitudes = generator.uniform(0.1, 1, (count, streams, size))
    signs = generator.choice((-1.0, 1.0), (count, streams, size))
    return list((magnitudes * signs).astype(np.float32))
