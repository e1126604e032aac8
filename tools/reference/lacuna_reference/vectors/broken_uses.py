"""Invalid vectors for rules G3 and G7: names, and indices of what layers use."""

from collections.abc import Callable, Iterator

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import LayerKind
from lacuna_reference.records import NONE
from lacuna_reference.vectors.broken import (
    Broken,
    broken,
    edited,
    exchanged,
    linear,
    small,
    tokens,
)
from lacuna_reference.vectors.broken_graphs import with_graph


def broken_uses() -> Iterator[Broken]:
    """All of them."""
    yield from _names()
    yield from _name_places()
    yield from _indices()
    yield from _activation_indices()
    yield from _shapes()


def _names() -> Iterator[Broken]:
    for name, about, text in (
        ("empty", "an empty name", b""),
        ("long", "a name of 256 bytes", b"n" * 256),
        ("continuation", "a name that is a lone continuation byte", b"\x80"),
        ("cut", "a name that ends inside a character", b"caf\xc3"),
        ("overlong", "a name with a slash in two bytes", b"\xc0\xaf"),
        ("overlong-3", "a name with U+07FF in three bytes", b"\xe0\x9f\xbf"),
        (
            "overlong-4",
            "a name with U+FFFF in four bytes",
            b"\xf0\x8f\xbf\xbf",
        ),
        ("surrogate", "a name with a surrogate, U+D800", b"\xed\xa0\x80"),
        ("too-high", "a name with U+110000", b"\xf4\x90\x80\x80"),
        ("byte-ff", "a name with the byte FF", b"\xff"),
        ("nul", "a name with U+0000", b"a\0b"),
        ("escape", "a name with U+001B", b"\x1b[31m"),
        ("unit-separator", "a name with U+001F", b"\x1f"),
        ("delete", "a name with U+007F", b"a\x7f"),
        ("next-line", "a name with U+0085", b"\xc2\x85"),
        ("application", "a name with U+009F", b"\xc2\x9f"),
    ):
        yield broken("G3", name, about, exchanged(small(), "network_names", 0, text))
        if name in ("empty", "long", "cut", "escape"):
            about += ", of a matrix"
            draft = exchanged(small(), "matrix_names", -1, text)
            yield broken("G3", f"matrix-{name}", about, draft)


def _name_places() -> Iterator[Broken]:
    draft = linear()
    graph = draft.graph()
    network, matrix = 32, 32 + 32 + 64
    for name, about, at, field in (
        ("gap", "a byte before the first name", network, b"\1\0\0\0"),
        ("overlap", "two names in one place", matrix, b"\0\0\0\0"),
        ("far", "a name at byte 2^32 - 1", network, b"\xff\xff\xff\xff"),
        ("wraps", "a matrix's name at byte 2^32 - 1", matrix, b"\xff\xff\xff\xff"),
        ("into-next", "a name that reaches into the next", network + 4, b"\7\0"),
        ("past-end", "a name that ends past the section", matrix + 4, b"\xff\0"),
        ("uncovered", "a last byte of no name", matrix + 4, b"\5\0"),
    ):
        changed = graph[:at] + field + graph[at + len(field) :]
        yield with_graph(["G3"], name, about, changed, draft)


Base = Callable[[], Draft]


def kind_name(draft: Draft, layer: int) -> str:
    """What the kind of a layer is called."""
    return LayerKind(draft.layers[layer].kind).name.lower()


def _indices() -> Iterator[Broken]:
    indices: list[tuple[Base, int, str, int]] = [
        (small, 0, "matrix", 4),
        (small, 0, "matrix", NONE),
        (small, 0, "recurrent", 3),
        (small, 0, "recurrent", NONE),
        (small, 1, "recurrent", 1),
        (small, 0, "projection", 0),
        (small, 1, "projection", 0),
        (small, 0, "bias", 2),
        (small, 0, "bias", NONE - 1),
        (tokens, 0, "bias", 0),
        (tokens, 0, "recurrent", 0),
        (tokens, 0, "matrix", NONE),
    ]
    for base, layer, field, value in indices:
        kind = kind_name(base(), layer)
        about = f"{field} {value:04X} of a layer of kind {kind}"
        draft = edited(base(), "layers", layer, **{field: value})
        yield broken("G7", f"{kind}-{field}-{value:04x}", about, draft)
    for value in (2, NONE):
        draft = edited(tokens(), "activations", 0, table=value)
        about = f"an activation whose table is {value:04X}"
        yield broken("G7", f"table-{value:04x}", about, draft)
    about = "a clipped activation with a table index"
    draft = edited(small(), "activations", 0, table=0)
    yield broken("G7", "clipped-table", about, draft)
    about = "a vocabulary index past the last"
    yield broken("G7", "vocabulary", about, edited(tokens(), "networks", 0, vocabulary=1))


def _activation_indices() -> Iterator[Broken]:
    indices: list[tuple[Base, int, int, int]] = [
        (small, 0, 0, 2),
        (small, 0, 2, NONE),
        (small, 0, 3, 0),
        (small, 1, 0, NONE),
        (small, 1, 1, 0),
        (tokens, 0, 0, 0),
        (tokens, 1, 4, 2),
        (tokens, 1, 5, 0),
    ]
    for base, layer, number, value in indices:
        draft = base()
        kind = kind_name(draft, layer)
        found = list(draft.layers[layer].activations)
        found[number] = value
        edited(draft, "layers", layer, activations=tuple(found))
        about = f"activation {number} of a layer of kind {kind} is {value:04X}"
        yield broken("G7", f"{kind}-activation-{number}-{value:04x}", about, draft)
    about = "an activation of a linear layer that uses none"
    draft = edited(linear(), "layers", 0, activations=(0, *[NONE] * 5))
    yield broken("G7", "plain-activation", about, draft)


def _shapes() -> Iterator[Broken]:
    first = small().layers[0]
    fields = {"matrix": first.recurrent, "recurrent": first.matrix}
    about = "input and recurrent matrix of a GRU in each other's place"
    yield broken("G7", "swapped", about, edited(small(), "layers", 0, **fields))
    shapes: list[tuple[str, str, Base, int, str, int]] = [
        ("columns", "G7", small, 0, "input_size", 3),
        ("rows", "G7", small, 1, "output_size", 3),
        ("ids", "G7 G12", tokens, 0, "input_size", 4),
        ("most-outputs", "G8 G7", linear, 0, "output_size", 2**32 - 1),
        ("most-inputs", "G8 G7", linear, 0, "input_size", 2**32 - 1),
        ("hidden-2-30", "G8 G7 G6", small, 0, "output_size", 2**30),
        ("hidden-2-31", "G8 G7 G6", small, 0, "output_size", 2**31),
        ("hidden-most", "G8 G7 G6", small, 0, "output_size", 2**32 - 1),
    ]
    for name, rules, base, layer, field, value in shapes:
        about = f"a layer of kind {kind_name(base(), layer)} with {field} {value}"
        draft = edited(base(), "layers", layer, **{field: value})
        yield broken(rules, name, about, draft)
    about = "the matrices of a GRU in an LSTM"
    changes = {"kind": LayerKind.LSTM, "reset": 0, "activations": (0, 0, 1, 0, 1, NONE)}
    draft = edited(small(), "layers", 0, **changes)
    yield broken("G7", "lstm-of-three-gates", about, draft)
