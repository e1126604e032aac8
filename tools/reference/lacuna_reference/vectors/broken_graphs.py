"""Invalid vectors for rules G1, G2, G4 to G6 and G8: records, and how layers fit together."""

from collections.abc import Callable, Iterator

from lacuna_reference.container import GRAPH, STRINGS
from lacuna_reference.container_writer import write_container
from lacuna_reference.draft import Draft
from lacuna_reference.kinds import LayerKind
from lacuna_reference.records import (
    ActivationRecord,
    BiasRecord,
    Header,
    LayerRecord,
    MatrixRecord,
    NetworkRecord,
)
from lacuna_reference.vectors.broken import OPEN, Broken, broken, edited, linear, small, tokens
from lacuna_reference.vectors.layers import Builder, layer
from lacuna_reference.vectors.matrices import terms_of
from lacuna_reference.vectors.random import Random


def broken_graphs() -> Iterator[Broken]:
    """All of them."""
    yield from _lengths()
    yield from _reserved()
    yield from _enumerations()
    yield from _counts()
    yield from _order_of_layers()
    yield from _sizes()


def with_graph(rules: list[str], name: str, about: str, graph: bytes, draft: Draft) -> Broken:
    """A draft with other bytes for its graph section."""
    parts = draft.parts()
    file = write_container([(parts[0][0], graph), *parts[1:]])
    return Broken(f"{rules[0].lower()}-{name}", about, rules, OPEN, file)


def _lengths() -> Iterator[Broken]:
    draft = linear()
    graph = draft.graph()
    for name, about, changed in (
        ("longer", "a zero after the records", graph + b"\0"),
        ("record", "an activation record more than counted", graph + bytes(16)),
        ("shorter", "a record cut short", graph[:-1]),
        ("header", "31 bytes of a header", graph[:31]),
        ("byte", "one byte", graph[:1]),
    ):
        yield with_graph(["G1"], name, about, changed, draft)
    for field in range(0, 14, 2):
        changed = graph[:field] + b"\xff\xff" + graph[field + 2 :]
        about = f"a count of 65,535 at byte {field} of the graph's header"
        yield with_graph(["G1", "C9", "G4"], f"count-{field}", about, changed, draft)
    file = write_container([(GRAPH, Draft().graph()), (STRINGS, b"small")])
    yield Broken("g1-no-records", "no network, layer or matrix", ["G1", "G3"], OPEN, file)


def _reserved() -> Iterator[Broken]:
    draft = small()
    graph = draft.graph()
    at = 0
    for record, count in (
        (Header, 1),
        (NetworkRecord, len(draft.networks)),
        (LayerRecord, len(draft.layers)),
        (MatrixRecord, len(draft.matrices)),
        (BiasRecord, len(draft.biases)),
        (ActivationRecord, len(draft.activations)),
    ):
        reserved = list(record.reserved())
        for offset in sorted({reserved[0], reserved[-1]}):
            changed = graph[: at + offset] + b"\1" + graph[at + offset + 1 :]
            kind = record.__name__.removesuffix("Record").lower()
            about = f"byte {offset} of a {kind} record is 1"
            yield with_graph(["G2"], f"{kind}-{offset}", about, changed, draft)
        at += record.SIZE * count


BAD_VALUES: list[tuple[str, Callable[[], Draft], str, int, dict[str, int]]] = [
    ("kind-0", small, "layers", 0, {"kind": 0}),
    ("kind-255", small, "layers", 0, {"kind": 255}),
    ("direction", small, "layers", 0, {"direction": 255}),
    ("reset-2", small, "layers", 0, {"reset": 2}),
    ("reset-of-linear", small, "layers", 1, {"reset": 1}),
    ("output-3", small, "layers", 1, {"output": 3}),
    ("output-of-gru", small, "layers", 0, {"output": 1}),
    ("encoding-0", small, "matrices", 0, {"encoding": 0}),
    ("encoding-4", small, "matrices", 0, {"encoding": 4}),
    ("axis-2", small, "matrices", 0, {"axis": 2}),
    ("axis-of-int8", small, "matrices", 2, {"axis": 1}),
    ("group-4", small, "matrices", 0, {"log2_group": 2}),
    ("group-64", small, "matrices", 0, {"log2_group": 6}),
    ("group-of-int8", small, "matrices", 2, {"log2_group": 3}),
    ("terms-0", small, "matrices", 0, {"terms": 0}),
    ("terms-above-group", small, "matrices", 0, {"terms": 9}),
    ("terms-of-int8", small, "matrices", 2, {"terms": 1}),
    ("activation-0", small, "activations", 0, {"kind": 0}),
    ("activation-3", small, "activations", 0, {"kind": 3}),
    ("shift-8", small, "activations", 0, {"shift": 8}),
    ("table-with-shift", tokens, "activations", 0, {"shift": 1}),
    ("table-with-offset", tokens, "activations", 0, {"offset": 1}),
    ("table-with-low", tokens, "activations", 0, {"low": 1}),
    ("table-with-high", tokens, "activations", 0, {"high": 1}),
]


def _enumerations() -> Iterator[Broken]:
    for name, base, records, index, fields in BAD_VALUES:
        about = ", ".join(f"{field} {value}" for field, value in fields.items())
        draft = edited(base(), records, index, **fields)
        yield broken("G2", name, f"record {index} of the {records}: {about}", draft)


def _counts() -> Iterator[Broken]:
    for name, count in (("too-few", 1), ("too-many", 3), ("most", 65_535)):
        about = f"a network of {count} layers, where the file has 2"
        yield broken("G4", name, about, edited(small(), "networks", 0, layers=count))
    draft = small()
    draft.add_network("none", [])
    yield broken("G4", "no-layers", "a network without layers", draft)


def _order_of_layers() -> Iterator[Broken]:
    def network(*kinds: str, last: int = 3) -> Draft:
        """Layers of 3 inputs and 3 outputs; the last has other inputs."""
        build = Builder(Random.named("order"))
        made = []
        for index, kind in enumerate(kinds):
            inputs = last if index == len(kinds) - 1 else 3
            add = build.embedding if kind == "embedding" else build.linear
            made.append(add(f"{kind}{index}", inputs, 3))
        build.draft.add_network("order", made)
        return build.draft

    yield broken("G5", "alone", "an embedding alone", network("embedding"))
    yield broken("G5", "second", "an embedding second", network("linear", "embedding"))
    twice = network("embedding", "embedding", "linear")
    yield broken("G5", "twice", "two embeddings", twice)
    about = "3 outputs into 4 inputs"
    yield broken("G6", "inputs", about, network("linear", "linear", last=4))
    about = "an embedding of size 3 into 4 inputs"
    yield broken("G6", "embedding", about, network("embedding", "linear", last=4))


def _sizes() -> Iterator[Broken]:
    def sized(rows: int, columns: int, weights: int = 64) -> Draft:
        draft = Draft()
        record = terms_of(1, 32).record(rows, columns, Random(0))
        matrix = draft.add_matrix("m", record, bytes(weights), [0] * 16)
        draft.add_network("n", [layer(LayerKind.LINEAR, (columns, rows), matrix)])
        return draft

    for name, rules, draft in (
        ("columns-65537", "G8", sized(1, 65_537, 16 * 2_049)),
        ("columns-2-31", "G8 G11", sized(1, 2**31)),
        ("columns-most", "G8 G11 E2", sized(1, 2**32 - 1)),
        ("rows-over", "G8 G11", sized(2**24 + 1, 1)),
        ("rows-most", "G8 G11", sized(2**32 - 1, 2**32 - 1)),
        ("rows-0", "G8 G11", sized(0, 1)),
        ("columns-0", "G8 G11", sized(1, 0)),
    ):
        record = draft.matrices[0]
        yield broken(rules, name, f"a matrix of {record.rows} x {record.columns}", draft)
    for field in ("input_size", "output_size"):
        name = f"{field.replace('_', '-')}-0"
        about = f"a layer whose {field.replace('_', ' ')} is 0"
        yield broken("G8 G7", name, about, edited(linear(), "layers", 0, **{field: 0}))
    for count in (0, 2**31, 2**32 - 1):
        about = f"a bias record that counts {count} values"
        yield broken("G8 G9", f"bias-{count}", about, edited(small(), "biases", 1, count=count))
