"""Invalid vectors for rules G9 to G11, G17, E1 and E2: sections' lengths and values."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from lacuna_reference.container_writer import patch
from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Axis, LayerKind
from lacuna_reference.vectors.broken import Broken, broken, edited, exchanged, linear, small, tokens
from lacuna_reference.vectors.layers import layer
from lacuna_reference.vectors.matrices import terms_of
from lacuna_reference.vectors.random import Random


def broken_values() -> Iterator[Broken]:
    """All of them."""
    yield from _biases()
    yield from _activations()
    yield from _lengths()
    yield from _matrices()


def _biases() -> Iterator[Broken]:
    for index, kind, exponents in ((0, "gru", (-128, -13, 1, 127)), (1, "linear", (-17, 1))):
        for exponent in exponents:
            about = f"a bias of a layer of kind {kind} with exponent {exponent}"
            draft = edited(small(), "biases", index, exponent=exponent)
            yield broken("G9", f"{kind}-exponent-{exponent}", about, draft)
    for index, count in ((0, 9), (0, 16), (1, 3), (1, 1)):
        draft = edited(small(), "biases", index, count=count)
        exchanged(draft, "bias_values", index, bytes(2 * count))
        yield broken("G9", f"count-{index}-{count}", f"bias {index} with {count} values", draft)
    for length in (2, 3, 5, 6):
        draft = exchanged(small(), "bias_values", 1, bytes(length))
        yield broken("G9", f"bytes-{length}", f"{length} bytes for two values", draft)


def _activations() -> Iterator[Broken]:
    for name, low, high in (
        ("low-above-high", 2, 1),
        ("low-least", -32_768, 5),
        ("both-least", -32_768, -32_768),
    ):
        draft = edited(small(), "activations", 1, low=low, high=high)
        yield broken("G10", name, f"a clipped activation from {low} to {high}", draft)
    for entry in (0, 128, 256):
        changed = patch(tokens().tables[1], 2 * entry, b"\0\x80")
        draft = exchanged(tokens(), "tables", 1, changed)
        yield broken("G10", f"entry-{entry}", f"entry {entry} of a table -32768", draft)
    draft = small()
    draft.add_clipped(0, 0, 1, 0)
    about = "an activation that nothing uses, low above high"
    yield broken("G10", "unused", about, draft)
    for value in (-1, -32_767):
        draft = edited(small(), "activations", 0, low=value)
        yield broken("G17", f"low{value}", f"an update gate whose low is {value}", draft)
    for entry in (0, 256):
        draft = small()
        table = draft.add_table([-1 if index == entry else 1 for index in range(257)])
        gates = (0, table, *draft.layers[0].activations[2:])
        edited(draft, "layers", 0, activations=gates)
        about = f"an update gate with -1 at entry {entry} of its table"
        yield broken("G17", f"entry-{entry}", about, draft)


def _lengths() -> Iterator[Broken]:
    lengths: list[tuple[str, Callable[[], Draft], str, tuple[int, ...]]] = [
        ("terms", small, "weights", (-1, 1, 64)),
        ("row-exponents", small, "row_exponents", (-1, 1, 16)),
        ("int8", linear, "weights", (-2, 2)),
        ("codes", tokens, "weights", (-2, 2)),
        ("table", tokens, "tables", (-2, 2)),
    ]
    for name, base, bodies, sizes in lengths:
        for by in sizes:
            body = getattr(base(), bodies)[0]
            resized = body + bytes(by) if by > 0 else body[:by]
            draft = exchanged(base(), bodies, 0, resized)
            yield broken("G11", f"{name}{by:+d}", f"{by:+d} bytes of {name}", draft)


def _matrices() -> Iterator[Broken]:
    for name, base, matrix, entry, value in (
        ("first", small, 0, 0, 1),
        ("least", small, 0, 3, -128),
        ("codes-least", tokens, 0, 15, -128),
        ("codes-past-last", tokens, 0, 16, 1),
        ("codes-end", tokens, 0, 31, 1),
        ("int8", small, 2, 1, 1),
        ("int8-end", small, 2, 31, -1),
    ):
        draft = base()
        codebook = list(draft.matrices[matrix].codebook)
        codebook[entry] = value
        edited(draft, "matrices", matrix, codebook=tuple(codebook))
        about = f"entry {entry} of the codebook of matrix {matrix} is {value}"
        yield broken("E1", name, about, draft)
    for group, past in ((16, 16), (32, 8)):
        draft = Draft()
        found = terms_of(1, group).record(1, 1, Random(0))
        codebook = list(found.codebook)
        codebook[past] = 1
        found = replace(found, codebook=tuple(codebook))
        index = draft.add_matrix("m", found, bytes(16), [0])
        draft.add_network("n", [layer(LayerKind.LINEAR, (1, 1), index)])
        about = f"entry {past} of the codebook of terms in groups of {group}"
        yield broken("E1", f"terms-{group}-past-last", about, draft)
    draft = Draft()
    found = terms_of(8, 8, Axis.OUTPUT).record(1, 8_193, Random(0))
    index = draft.add_matrix("m", found, bytes(8 * 8_193), [0])
    draft.add_network("n", [layer(LayerKind.LINEAR, (8_193, 1), index)])
    about = "8 terms in each of 8,193 columns, all of one row"
    yield broken("E2", "accumulator", about, draft)
