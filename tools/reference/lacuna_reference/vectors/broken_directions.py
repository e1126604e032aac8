"""Invalid vectors on directions and projections: G18, and what other rules say of them."""

from collections.abc import Iterator, Sequence

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Direction, Reset, Unit
from lacuna_reference.records import LayerRecord
from lacuna_reference.vectors.broken import VERIFY, Broken, broken, edited, small
from lacuna_reference.vectors.case import Run
from lacuna_reference.vectors.layers import Builder, backward
from lacuna_reference.vectors.random import Random


def broken_directions() -> Iterator[Broken]:
    """All of them."""
    yield from _beside()
    yield from _fields()
    yield from _sizes()
    yield _order_of_use()


def both() -> Draft:
    """An LSTM with projections both ways, 3 to 2 and 4, and a linear layer."""
    build = Builder(Random.named("both"))
    layers = [
        build.projected("forward", 3, 5, 2),
        backward(build.projected("backward", 3, 6, 4)),
        build.linear("linear", 6, 2),
    ]
    build.draft.add_network("both", layers)
    return build.draft


def _network(build: Builder, layers: Sequence[LayerRecord]) -> Draft:
    build.draft.add_network("network", layers)
    return build.draft


def _beside() -> Iterator[Broken]:
    def new() -> Builder:
        return Builder(Random.named("beside"))

    build = new()
    draft = _network(build, [backward(build.lstm("lstm", 3, 4))])
    yield broken("G18", "first", "a layer beside none", draft)
    build = new()
    layers = [build.linear("linear", 3, 4), backward(build.lstm("lstm", 3, 4))]
    yield broken("G18", "linear", "a layer beside a linear one", _network(build, layers))
    build = new()
    layers = [build.embedding("embedding", 3, 4), backward(build.lstm("lstm", 3, 4))]
    yield broken("G18", "embedding", "a layer beside an embedding", _network(build, layers))
    build = new()
    layers = [build.gru("gru", 3, 4, Reset.AFTER), backward(build.lstm("lstm", 3, 4))]
    yield broken("G18", "kind", "an LSTM beside a GRU", _network(build, layers))
    build = new()
    layers = [backward(build.lstm("one", 3, 4), beside=False), backward(build.lstm("two", 3, 4))]
    yield broken("G18", "backward", "a layer beside a backward one", _network(build, layers))
    build = new()
    layers = [build.lstm("one", 3, 4), *(backward(build.lstm(name, 3, 4)) for name in ("two", "3"))]
    yield broken("G18", "twice", "two layers beside one", _network(build, layers))
    build = new()
    layers = [build.lstm("one", 3, 4), backward(build.lstm("two", 4, 4))]
    yield broken("G18", "inputs", "a layer of 4 inputs beside one of 3", _network(build, layers))
    build = new()
    layers = [build.lstm("one", 3, 4), backward(build.projected("two", 3, 5, 4))]
    yield broken("G18", "projection", "a projection in one direction", _network(build, layers))
    build = new()
    layers = [build.projected("one", 3, 5, 4), backward(build.lstm("two", 3, 4))]
    about = "a projection in the forward direction alone"
    yield broken("G18", "forward-projection", about, _network(build, layers))
    build = new()
    build.draft.add_network("one", [build.lstm("one", 3, 4)])
    build.draft.add_network("two", [backward(build.lstm("two", 3, 4))])
    yield broken("G18", "network", "a layer beside one of another network", build.draft)


def _fields() -> Iterator[Broken]:
    about = "direction 3"
    yield broken("G2", "direction-3", about, edited(both(), "layers", 1, direction=3))
    for direction in (Direction.BACKWARD, Direction.BESIDE):
        about = f"a linear layer of direction {direction}"
        draft = edited(both(), "layers", 2, direction=direction)
        yield broken("G2", f"direction-{direction}-of-linear", about, draft)
    about = "a hidden size without a projection"
    yield broken("G2", "hidden", about, edited(small(), "layers", 0, hidden_size=3))
    for index in (7, 0xFFFE):
        about = f"projection matrix {index} of 7"
        draft = edited(both(), "layers", 0, projection=index)
        yield broken("G7", f"lstm-projection-{index:04x}", about, draft)
    about = "a projection of the shape that the other direction's has"
    yield broken("G7", "lstm-projection-shape", about, edited(both(), "layers", 0, projection=5))


def _sizes() -> Iterator[Broken]:
    for size in (0, 2**24 + 1, 2**32 - 1):
        about = f"a hidden size of {size}"
        draft = edited(both(), "layers", 0, hidden_size=size)
        yield broken("G8", f"hidden-size-{size}", about, draft)
    about = "a hidden size that the matrices do not have"
    yield broken("G7", "lstm-hidden-size", about, edited(both(), "layers", 0, hidden_size=6))
    about = "a layer that takes what one direction gives"
    yield broken("G6 G7", "one-direction", about, edited(both(), "layers", 2, input_size=4))
    build = Builder(Random.named("outputs"))
    names = build.draft.add_vocabulary(["a", "b", "c", "d"], Unit.WORD)
    layers = [build.lstm("one", 3, 4), backward(build.lstm("two", 3, 4))]
    build.draft.add_network("outputs", layers, names)
    yield broken("G12", "one-direction", "an entry for each output of one direction", build.draft)


def _order_of_use() -> Broken:
    build = Builder(Random.named("order"))
    layers = [build.projected("one", 4, 1, 4), backward(build.projected("two", 4, 1, 4))]
    draft = _network(build, layers)
    first, second = (record.projection for record in draft.layers)
    edited(draft, "layers", 0, projection=second)
    edited(draft, "layers", 1, projection=first)
    run = Run(features=[[1.0, -0.5, 0.25, 2.0], [0.0, 1.0, 0.0, -1.0]])
    about = "projections in the other order than their layers"
    return Broken("g14-projection-order", about, ["G14"], VERIFY, draft.file(), [run])
