"""Dropout of words, beside PyTorch's own of values.

After Gal and Ghahramani, "A theoretically grounded application of dropout in recurrent neural
networks" (2016).
"""

import torch
from torch import Tensor, nn


def without_words(embedded: Tensor, tokens: Tensor, words: int, share: float) -> Tensor:
    """Return embedded tokens, those of about `share` of the `words` zeros wherever they stand."""
    mask = nn.functional.dropout(torch.ones(words, device=embedded.device), share)
    return embedded * mask[tokens].unsqueeze(-1)
