"""Low-rank factorization, to compare with: a matrix as a product of two int8 matrices."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.quantization import quantize, straight_through


class Factors(nn.Module):
    """Two factors, `[rows, rank]` and `[rank, columns]`, as near to a matrix as they can be."""

    def __init__(self, matrix: Tensor, rank: int) -> None:
        super().__init__()
        if rank > min(matrix.shape):
            raise TrainError(f"a rank of {rank} is past the matrix's own, {min(matrix.shape)}")
        left, values, right = torch.linalg.svd(matrix.float(), full_matrices=False)
        root = values[:rank].sqrt()
        self.left = nn.Parameter(left[:, :rank] * root)
        self.right = nn.Parameter(root.unsqueeze(1) * right[:rank])

    def forward(self) -> Tensor:
        """Return the product of the factors as int8 has them; gradients go straight through."""
        left, right = (
            straight_through(factor, quantize(factor, Encoding("int8")).weights())
            for factor in (self.left, self.right)
        )
        return left @ right


def operations(shapes: Sequence[tuple[int, int, int]]) -> int:
    """Return the multiply-adds of factored matrices `(rows, columns, rank)`, none skipped."""
    return sum(rank * (rows + columns) for rows, columns, rank in shapes)


def balance(shapes: Sequence[tuple[int, int, int]], lanes: int) -> float:
    """Return the slowest lane's work over the mean, counted as `Compressed.balance` does.

    Both factors have no zeros; what is uneven is a number of rows that `lanes` does not divide.
    """
    slowest = sum(
        -(-rows // lanes) * rank + -(-rank // lanes) * columns for rows, columns, rank in shapes
    )
    return slowest * lanes / operations(shapes)
