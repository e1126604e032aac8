"""Valid vectors at the ends of ranges: exponents, saturation, features, sizes."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Axis, Encoding, LayerKind, Reset
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder, layer
from lacuna_reference.vectors.matrices import CODES_FITTED, INT8, Storage, terms_of
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.sweeps import features
from lacuna_reference.weights_writer import Term, write_terms

WIDE = 8_192
"""Columns which, with 8 terms each, fill an accumulator."""


def extremes() -> Iterator[Case]:
    """All of them."""
    yield from _row_exponents()
    yield from _bias_exponents()
    yield _saturation()
    yield _features()
    yield _embedding_sums()
    yield _full_accumulator()
    yield _smallest()
    yield _zeros()


def _row_exponents() -> Iterator[Case]:
    exponents = [-128, -64, -45, -40, -37, -36, -35, -24, -17, -16, -15, -9, -8, -5, -4, 0]
    exponents += [1, 9, 12, 13, 16, 20, 21, 24, 25, 31, 32, 64, 127]
    count = len(exponents)
    for storage in (INT8, CODES_FITTED, terms_of(2, 8), terms_of(2, 16, Axis.OUTPUT)):
        for kind in ("linear", "lstm", "gru"):
            name = f"row-exponents-{kind}-{storage.name}"
            random = Random.named(name)
            build = Builder(random)
            if kind == "linear":
                layers = [build.linear("weight", 6, count, storage)]
            elif kind == "lstm":
                layers = [build.lstm("lstm", 6, count, storage)]
            else:
                layers = [build.gru("gru", 6, count, Reset.AFTER, storage)]
            build.draft.add_network("extremes", layers)
            for index, matrix in enumerate(build.draft.matrices):
                body = np.resize(np.array(exponents[index:] + exponents[:index]), matrix.rows)
                padding = bytes(-matrix.rows % 16)
                build.draft.row_exponents[index] = body.astype(np.int8).tobytes() + padding
            run = Run(features=[*features(random, 2, 6), [1e-30] * 6, [1e30] * 6])
            about = "row exponents from -128 to 127, features from very small to very large"
            yield Case(name, about, build.draft.file(), [run])


def _bias_exponents() -> Iterator[Case]:
    for kind, exponents in (("lstm", range(-12, 1)), ("linear", range(-16, 1))):
        random = Random.named(f"bias-exponents-{kind}")
        build = Builder(random)
        layers = []
        for exponent in exponents:
            if kind == "lstm":
                made = build.lstm(f"lstm{exponent}", 3, 3, biased=False)
                count = 12
            else:
                made = build.linear(f"linear{exponent}", 3, 3, biased=False)
                count = 3
            values = random.integers(-32_768, 32_767, count)
            values[:2] = [-32_768, 32_767]
            bias = build.draft.add_bias(values, exponent)
            layers.append(replace(made, bias=bias))
        build.draft.add_network("biased", layers)
        run = Run(features=features(random, 3, 3))
        about = f"every exponent that a bias of a layer of kind {kind} may have"
        yield Case(f"bias-exponents-{kind}", about, build.draft.file(), [run])


def _saturation() -> Case:
    random = Random.named("cell-saturates")
    build = Builder(random)
    one = build.draft.add_clipped(0, 32_767, -32_767, 32_767)
    line = build.draft.add_clipped(3, 0, -32_767, 32_767)
    layers = [build.lstm("lstm", 3, 5, activations=(one, one, line, one, line))]
    build.draft.add_network("saturated", layers)
    for index in range(2):
        build.draft.row_exponents[index] = bytes([4] * 20 + [0] * 12)
    states = {"0.c": [15.9, -15.9, 0.0, 15.0, -15.0], "0.h": [0.9, -0.9, 0.5, -0.5, 0.1]}
    run = Run(features=features(random, 5, 3), states=states)
    return Case("cell-saturates", "a cell that runs past 16", build.draft.file(), [run])


def _features() -> Case:
    random = Random.named("features")
    build = Builder(random)
    build.draft.add_network("features", [build.linear("weight", 4, 6, biased=False)])
    for index, _ in enumerate(build.draft.matrices):
        build.draft.row_exponents[index] = np.array(
            [-7, 0, 20, 100, 110, 127] + [0] * 10, np.int8
        ).tobytes()
    least, most = 2.0**-149, float(np.finfo(np.float32).max)
    rows = [
        [0.0, -0.0, 0.0, 0.0],
        [least, -least, 0.0, 0.0],
        [2.0**-119, -(2.0**-126), 1.5 * 2.0**-126, 2.5 * 2.0**-126],
        [2.0**-120, 0.5 * 2.0**-126, -0.5 * 2.0**-126, 1.5 * 2.0**-126],
        [most, -most, most / 2, 1.0],
        [1.0, 0.5, -0.5, 0.25],
        [127.0, 0.5, 1.5, -2.5],
        [127.5, 126.5, -127.5, -126.5],
        [0.998, 0.0039, 0.00390625, -0.01171875],
        [128.0, 64.5, 65.5, -1.0],
    ]
    about = "features at the ends of float32, and at ties, which go to the even neighbour"
    return Case("features", about, build.draft.file(), [Run(features=rows)])


def _embedding_sums() -> Case:
    """Terms at one position add, past what an activation holds."""
    random = Random.named("embedding-sums")
    build = Builder(random)
    storage = terms_of(8, 8, Axis.INPUT, "fitted")
    record = storage.record(4, 8, random)
    codes = sorted(range(1, 32), key=lambda code: -record.codebook[code])
    lines: list[list[list[Term]]] = [
        [[(3, code) for code in sorted(codes[:8])]],
        [[(0, code) for code in sorted(codes[-8:])]],
        [sorted((index, codes[index]) for index in range(8))],
        [[]],
    ]
    matrix = build.draft.add_matrix("sums", record, write_terms(record, lines), [-9, 5, -128, 127])
    embedding = layer(LayerKind.EMBEDDING, (4, 8), matrix)
    build.draft.add_network("sums", [embedding, build.linear("weight", 8, 5)])
    about = "embedding rows whose terms add up past 127, and one of nothing"
    return Case("embedding-sums", about, build.draft.file(), [Run(tokens=[0, 1, 2, 3])])


def _full_accumulator() -> Case:
    """As many integers in an accumulator as E2 allows, all of the largest magnitude."""
    draft = Draft()
    down = Storage(Encoding.TERMS, Axis.OUTPUT, 8, 2, "fitted")
    signs = replace(down.record(2, WIDE, Random(0)), codebook=(0, 127, -127, *[0] * 29))
    lines: list[list[list[Term]]] = [[[(0, 1), (1, 2)]]] * WIDE
    rows = draft.add_matrix("signs", signs, write_terms(signs, lines), [-7, -7])
    full = replace(signs, terms=8, rows=1, codebook=(0, *[127] * 8, *[0] * 23))
    lines = [[[(0, code) for code in range(1, 9)]]] * WIDE
    sums = draft.add_matrix("full", full, write_terms(full, lines), [-16])
    layers = [
        layer(LayerKind.EMBEDDING, (2, WIDE), rows),
        layer(LayerKind.LINEAR, (WIDE, 1), sums),
    ]
    draft.add_network("full", layers)
    about = "65,536 terms of 127 that meet 127, and -127, in one accumulator"
    return Case("accumulator-full", about, draft.file(), [Run(tokens=[0, 1])])


def _smallest() -> Case:
    build = Builder(Random.named("smallest"))
    build.draft.add_network("n", [build.linear("m", 1, 1, biased=False)])
    return Case("smallest", "one weight", build.draft.file(), [Run(features=[[1.0], [-3.0]])])


def _zeros() -> Case:
    random = Random.named("zeros")
    build = Builder(random)
    layers = [build.lstm("lstm", 5, 6, terms_of(2, 8)), build.linear("linear", 6, 3)]
    build.draft.add_network("zeros", layers)
    for index, body in enumerate(build.draft.weights):
        build.draft.weights[index] = bytes(len(body))
    run = Run(features=features(random, 2, 5))
    return Case("zeros", "no weight that is not zero", build.draft.file(), [run])
