"""Valid vectors on what files may be made of: networks, sharing, states."""

from collections.abc import Iterator

from lacuna_reference.example.model import FEATURES, example_file
from lacuna_reference.kinds import Axis, LayerKind, Output, Reset, Unit
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder, layer
from lacuna_reference.vectors.matrices import CODES_FITTED, CODES_SHIFT, INT8, terms_of
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.sweeps import features


def structures() -> Iterator[Case]:
    """All of them."""
    yield _example()
    yield from _stacks()
    yield _tied()
    yield _tied_output_axis()
    yield _shared()
    yield _encoder_decoder()
    yield from _states()


def _example() -> Case:
    about = "the file that spec/example.md explains byte by byte, and its two steps"
    return Case("example", about, example_file(), [Run(features=FEATURES)])


def _stacks() -> Iterator[Case]:
    random = Random.named("stack-of-all")
    build = Builder(random)
    layers = [
        build.embedding("embedding", 9, 6, CODES_FITTED),
        build.lstm("first", 6, 10, terms_of(2, 8)),
        build.linear("narrow", 10, 4, INT8, Output.ACTIVATION),
        build.gru("second", 4, 7, Reset.AFTER, CODES_SHIFT),
        build.gru("third", 7, 5, Reset.BEFORE, terms_of(2, 16, Axis.OUTPUT)),
        build.linear("between", 5, 6, INT8, Output.RECTIFIED),
        build.lstm("fourth", 6, 3),
        build.linear("last", 3, 9),
    ]
    build.draft.add_network("all", layers)
    run = Run(tokens=[0, 8, 3, 3, 1, 5])
    yield Case("stack-of-all", "every kind of layer after others", build.draft.file(), [run])

    random = Random.named("linear-after-linear")
    build = Builder(random)
    layers = [build.linear(f"linear{index}", 5, 5, INT8, Output.RECTIFIED) for index in range(4)]
    build.draft.add_network("rectified", layers)
    run = Run(features=features(random, 6, 5))
    about = "rectified linear layers, each on what the one before gives; some of it all zeros"
    yield Case("linear-after-linear", about, build.draft.file(), [run])

    random = Random.named("no-biases")
    build = Builder(random)
    layers = [
        build.lstm("lstm", 4, 6, biased=False),
        build.gru("after", 6, 5, Reset.AFTER, biased=False),
        build.gru("before", 5, 6, Reset.BEFORE, biased=False),
        build.linear("linear", 6, 2, biased=False),
    ]
    build.draft.add_network("unbiased", layers)
    run = Run(features=features(random, 4, 4))
    yield Case("no-biases", "layers of every kind without a bias", build.draft.file(), [run])


def _tied() -> Case:
    random = Random.named("tied")
    build = Builder(random)
    embedding = build.embedding("tied", 21, 8, CODES_FITTED)
    recurrent = build.lstm("lstm", 8, 8)
    output = layer(
        LayerKind.LINEAR, (8, 21), embedding.matrix, bias=build.bias(21), output=Output.PLAIN
    )
    build.draft.add_network("model", [embedding, recurrent, output])
    run = Run(tokens=[20, 0, 7, 13])
    return Case("tied", "embedding and output share a matrix", build.draft.file(), [run])


def _tied_output_axis() -> Case:
    random = Random.named("tied-output-axis")
    build = Builder(random)
    embedding = build.embedding("tied", 19, 9, terms_of(3, 16, Axis.OUTPUT, "fitted"))
    output = layer(LayerKind.LINEAR, (9, 19), embedding.matrix)
    build.draft.add_network("model", [embedding, output])
    about = "embedding and output share a matrix whose terms run down its columns"
    return Case("tied-output-axis", about, build.draft.file(), [Run(tokens=[18, 0, 15, 16])])


def _shared() -> Case:
    random = Random.named("shared-layers")
    build = Builder(random)
    first = build.lstm("lstm", 6, 6)
    build.draft.add_network("shared", [first, first])
    about = "two layers that share matrices, bias and activations, each with a state of its own"
    run = Run(features=features(random, 4, 6))
    return Case("shared-layers", about, build.draft.file(), [run])


def _encoder_decoder() -> Case:
    random = Random.named("encoder-decoder")
    build = Builder(random)
    letters = build.draft.add_vocabulary(["", "a", "b", "ß", "\U0001f600"], Unit.CHARACTER)
    sounds = build.draft.add_vocabulary(["<s>", "AA", "B", "</s>"], Unit.WORD)
    encoder = [
        build.embedding("encoder.embedding", 5, 6),
        build.gru("encoder.gru", 6, 9, Reset.AFTER),
    ]
    decoder = [
        build.embedding("decoder.embedding", 4, 6),
        build.gru("decoder.gru", 6, 9, Reset.AFTER),
        build.linear("decoder.linear", 9, 4),
    ]
    build.draft.add_network("encoder", encoder, letters)
    build.draft.add_network("decoder", decoder, sounds)
    build.draft.add_network("again", [decoder[0], decoder[1]], sounds)
    state = (random.integers(-32_767, 32_767, 9) / 32_768).tolist()
    runs = [
        Run(0, tokens=[1, 2, 4, 3]),
        Run(1, tokens=[0, 1, 2], states={"0.h": state}),
        Run(2, tokens=[0, 1, 2], states={"0.h": state}),
    ]
    about = "three networks, two of which share all their matrices and their vocabulary"
    return Case("encoder-decoder", about, build.draft.file(), runs)


def _states() -> Iterator[Case]:
    random = Random.named("states-in")
    build = Builder(random)
    layers = [build.lstm("lstm", 3, 6), build.gru("gru", 6, 6, Reset.BEFORE)]
    build.draft.add_network("stateful", layers)
    # Ties go to the even neighbour, and what is too large is clamped.
    states = {
        "0.h": [0.5 / 128, 1.5 / 128, -2.5 / 128, 1.0, -1.0, 5.0],
        "0.c": [0.5 / 2048, -1.5 / 2048, 15.9999, 16.0, -16.0, -1e30],
        "1.h": [0.5 / 32768, 2.5 / 32768, 1.0, -1.0, -0.25, 7.0],
    }
    given = features(random, 3, 3)
    runs = [
        Run(features=given, states=states),
        Run(features=given[:1], states={"0.h": [0.0] * 6, "0.c": [1.0] * 6}),
        Run(features=given, states={"1.h": states["1.h"]}),
    ]
    about = "states given as floats: rounded to nearest, ties to even, and clamped"
    yield Case("states-in", about, build.draft.file(), runs)
