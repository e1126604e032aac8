"""From a trained model to what is stored: quantized matrices, rounded biases, the integer model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from lacuna_train.encodings import Encoding
from lacuna_train.engine import Bias, IntegerLanguageModel
from lacuna_train.model import CompressibleLanguageModel
from lacuna_train.quantization import Quantized, quantize


@dataclass(frozen=True)
class Compressed:
    """The stored form of a language model, by array name."""

    matrices: dict[str, Quantized]
    biases: dict[str, Bias]
    encodings: dict[str, Encoding]
    layers: int
    tied: bool

    def integer_model(self) -> IntegerLanguageModel:
        """Return the model as the engine runs it."""
        layers = [
            (
                self.matrices[f"lstm.weight_ih_l{layer}"],
                self.matrices[f"lstm.weight_hh_l{layer}"],
                self.biases[f"lstm.bias_ih_l{layer}"],
            )
            for layer in range(self.layers)
        ]
        output = "embedding.weight" if self.tied else "output.weight"
        return IntegerLanguageModel(
            self.matrices["embedding.weight"],
            layers,
            self.matrices[output],
            self.biases["output.bias"],
            self.matrices.get("bottleneck.weight"),
        )

    def arrays(self) -> dict[str, Tensor]:
        """Return every array as float32, each value exactly as stored.

        A layer's first bias is the sum of both, and its second one zeros, so that the dense size
        that a file states is that of the model as PyTorch has it.
        """
        found = {name: matrix.weights() for name, matrix in self.matrices.items()}
        for name, bias in self.biases.items():
            found[name] = bias.weights()
            if name.startswith("lstm.bias_ih"):
                found[name.replace("bias_ih", "bias_hh")] = torch.zeros_like(found[name])
        return found

    def balance(self, lanes: int) -> float:
        """Return the slowest lane's work over the mean, of the recurrent matrices.

        Rows are taken `lanes` at a time, each lane has one row's weights that are not zero, and
        the next rows wait for the slowest: 1 is perfect.
        """
        slowest = mean = 0.0
        for name, matrix in self.matrices.items():
            if not name.startswith("lstm."):
                continue
            work = (matrix.values != 0).sum(dim=1).double()
            for tile in torch.split(work, lanes):
                slowest += float(tile.max())
                mean += float(tile.sum()) / lanes
        return slowest / mean if mean else 1.0

    def recurrent_bytes(self) -> int:
        """Return the bytes of the recurrent layers: matrices, row exponents, biases."""
        return self._bytes(lambda name: name.startswith("lstm."))

    def bytes(self) -> int:
        """Return the bytes of all matrices, row exponents and biases."""
        return self._bytes(lambda _: True)

    def _bytes(self, wanted: Callable[[str], bool]) -> int:
        total = 0
        for name, matrix in self.matrices.items():
            if wanted(name):
                rows, columns = matrix.values.shape
                total += self.encodings[name].size(rows, columns)
        return total + sum(
            2 * bias.values.numel() for name, bias in self.biases.items() if wanted(name)
        )


def compress(model: CompressibleLanguageModel, encodings: Mapping[str, Encoding]) -> Compressed:
    """Return the stored form of a model."""
    state = {name: value.detach().cpu() for name, value in model.named_parameters()}
    matrices = {
        name: quantize(state[name], encodings[name], model.codebook(name))
        for name in model.matrices()
    }
    biases = {
        f"lstm.bias_ih_l{layer}": Bias.fit(
            state[f"lstm.bias_ih_l{layer}"] + state[f"lstm.bias_hh_l{layer}"], bits=12
        )
        for layer in range(model.settings.layers)
    }
    biases["output.bias"] = Bias.fit(state["output.bias"], bits=16)
    return Compressed(matrices, biases, dict(encodings), model.settings.layers, model.settings.tied)


def integer_losses(model: IntegerLanguageModel, tokens: Tensor) -> float:
    """Return the mean loss of a text in nats a token, by the engine's arithmetic."""
    with torch.no_grad():
        return float(model.loss(tokens).mean())
