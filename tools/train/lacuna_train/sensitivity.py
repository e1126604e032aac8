"""Choose each matrix's encoding under a byte budget, by how much the loss minds it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError


@dataclass(frozen=True)
class Option:
    """One encoding of one matrix: its bytes, and the loss with only this matrix so encoded."""

    encoding: Encoding
    bytes: int
    loss: float


def measure(
    shapes: Mapping[str, tuple[int, int]],
    candidates: Sequence[Encoding],
    loss: Callable[[str, Encoding], float],
) -> dict[str, list[Option]]:
    """Return every matrix's options; `loss(name, encoding)` is asked once for each pair."""
    return {
        name: [
            Option(encoding, encoding.size(*shape), loss(name, encoding)) for encoding in candidates
        ]
        for name, shape in shapes.items()
    }


def require_budget(sizes: Iterable[Iterable[int]], budget: int) -> None:
    """Refuse a budget that not even the smallest of each matrix's `sizes` keep together."""
    smallest = sum(min(of_matrix) for of_matrix in sizes)
    if smallest > budget:
        raise TrainError(f"no choice fits in {budget} bytes; the smallest takes {smallest}")


def plan(options: Mapping[str, Sequence[Option]], budget: int) -> dict[str, Encoding]:
    """Return the encodings that a greedy descent finds within `budget` bytes.

    It starts from the least loss and takes the step that costs the least loss a byte saved, again
    and again. Losses are taken to add up, which is what makes one look at each matrix enough.
    """
    require_budget(([option.bytes for option in found] for found in options.values()), budget)
    chosen = {
        name: min(found, key=lambda option: (option.loss, option.bytes))
        for name, found in options.items()
    }
    while sum(option.bytes for option in chosen.values()) > budget:
        steps = [
            ((option.loss - chosen[name].loss) / (chosen[name].bytes - option.bytes), name, option)
            for name, found in options.items()
            for option in found
            if option.bytes < chosen[name].bytes
        ]
        _, name, option = min(steps, key=lambda step: (step[0], step[1], step[2].bytes))
        chosen[name] = option
    return {name: option.encoding for name, option in chosen.items()}
