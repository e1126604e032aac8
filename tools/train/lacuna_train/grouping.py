"""Which units share a group: consecutive, strided, or chosen to keep the most magnitude.

The file knows only consecutive groups. Any other grouping is an order of the hidden units, which
costs nothing at run time: `reorder` folds it into the weights, and the model computes the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from lacuna_train.encodings import Encoding
from lacuna_train.topk import group_mask

Grouping = Literal["consecutive", "strided", "chosen"]
GROUPINGS: tuple[Grouping, ...] = ("consecutive", "strided", "chosen")


@dataclass(frozen=True)
class Space:
    """A vector of units, the matrices whose columns it feeds and those whose rows make it.

    Row blocks: an LSTM matrix has four blocks of rows, one a gate, all in the units' order.
    """

    width: int
    columns: tuple[str, ...]
    rows: tuple[str, ...]


def spaces(layers: int, hidden: int, embedding: int, *, tied: bool) -> list[Space]:
    """Return the unit spaces of a language model with the names of this package."""
    found: list[Space] = []
    bottleneck = tied and embedding != hidden
    for layer in range(layers):
        last = layer == layers - 1
        reads = [f"lstm.weight_hh_l{layer}"]
        if not last:
            reads.append(f"lstm.weight_ih_l{layer + 1}")
        elif bottleneck:
            reads.append("bottleneck.weight")
        elif tied:
            # The tied matrix ties the order of the embedding's columns to the last layer's units.
            reads += ["embedding.weight", "lstm.weight_ih_l0"]
        else:
            reads.append("output.weight")
        kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        makes = tuple(f"lstm.{kind}_l{layer}" for kind in kinds)
        found.append(Space(hidden, tuple(reads), makes))
    if bottleneck or not tied:
        makes = ("bottleneck.weight",) if bottleneck else ()
        found.append(Space(embedding, ("embedding.weight", "lstm.weight_ih_l0"), makes))
    return found


def reorder(state: Mapping[str, Tensor], space: Space, order: Tensor) -> dict[str, Tensor]:
    """Return the arrays with the units of a space in a new order; the model is the same."""
    moved = dict(state)
    for name in space.columns:
        moved[name] = moved[name][:, order]
    for name in space.rows:
        array = moved[name]
        blocks = array.view(-1, space.width, *array.shape[1:])
        moved[name] = blocks[:, order].reshape(array.shape)
    return moved


def find_order(
    state: Mapping[str, Tensor],
    space: Space,
    encodings: Mapping[str, Encoding],
    grouping: Grouping,
    *,
    trials: int = 20_000,
    seed: int = 1,
) -> Tensor:
    """Return the order of a space's units that a grouping asks for.

    `chosen` starts from the given order and swaps random pairs of units of different groups
    whenever that keeps more magnitude, over all `terms` matrices on the input axis that read the
    space. O(trials · rows of those matrices).
    """
    identity = torch.arange(space.width)
    readers = [
        (state[name].detach().abs().float(), encoding)
        for name in space.columns
        if (encoding := encodings.get(name))
        and encoding.kind == "terms"
        and encoding.axis == "input"
    ]
    if grouping == "consecutive" or not readers:
        return identity
    group = readers[0][1].group
    if grouping == "strided":
        count = -(-space.width // group)
        return torch.cat([identity[start::count] for start in range(count)])
    return _climb(readers, space.width, group, trials, seed)


def _climb(
    readers: list[tuple[Tensor, Encoding]], width: int, group: int, trials: int, seed: int
) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    order = torch.arange(width)
    # Columns as rows of contiguous memory: a swap touches two of them.
    columns = [(matrix.t().contiguous(), encoding.terms) for matrix, encoding in readers]

    def kept(members: Tensor) -> float:
        return sum(
            float(matrix[members].topk(min(terms, len(members)), dim=0).values.sum())
            for matrix, terms in columns
        )

    groups = [order[start : start + group].clone() for start in range(0, width, group)]
    if len(groups) < 2:
        return order
    scores = [kept(members) for members in groups]
    for _ in range(trials):
        first, second = torch.randperm(len(groups), generator=generator)[:2].tolist()
        a = int(torch.randint(len(groups[first]), (1,), generator=generator))
        b = int(torch.randint(len(groups[second]), (1,), generator=generator))
        trial_first, trial_second = groups[first].clone(), groups[second].clone()
        trial_first[a], trial_second[b] = groups[second][b], groups[first][a]
        new = kept(trial_first), kept(trial_second)
        if sum(new) > scores[first] + scores[second]:
            groups[first], groups[second] = trial_first, trial_second
            scores[first], scores[second] = new
    return torch.cat(groups)


def regroup(
    state: Mapping[str, Tensor],
    all_spaces: list[Space],
    encodings: Mapping[str, Encoding],
    grouping: Grouping,
    trials: int = 20_000,
) -> dict[str, Tensor]:
    """Return the arrays with every space in the order that a grouping asks for."""
    moved = dict(state)
    for space in all_spaces:
        order = find_order(moved, space, encodings, grouping, trials=trials)
        moved = reorder(moved, space, order)
    return moved


def kept_share(state: Mapping[str, Tensor], encodings: Mapping[str, Encoding]) -> float:
    """Return the share of all magnitude that the `terms` matrices keep."""
    kept = total = 0.0
    for name, encoding in encodings.items():
        if encoding.kind != "terms" or name not in state:
            continue
        magnitude = state[name].detach().abs().double()
        mask = group_mask(magnitude, encoding.terms, encoding.group, encoding.axis)
        kept += float(magnitude[mask].sum())
        total += float(magnitude.sum())
    return kept / total if total else 1.0
