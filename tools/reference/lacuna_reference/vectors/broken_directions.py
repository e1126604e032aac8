"""Invalid vectors on directions and projections: G18, and what G2 and others say of them."""

from collections.abc import Iterator

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Direction, Reset, Unit
from lacuna_reference.records import NONE
from lacuna_reference.vectors.broken import (
    Broken,
    both,
    broken,
    edited,
    exchanged,
    linear,
    small,
    tokens,
)
from lacuna_reference.vectors.layers import Builder
from lacuna_reference.vectors.random import Random

BESIDE = Direction.BESIDE


def broken_directions() -> Iterator[Broken]:
    """All of them."""
    yield from _beside()
    yield from _fields()
    yield from _sizes()


def _stack(*layers: tuple[str, int, int, Direction, int]) -> Draft:
    """Layers of 4 units: kind, inputs, outputs, direction and projected size."""
    build = Builder(Random.named("beside"))
    made = []
    for index, (kind, inputs, outputs, direction, projected) in enumerate(layers):
        name = f"{kind}{index}"
        if kind == "lstm":
            found = build.lstm(name, inputs, outputs, direction=direction, projected=projected)
        elif kind == "gru":
            found = build.gru(name, inputs, outputs, Reset.AFTER, direction=direction)
        else:
            found = build.linear(name, inputs, outputs)
        made.append(found)
    build.draft.add_network("stack", made)
    return build.draft


def _beside() -> Iterator[Broken]:
    forward, backward = Direction.FORWARD, Direction.BACKWARD
    pair = (("lstm", 4, 4, forward, 0), ("lstm", 4, 4, BESIDE, 0))
    projected = ("lstm", 4, 4, forward, 4)
    for name, about, draft in (
        ("first", "a layer beside none", _stack(("lstm", 4, 4, BESIDE, 0))),
        ("backward", "beside a backward layer", _stack(("lstm", 4, 4, backward, 0), pair[1])),
        ("third", "a third layer beside two", _stack(*pair, pair[1])),
        ("kind", "a GRU beside an LSTM", _stack(pair[0], ("gru", 4, 4, BESIDE, 0))),
        ("linear", "an LSTM beside a linear layer", _stack(("linear", 4, 4, forward, 0), pair[1])),
        ("inputs", "layers of 4 and 3 inputs", _stack(pair[0], ("lstm", 3, 4, BESIDE, 0))),
        ("projected", "one projected beside none", _stack(pair[0], ("lstm", 4, 4, BESIDE, 4))),
        ("not-projected", "none beside a projected one", _stack(projected, pair[1])),
    ):
        yield broken("G18", name, about, draft)
    about = "an LSTM beside an embedding"
    draft = edited(tokens(), "layers", 1, direction=int(BESIDE))
    yield broken("G18", "embedding", about, draft)
    draft = _stack(pair[0])
    only = _stack(pair[0]).layers[0]
    draft.add_network("other", [only])
    edited(draft, "layers", 1, direction=int(BESIDE))
    yield broken("G18", "other-network", "beside the last layer of another network", draft)


def _fields() -> Iterator[Broken]:
    for name, about, draft in (
        ("direction-3", "direction 3", edited(small(), "layers", 0, direction=3)),
        (
            "direction-of-linear",
            "a backward linear layer",
            edited(linear(), "layers", 0, direction=1),
        ),
        (
            "direction-of-embedding",
            "an embedding with direction 2",
            edited(tokens(), "layers", 0, direction=2),
        ),
        (
            "hidden-of-lstm",
            "an LSTM without a projection, with a hidden size",
            edited(tokens(), "layers", 1, hidden_size=2),
        ),
        ("hidden-of-gru", "a GRU with a hidden size", edited(small(), "layers", 0, hidden_size=3)),
        (
            "hidden-of-linear",
            "a linear layer with a hidden size",
            edited(linear(), "layers", 0, hidden_size=2),
        ),
    ):
        yield broken("G2", name, about, draft)


def _sizes() -> Iterator[Broken]:
    third = both().layers[0].projection
    for name, rules, about, fields in (
        ("hidden-size-0", "G8 G7", "a projected layer of no units", {"hidden_size": 0}),
        ("hidden-size-most", "G8 G7", "2^32 - 1 units", {"hidden_size": 2**32 - 1}),
        ("hidden-size", "G7 G9", "4 units with the matrices of 3", {"hidden_size": 4}),
        ("hidden-size-2-30", "G8 G7", "2^30 units", {"hidden_size": 2**30}),
        ("projection-index", "G7", "a projection past the last matrix", {"projection": 99}),
        ("projection-shape", "G7", "input weights as the projection", {"projection": 0}),
        ("recurrent-shape", "G7", "the projection as recurrent weights", {"recurrent": third}),
        ("projected-none", "G2 G7 G8 G18", "a hidden size alone", {"projection": NONE}),
    ):
        yield broken(rules, name, about, edited(both(), "layers", 0, **fields))
    draft = exchanged(edited(both(), "biases", 0, count=8), "bias_values", 0, bytes(16))
    yield broken("G9", "projected-count", "as many biases as for 2 units, where 3 are", draft)
    forward = ("gru", 4, 4, Direction.FORWARD, 0)
    pair = (forward, ("gru", 4, 3, BESIDE, 0))
    about = "4 inputs after two directions of 4 and 3"
    draft = _stack(*pair, ("linear", 4, 2, Direction.FORWARD, 0))
    yield broken("G6", "one-direction", about, draft)
    draft = _stack(*pair)
    draft.add_vocabulary(["a", "b", "c"], Unit.WORD)
    edited(draft, "networks", 0, vocabulary=0)
    yield broken("G12", "one-direction", "entries for one of two directions", draft)
