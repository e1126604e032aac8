"""Valid vectors on activation functions, at their ends and between."""

from collections.abc import Iterator

import numpy as np

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import LayerKind, Output, Reset
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder, layer
from lacuna_reference.vectors.matrices import INT8
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.sweeps import features
from lacuna_reference.weights_writer import write_int8


def activations() -> Iterator[Case]:
    """All of them."""
    yield from _clipped()
    yield _table_points()
    yield _random_table()
    yield _update_gate()


def _clipped() -> Iterator[Case]:
    for shift in range(8):
        name = f"clipped-shift-{shift}"
        random = Random.named(name)
        build = Builder(random)
        low = random.integer(0, 4_000)
        gate = build.draft.add_clipped(shift, random.integer(8_000, 20_000), low, 32_767)
        bend = build.draft.add_clipped(shift, 0, -32_767, 32_767)
        far = build.draft.add_clipped(shift, random.choose((-32_768, 32_767), 1)[0], -7, 32_767)
        layers = [
            build.lstm("lstm", 4, 9, activations=(gate, gate, bend, far, bend)),
            build.gru("gru", 9, 6, Reset.AFTER, activations=(far, gate, bend)),
            build.linear("linear", 6, 5, INT8, Output.ACTIVATION, bend),
        ]
        build.draft.add_network("clipped", layers)
        run = Run(features=features(random, 5, 4))
        yield Case(name, f"clipped activations with shift {shift}", build.draft.file(), [run])
    random = Random.named("clipped-constant")
    build = Builder(random)
    gate = build.draft.add_clipped(0, 0, 11, 11)
    layers = [build.gru("gru", 4, 3, Reset.BEFORE, activations=(gate, gate, gate))]
    build.draft.add_network("constant", layers)
    run = Run(features=features(random, 3, 4))
    yield Case("clipped-constant", "low is high", build.draft.file(), [run])


def _points(draft: Draft, activation: int, about: str, name: str) -> Case:
    """A linear layer whose outputs are an activation at chosen points, from -2^15 to 2^15 - 1."""
    points = [-32_768, -32_767, -32_513, -32_512, -257, -256, -255, -1, 0, 1, 127, 128, 255, 256]
    points += [12_345, 32_511, 32_512, 32_513, 32_766, 32_767]
    # A bias with exponent -12 is such a point; the weights are all 0.
    record = INT8.record(len(points), 1, Random(0))
    body = write_int8(np.zeros((len(points), 1)))
    matrix = draft.add_matrix("zeros", record, body, np.zeros(len(points)))
    bias = draft.add_bias(points, -12)
    sizes = (1, len(points))
    draft.add_network(
        "points",
        [layer(LayerKind.LINEAR, sizes, matrix, bias=bias, activations=(activation,), output=2)],
    )
    return Case(name, about, draft.file(), [Run(features=[[0.0], [1.0]])])


def _table_points() -> Case:
    build = Builder(Random(0))
    about = "a tanh table at its ends, on its points and beside them"
    return _points(build.draft, build.bend(), about, "table-points")


def _random_table() -> Case:
    draft, random = Draft(), Random.named("table-random")
    values = random.integers(-32_767, 32_767, 257)
    values[[0, 1, 255, 256, 127, 128, 129]] = [-32_767, 32_767, 32_767, -32_767, 1, 0, -1]
    about = "a table that jumps between its ends, at chosen points"
    return _points(draft, draft.add_table(values), about, "table-random")


def _update_gate() -> Case:
    random = Random.named("gru-ends")
    build = Builder(random)
    bend = build.draft.add_clipped(0, 0, -32_767, 32_767)
    open_gate = build.draft.add_clipped(0, 0, 0, 32_767)
    layers = [
        build.gru("after", 3, 8, Reset.AFTER, activations=(bend, open_gate, bend)),
        build.gru("before", 8, 8, Reset.BEFORE, activations=(bend, open_gate, bend)),
    ]
    build.draft.add_network("ends", layers)
    for index in range(4):
        build.draft.row_exponents[index] = bytes([2] * 24 + [0] * 8)
    states = {"0.h": [1.0, -1.0] * 4, "1.h": [-1.0, 1.0, 0.5, -0.5] * 2}
    run = Run(features=features(random, 5, 3), states=states)
    about = "update gates of 0 and of 32767, states at both ends, a negative reset gate"
    return Case("gru-ends", about, build.draft.file(), [run])
