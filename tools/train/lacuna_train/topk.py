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
    if terms <= 4:
        least = _kth_largest(left, terms)
        mask = left >= least
        if int(mask.sum()) > terms * len(left):
            tied = mask.sum(dim=1) > terms
            mask[tied] = _first_largest(left[tied], terms)
    else:
        mask = _first_largest(left, terms)
    return mask.reshape(rows, columns + short)[:, :columns]


def _kth_largest(groups: Tensor, k: int) -> Tensor:
    """Return the k-th largest of each row of `groups [n, group]`, as `[n, 1]`.

    The k largest so far are kept in order while the columns go by, for all rows at once: for a
    small k this is many times quicker than to sort, or to search, many short rows.
    """
    columns = groups.t().contiguous()
    largest = [torch.full_like(columns[0], -torch.inf) for _ in range(k)]
    for column in columns:
        for place in range(k):
            column, largest[place] = (
                torch.minimum(largest[place], column),
                torch.maximum(largest[place], column),
            )
    return largest[-1].unsqueeze(1)


def _first_largest(groups: Tensor, k: int) -> Tensor:
    """Return a mask of the k largest of each row, the first of equal ones."""
    order = groups.sort(dim=1, descending=True, stable=True).indices
    return torch.zeros_like(groups, dtype=torch.bool).scatter_(1, order[:, :k], True)


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
