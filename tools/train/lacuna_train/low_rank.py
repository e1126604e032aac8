"""Low-rank factorization, to compare with: a matrix as a product of two int8 matrices."""

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
