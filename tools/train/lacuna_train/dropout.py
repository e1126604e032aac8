"""Dropout of values, of words and of weights.

Locked over a window's steps: Gal and Ghahramani, "A theoretically grounded application of dropout
in recurrent neural networks" (2016). Of recurrent weights: Merity, Keskar and Socher,
"Regularizing and optimizing LSTM language models" (2018).
"""

import torch
from torch import Tensor, nn


class Dropout(nn.Module):
    """As `nn.Dropout`, of values `[steps, batch, width]`; `locked`, the same ones at all steps."""

    def __init__(self, share: float, *, locked: bool = False) -> None:
        super().__init__()
        self.share = share
        self.locked = locked

    def forward(self, values: Tensor) -> Tensor:
        """Drop values out in training."""
        if not self.locked:
            return nn.functional.dropout(values, self.share, self.training)
        if not self.training or self.share <= 0:
            return values
        return values * nn.functional.dropout(torch.ones_like(values[:1]), self.share)


def without_words(embedded: Tensor, tokens: Tensor, words: int, share: float) -> Tensor:
    """Return embedded tokens, those of about `share` of the `words` zeros wherever they stand."""
    mask = nn.functional.dropout(torch.ones(words, device=embedded.device), share)
    return embedded * mask[tokens].unsqueeze(-1)
