"""What a dense model weighs and computes, from its settings alone."""

from dataclasses import dataclass

from lacuna_train.dense import DenseSettings


@dataclass(frozen=True)
class DenseSize:
    """Bytes as float32, biases as PyTorch has them (two a layer); multiply-adds a token."""

    bytes: int
    recurrent_bytes: int
    operations: int
    recurrent_operations: int


def dense_size(settings: DenseSettings) -> DenseSize:
    """Return a dense model's size. A tied matrix has its bytes once; a lookup costs nothing."""
    hidden, width = settings.hidden, settings.embedding
    inputs = [width] + [hidden] * (settings.layers - 1)
    recurrent = sum(4 * hidden * (columns + hidden) for columns in inputs)
    biases = 8 * hidden * settings.layers
    bottleneck = hidden * width if settings.bottleneck else 0
    output = settings.vocabulary * settings.output_width
    embedding = 0 if settings.tied else settings.vocabulary * width
    weights = recurrent + biases + bottleneck + output + embedding + settings.vocabulary
    return DenseSize(
        bytes=4 * weights,
        recurrent_bytes=4 * (recurrent + biases),
        operations=recurrent + bottleneck + output,
        recurrent_operations=recurrent,
    )
