"""Valid vectors on layers that take a sequence backward, and on projections."""

from collections.abc import Iterator, Sequence

from lacuna_reference.kinds import Reset, Unit
from lacuna_reference.records import LayerRecord
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder, backward
from lacuna_reference.vectors.matrices import CODES_FITTED, INT8, terms_of
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.sweeps import features, storages


def directions() -> Iterator[Case]:
    """All of them."""
    yield from _projected()
    yield _projected_states()
    yield from _pairs()
    yield from _ends()
    yield _both_states()
    yield _vocabulary()


def _case(
    name: str, about: str, build: Builder, layers: Sequence[LayerRecord], steps: int = 5
) -> Case:
    build.draft.add_network(name, layers)
    run = Run(features=features(build.random, steps, layers[0].input_size))
    return Case(name, about, build.draft.file(), [run])


def _projected() -> Iterator[Case]:
    for turn, storage in enumerate(storages()):
        name = f"projected-{storage.name}"
        build = Builder(Random.named(name))
        outputs, hidden = (5, 18) if turn % 2 else (19, 6)
        layers = [
            build.projected("first", 4, hidden, outputs, storage),
            build.projected("second", outputs, 3, 7, storage),
        ]
        yield _case(name, f"projections from {hidden} to {outputs} and 3 to 7", build, layers)


def _projected_states() -> Case:
    build = Builder(Random.named("projected-states"))
    layer = build.projected("lstm", 2, 5, 6)
    build.draft.add_network("stateful", [layer])
    # A tie goes to the even neighbour; states are far past 1, and clamped past 8192.
    states = {
        "0.h": [0.5 / 65536, 1.5 / 65536, -3.25, 100.0, -8192.0, 9000.0],
        "0.c": [1.0, -16.0, 0.0, 20.0, 0.25],
    }
    run = Run(features=features(build.random, 3, 2), states=states)
    about = "a projected state given as floats"
    return Case("projected-states", about, build.draft.file(), [run])


def _pairs() -> Iterator[Case]:
    for storage in (INT8, CODES_FITTED, terms_of(2, 16), terms_of(3, 8)):
        name = f"directions-lstm-{storage.name}"
        build = Builder(Random.named(name))
        layers = [
            build.lstm("forward", 5, 9, storage),
            backward(build.lstm("backward", 5, 9, storage)),
            build.linear("linear", 18, 3, storage),
        ]
        yield _case(name, "an LSTM both ways, and a layer on what both give", build, layers)

        name = f"directions-gru-{storage.name}"
        build = Builder(Random.named(name))
        layers = [
            build.gru("forward", 5, 8, Reset.AFTER, storage),
            backward(build.gru("backward", 5, 3, Reset.BEFORE, storage)),
            build.gru("second", 11, 4, Reset.BEFORE, storage),
            backward(build.gru("second-back", 11, 6, Reset.AFTER, storage)),
        ]
        yield _case(name, "two GRUs both ways, directions of different sizes", build, layers)

        name = f"directions-projected-{storage.name}"
        build = Builder(Random.named(name))
        layers = [
            build.projected("forward", 5, 7, 4, storage),
            backward(build.projected("backward", 5, 20, 6, storage)),
            build.linear("linear", 10, 3, storage),
        ]
        about = "projections both ways, vectors of different exponents joined"
        yield _case(name, about, build, layers)


def _ends() -> Iterator[Case]:
    build = Builder(Random.named("directions-backward"))
    layers = [
        backward(build.lstm("lstm", 3, 6), beside=False),
        build.linear("linear", 6, 4),
        backward(build.gru("gru", 4, 5, Reset.AFTER), beside=False),
    ]
    about = "layers that take their sequence backward alone"
    yield _case("directions-backward", about, build, layers)

    build = Builder(Random.named("directions-one-step"))
    layers = [build.lstm("forward", 3, 6), backward(build.lstm("backward", 3, 6))]
    yield _case("directions-one-step", "a sequence of one step", build, layers, steps=1)

    build = Builder(Random.named("directions-shared"))
    first = build.lstm("lstm", 4, 4)
    about = "both directions with the same matrices, and states of their own"
    yield _case("directions-shared", about, build, [first, backward(first)])

    build = Builder(Random.named("directions-projected-ends"))
    layers = [
        build.projected("forward", 3, 5, 2),
        backward(build.projected("backward", 3, 4, 7)),
    ]
    about = "a network that ends in projections both ways gives their sums"
    yield _case("directions-projected-ends", about, build, layers)


def _both_states() -> Case:
    build = Builder(Random.named("directions-states"))
    layers = [
        build.lstm("forward", 3, 2),
        backward(build.lstm("backward", 3, 2)),
        build.gru("gru", 4, 2, Reset.AFTER),
    ]
    build.draft.add_network("stateful", layers)
    states = {"0.h": [0.5, -0.5], "1.h": [0.25, 0.75], "1.c": [2.0, -3.0], "2.h": [0.5, 0.125]}
    run = Run(features=features(build.random, 4, 3), states=states)
    about = "states for each direction; the backward one's is that before the last step"
    return Case("directions-states", about, build.draft.file(), [run])


def _vocabulary() -> Case:
    build = Builder(Random.named("directions-vocabulary"))
    names = build.draft.add_vocabulary(["B", "I", "O", "E", "S"], Unit.WORD)
    layers = [
        build.gru("forward", 2, 3, Reset.AFTER),
        backward(build.gru("backward", 2, 2, Reset.AFTER)),
    ]
    build.draft.add_network("tags", layers, names)
    run = Run(features=features(build.random, 3, 2))
    about = "a vocabulary with an entry for each output of both directions"
    return Case("directions-vocabulary", about, build.draft.file(), [run])
