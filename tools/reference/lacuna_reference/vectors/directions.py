"""Valid vectors on backward layers, layers beside one another, and projections."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lacuna_reference.kinds import Direction, LayerKind, Output, Reset, Unit
from lacuna_reference.records import LayerRecord
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder, layer
from lacuna_reference.vectors.matrices import CODES_FITTED, INT8, terms_of
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.sweeps import features

FORWARD, BACKWARD, BESIDE = Direction
BOTH = (FORWARD, BESIDE)


def directions() -> Iterator[Case]:
    """All of them."""
    yield from _backward()
    yield _stack()
    yield _unequal()
    yield _shared()
    yield _tagger()
    yield from _projected_states()
    yield from _projected_scales()
    yield _joined_scales()


def _backward() -> Iterator[Case]:
    for name in ("lstm", "gru", "projected"):
        random = Random.named(f"backward-{name}")
        build = Builder(random)
        if name == "gru":
            only = build.gru(name, 4, 5, Reset.BEFORE, direction=BACKWARD)
        else:
            size = 3 if name == "projected" else 0
            only = build.lstm(name, 4, 5, direction=BACKWARD, projected=size)
        build.draft.add_network("backward", [only])
        given = features(random, 5, 4)
        hidden = (random.integers(-100, 100, only.output_size) / 128).tolist()
        runs = [Run(features=given), Run(features=given, states={"0.h": hidden})]
        about = "a layer that takes steps from the last to the first; a state before the last"
        yield Case(f"backward-{name}", about, build.draft.file(), runs)


def _stack() -> Case:
    random = Random.named("bidirectional-stack")
    build = Builder(random)
    embedding = build.embedding("embedding", 8, 6)
    first = [
        build.lstm(f"a{each}", 6, 7, terms_of(2, 8), direction=each, projected=4) for each in BOTH
    ]
    middle = build.linear("middle", 8, 5, INT8, Output.ACTIVATION)
    second = [
        build.gru(f"b{each}", 5, 6, Reset.BEFORE, CODES_FITTED, direction=each) for each in BOTH
    ]
    third = build.lstm("third", 12, 4, direction=BACKWARD)
    last = [build.lstm(f"d{each}", 4, 3, direction=each) for each in BOTH]
    build.draft.add_network("stack", [embedding, *first, middle, *second, third, *last])
    run = Run(tokens=[7, 0, 3, 3, 1])
    about = "layers of both directions, of one and of the other, on one another"
    return Case("bidirectional-stack", about, build.draft.file(), [run])


def _unequal() -> Case:
    random = Random.named("bidirectional-unequal")
    build = Builder(random)
    pair = [
        build.gru("forward", 3, 7, Reset.AFTER),
        build.gru("backward", 3, 2, Reset.BEFORE, direction=BESIDE),
    ]
    build.draft.add_network("unequal", [*pair, build.linear("linear", 9, 4)])
    run = Run(features=features(random, 4, 3))
    about = "two directions of different sizes and resets"
    return Case("bidirectional-unequal", about, build.draft.file(), [run])


def _shared() -> Case:
    random = Random.named("bidirectional-shared")
    build = Builder(random)
    forward = build.lstm("lstm", 3, 5, projected=4)
    build.draft.add_network("shared", [forward, replace(forward, direction=BESIDE)])
    states = {
        f"{index}.{part}": [0.25] * size for index in (0, 1) for part, size in (("h", 4), ("c", 5))
    }
    given = features(random, 4, 3)
    runs = [Run(features=given), Run(features=given, states=states), Run(features=given[:1])]
    about = "two directions that share matrices, biases and activations, each with its own state"
    return Case("bidirectional-shared", about, build.draft.file(), runs)


def _tagger() -> Case:
    random = Random.named("bidirectional-vocabulary")
    build = Builder(random)
    labels = build.draft.add_vocabulary(["a", "b", "c", "d", "e", "f"], Unit.WORD)
    pair = [build.gru(f"gru{each}", 2, 3, Reset.AFTER, direction=each) for each in BOTH]
    build.draft.add_network("tagger", pair, labels)
    run = Run(features=features(random, 3, 2))
    about = "a vocabulary that names the outputs of two directions together"
    return Case("bidirectional-vocabulary", about, build.draft.file(), [run])


def _projected_states() -> Iterator[Case]:
    random = Random.named("projected-states")
    build = Builder(random)
    build.draft.add_network("projected", [build.lstm("lstm", 3, 7, projected=6)])
    # Ties go to the even neighbour, and what is too large is clamped to 2^29.
    unit = 2.0**-16
    states = {
        "0.h": [0.5 * unit, 1.5 * unit, -2.5 * unit, 8_192.0, -1e30, 0.75],
        "0.c": [0.5, -0.5, 16.0, -17.0, 0.0, 1.0, 2.0],
    }
    given = features(random, 3, 3)
    small = {"0.h": [0.001, -0.002, 0.003, 0.0, -0.001, 0.0]}
    runs = [Run(features=given, states=states), Run(features=given, states=small)]
    about = "states of a projected layer given as floats: Q15.16, to 2^29"
    yield Case("projected-states", about, build.draft.file(), runs)


def _scaled(build: Builder, matrix: int, exponents: list[int]) -> None:
    rows = build.draft.matrices[matrix].rows
    body = np.resize(np.array(exponents, np.int8), rows).tobytes()
    build.draft.row_exponents[matrix] = body + bytes(-rows % 16)


def _projected_scales() -> Iterator[Case]:
    for name, exponents in (
        ("least", [-128, -40, -30]),
        ("small", [-14, -13, -12]),
        ("large", [3, 4, 5]),
        ("most", [127, 20, 9, -128]),
    ):
        random = Random.named(f"projected-{name}")
        build = Builder(random)
        lstm = build.lstm("lstm", 3, 6, projected=5)
        _scaled(build, lstm.projection, exponents)
        build.draft.add_network("scaled", [lstm, build.linear("linear", 5, 3)])
        run = Run(features=features(random, 4, 3))
        about = f"a projection with row exponents {exponents}"
        yield Case(f"projected-{name}", about, build.draft.file(), [run])


def _joined_scales() -> Case:
    random = Random.named("joined-scales")
    build = Builder(random)
    networks: list[list[LayerRecord]] = []
    for name, exponents in (("even", (-7, -7)), ("near", (-8, -5)), ("far", (6, -15))):
        pair = []
        for each, exponent in zip(BOTH, exponents, strict=True):
            made = build.lstm(f"{name}{each}", 2, 4, direction=each, projected=3)
            _scaled(build, made.projection, [exponent])
            pair.append(made)
        matrix = build.matrix(f"{name}.linear", 2, 6, INT8)
        networks.append([*pair, layer(LayerKind.LINEAR, (6, 2), matrix)])
    runs = []
    for index, layers in enumerate(networks):
        build.draft.add_network(f"network{index}", layers)
        runs.append(Run(index, features=features(random, 3, 2)))
    about = "directions whose vectors have different exponents when they are joined"
    return Case("joined-scales", about, build.draft.file(), runs)
