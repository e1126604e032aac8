"""Masks that keep the k largest weights of every group of g consecutive ones."""

import torch
from torch import Tensor
from torch.nn.functional import pad

from lacuna_train.encodings import Axis


def group_mask(weight: Tensor, terms: int, group: int, axis: Axis = "input") -> Tensor:
    """Return a boolean mask of `weight`'s shape, `[rows, columns]`, with `terms` true a group.

    Groups run along a row (`input`) or down a column (`output`), as in spec/encodings.md. The last
    group may be short; positions past the matrix are never chosen. Of equal magnitudes the first
    is kept, so a mask is the same on every machine.
    """
    magnitude = weight.detach().abs()
    if axis == "output":
        return group_mask(magnitude.t(), terms, group).t()
    rows, columns = magnitude.shape
    if terms >= group:
        return torch.ones_like(magnitude, dtype=torch.bool)
    short = -columns % group
    left = pad(magnitude, (0, short), value=-1.0).reshape(-1, group)
    mask = torch.zeros_like(left, dtype=torch.bool)
    if terms <= 4:
        # A few passes of argmax are quicker than a sort of many short groups.
        for _ in range(terms):
            chosen = left.argmax(dim=1, keepdim=True)
            mask.scatter_(1, chosen, True)
            left.scatter_(1, chosen, -2.0)
    else:
        order = left.sort(dim=1, descending=True, stable=True).indices
        mask.scatter_(1, order[:, :terms], True)
    return mask.reshape(rows, columns + short)[:, :columns]


def magnitude_mask(weight: Tensor, kept: int) -> Tensor:
    """Return a mask of the `kept` largest magnitudes of the whole matrix: unstructured pruning."""
    mask = torch.zeros(weight.numel(), dtype=torch.bool, device=weight.device)
    mask[weight.detach().abs().flatten().topk(kept).indices] = True
    return mask.view(weight.shape)


def kept_magnitude(weight: Tensor, terms: int, group: int, axis: Axis = "input") -> float:
    """Return the share of the sum of magnitudes that a group mask keeps."""
    magnitude = weight.detach().abs().double()
    kept = magnitude[group_mask(weight, terms, group, axis)].sum()
    return float(kept / magnitude.sum()) if float(magnitude.sum()) > 0 else 1.0
