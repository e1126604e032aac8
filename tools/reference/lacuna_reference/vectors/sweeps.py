"""Valid vectors that go through encodings, axes, group sizes, numbers of terms and sizes."""

from collections.abc import Iterator

from lacuna_reference.kinds import Axis, Direction, LayerKind, Output, Reset
from lacuna_reference.records import LayerRecord
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder
from lacuna_reference.vectors.matrices import CODES_FITTED, CODES_SHIFT, INT8, Storage, terms_of
from lacuna_reference.vectors.random import Random

# Groups and terms: none, one, all, and every remainder of four.
TERM_COUNTS = {8: (1, 2, 3, 4, 8), 16: (1, 2, 3, 5, 8, 16), 32: (1, 2, 4, 7, 16, 32)}
KINDS = ("lstm", "gru-before", "gru-after", "linear", "embedding")
PARTS = ("projected", "bidirectional")
SIZES = ((5, 7), (3, 16), (9, 5), (17, 4), (33, 1), (1, 19), (8, 8), (21, 11))


def features(random: Random, steps: int, count: int) -> list[list[float]]:
    """Features between -2 and 2, some of them zero."""
    rows = random.integers(-256, 256, steps, count)
    rows[random.integers(0, 3, steps, count) == 0] = 0
    return (rows / 128).tolist()  # type: ignore[no-any-return]


def storages() -> Iterator[Storage]:
    """Each encoding, axis, group size and kind of codebook, with different numbers of terms."""
    yield INT8
    yield CODES_SHIFT
    yield CODES_FITTED
    turn = 0
    for group, counts in TERM_COUNTS.items():
        for axis in Axis:
            for codebook in ("shift", "fitted"):
                turn += 1
                yield terms_of(counts[turn % len(counts)], group, axis, codebook)


def linear_products() -> Iterator[Case]:
    """One product each: every group size and axis with every number of terms of the list."""
    for group, counts in TERM_COUNTS.items():
        for axis in Axis:
            for k in counts:
                storage = terms_of(k, group, axis, "fitted" if k % 2 else "shift")
                name = f"product-{storage.name}"
                random = Random.named(name)
                build = Builder(random)
                # Neither a whole number of groups nor of tiles, either way.
                columns, rows = 2 * group + 3, group + 5
                layer = build.linear("weight", columns, rows, storage, biased=False)
                build.draft.add_network("product", [layer])
                run = Run(features=features(random, 2, columns))
                about = f"{k} terms in groups of {group} along the {axis.name.lower()} axis"
                yield Case(name, about, build.draft.file(), [run])


def layers() -> Iterator[Case]:
    """Every kind of layer with every encoding, over several sizes."""
    turn = 0
    for storage in storages():
        # What layers are made of takes half of the ways that matrices are stored.
        for kind in KINDS + (PARTS if storage.codebook != "shift" else ()):
            inputs, outputs = SIZES[turn % len(SIZES)]
            turn += 1
            name = f"{kind}-{storage.name}"
            yield _layer(name, kind, inputs, outputs, storage)


def _layer(name: str, kind: str, inputs: int, outputs: int, storage: Storage) -> Case:
    random = Random.named(name)
    build = Builder(random)
    if kind == "lstm":
        layers = [build.lstm(kind, inputs, outputs, storage)]
    elif kind == "projected":
        layers = [build.lstm(kind, inputs, outputs + 3, storage, projected=outputs)]
    elif kind == "bidirectional":
        layers = _both(build, inputs, outputs, storage)
    elif kind == "linear":
        layers = [build.linear(kind, inputs, outputs, storage, Output.RECTIFIED)]
    elif kind == "embedding":
        first = build.embedding(kind, inputs, outputs, storage)
        layers = [first, build.linear("linear", outputs, 3)]
    else:
        reset = Reset.AFTER if kind == "gru-after" else Reset.BEFORE
        layers = [build.gru(kind, inputs, outputs, reset, storage)]
    build.draft.add_network(kind, layers)
    if layers[0].kind == LayerKind.EMBEDDING:
        run = Run(tokens=random.integers(0, inputs - 1, 4).tolist())
    else:
        run = Run(features=features(random, 4, inputs))
    about = f"{kind}, {inputs} to {outputs}, {storage.name}"
    return Case(name, about, build.draft.file(), [run])


def _both(build: Builder, inputs: int, outputs: int, storage: Storage) -> list[LayerRecord]:
    """A forward layer and a backward one beside it: LSTM or GRU, as sizes have it."""
    if outputs % 2:
        return [
            build.lstm(f"lstm{direction}", inputs, outputs, storage, direction=direction)
            for direction in (Direction.FORWARD, Direction.BESIDE)
        ]
    return [
        build.gru(f"gru{direction}", inputs, outputs, Reset.AFTER, storage, direction=direction)
        for direction in (Direction.FORWARD, Direction.BESIDE)
    ]


def wide() -> Iterator[Case]:
    """Sizes past the widths of vector registers, with every encoding for the recurrent matrix."""
    for storage in (INT8, CODES_FITTED, terms_of(2, 16), terms_of(3, 8), terms_of(5, 32)):
        for axis in Axis if storage.terms else (Axis.INPUT,):
            turned = Storage(storage.encoding, axis, storage.group, storage.terms, storage.codebook)
            name = f"wide-{turned.name}"
            random = Random.named(name)
            build = Builder(random)
            first = build.embedding("letters", 7, 20)
            layers = [first, build.lstm("lstm", 20, 67, turned)]
            build.draft.add_network("wide", layers)
            run = Run(tokens=random.integers(0, 6, 5).tolist())
            about = "an LSTM of 67 units, five steps"
            yield Case(name, about, build.draft.file(), [run])
