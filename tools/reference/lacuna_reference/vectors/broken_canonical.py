"""Files that open, and break a rule that only `verify` checks: G14 to G16, E3 to E6."""

from collections.abc import Iterator
from dataclasses import replace

from lacuna_reference.draft import Draft
from lacuna_reference.kinds import Axis, LayerKind, Unit
from lacuna_reference.records import MatrixRecord
from lacuna_reference.vectors.broken import VERIFY, Broken, both, edited, linear, small, tokens
from lacuna_reference.vectors.case import Run
from lacuna_reference.vectors.layers import layer
from lacuna_reference.vectors.matrices import (
    CODES_FITTED,
    INT8,
    Storage,
    add_matrix,
    terms_of,
)
from lacuna_reference.vectors.random import Random
from lacuna_reference.weights_writer import Term, write_codes, write_int8, write_terms

FEATURES = [[0.5, -1.0, 0.75], [1.0, 0.0, -0.25]]


def broken_canonical() -> Iterator[Broken]:
    """All of them."""
    yield from _uses()
    yield from _names()
    yield from _terms()
    yield from _dense()
    yield from _outside()


def _verify(rule: str, name: str, about: str, draft: Draft, run: Run) -> Broken:
    return Broken(f"{rule.lower()}-{name}", about, [rule], VERIFY, draft.file(), [run])


def _uses() -> Iterator[Broken]:
    two = Run(features=[row[:2] for row in FEATURES])
    three = Run(features=FEATURES)
    ids = Run(tokens=[0, 2, 1])
    draft = linear()
    add_matrix(draft, Random(1), "spare", (2, 2))
    yield _verify("G14", "matrix", "a matrix that nothing uses", draft, three)
    draft = linear()
    draft.add_bias([1, 2], 0)
    yield _verify("G14", "bias", "a bias that nothing uses", draft, three)
    draft = small()
    draft.add_clipped(0, 0, 0, 1)
    yield _verify("G14", "activation", "an activation that nothing uses", draft, two)
    draft = tokens()
    draft.tables.append(draft.tables[0])
    yield _verify("G14", "table", "a table that nothing uses", draft, ids)
    draft = tokens()
    draft.add_vocabulary(["spare"], Unit.WORD)
    yield _verify("G14", "vocabulary", "a vocabulary that nothing uses", draft, ids)
    draft = tokens()
    draft.matrices[0], draft.matrices[1] = draft.matrices[1], draft.matrices[0]
    for bodies in (draft.matrix_names, draft.weights, draft.row_exponents):
        bodies[0], bodies[1] = bodies[1], bodies[0]
    edited(draft, "layers", 0, matrix=1)
    edited(draft, "layers", 1, matrix=0)
    yield _verify("G14", "matrix-order", "matrices not in order of first use", draft, ids)
    draft = small()
    draft.biases.reverse()
    draft.bias_values.reverse()
    edited(draft, "layers", 0, bias=1)
    edited(draft, "layers", 1, bias=0)
    yield _verify("G14", "bias-order", "biases not in order of first use", draft, two)
    draft = small()
    draft.activations.reverse()
    edited(draft, "layers", 0, activations=(1, 1, 0, *draft.layers[0].activations[3:]))
    edited(draft, "layers", 1, activations=(0, *draft.layers[1].activations[1:]))
    yield _verify("G14", "activation-order", "activations not in order of first use", draft, two)
    draft = both()
    draft.matrices[1], draft.matrices[2] = draft.matrices[2], draft.matrices[1]
    for bodies in (draft.matrix_names, draft.weights, draft.row_exponents):
        bodies[1], bodies[2] = bodies[2], bodies[1]
    edited(draft, "layers", 0, recurrent=2, projection=1)
    about = "a projection matrix before the recurrent one"
    yield _verify("G14", "projection-order", about, draft, two)
    draft = tokens()
    draft.tables.reverse()
    edited(draft, "activations", 0, table=1)
    edited(draft, "activations", 1, table=0)
    yield _verify("G14", "table-order", "tables not in order of first use", draft, ids)
    draft = tokens()
    draft.add_network("again", draft.layers[:], 0)
    draft.vocabularies.append(draft.vocabularies[0])
    edited(draft, "networks", 0, vocabulary=1)
    yield _verify("G14", "vocabulary-order", "vocabularies not in order of first use", draft, ids)


def _names() -> Iterator[Broken]:
    draft = linear()
    draft.add_network("linear", draft.layers[:])
    run = Run(features=FEATURES)
    yield _verify("G15", "networks", "two networks of one name", draft, run)
    draft = small()
    draft.matrix_names[2] = draft.matrix_names[0]
    two = Run(features=[row[:2] for row in FEATURES])
    yield _verify("G15", "matrices", "two matrices of one name", draft, two)
    ids = Run(tokens=[0, 1, 2])
    for name, about, entries in (
        ("entry", "an entry that is not UTF-8", [b"a", b"\xff", b"c"]),
        ("split", "a character split over two entries", [b"\xc3", b"\xa9", b"c"]),
    ):
        draft = tokens()
        draft.vocabularies.clear()
        draft.add_vocabulary(entries, Unit.WORD)
        yield _verify("G16", name, about, draft, ids)


def _stored(storage: Storage, rows: int, weights: bytes, codebook: tuple[int, ...] = ()) -> Draft:
    draft = Draft()
    record = storage.record(rows, 3, Random(7))
    if codebook:
        record = replace(record, codebook=codebook)
    matrix = draft.add_matrix("m", record, weights, [-7] * rows)
    draft.add_network("n", [layer(LayerKind.LINEAR, (3, rows), matrix)])
    return draft


def _line(record: MatrixRecord, line: int, found: list[Term]) -> bytes:
    """A matrix with one line that has terms, given in any order."""
    across = record.rows if record.axis == Axis.INPUT else record.columns
    return write_terms(record, [[found if index == line else []] for index in range(across)])


def _terms() -> Iterator[Broken]:
    run = Run(features=FEATURES)
    for axis in Axis:
        storage = terms_of(3, 8, axis, "fitted")
        values = (0, 3, -5, 7, 0, 90, *[0] * 26)
        record = replace(storage.record(5, 3, Random(7)), codebook=values)
        for name, about, found in (
            ("descend", "positions that descend", [(2, 1), (1, 1)]),
            ("codes-descend", "codes that descend at one position", [(1, 3), (1, 2)]),
            ("twice", "a term twice", [(1, 2), (1, 2)]),
            ("gap", "an absent term between two", [(0, 1), (0, 0), (2, 3)]),
            ("absent-first", "an absent term before one", [(0, 0), (1, 1)]),
            ("position", "an absent term with a position", [(0, 1), (1, 0)]),
            ("code", "a term whose code has the value 0", [(0, 1), (1, 4)]),
        ):
            draft = _stored(storage, 5, _line(record, 1, found), values)
            made = f"{name}-{axis.name.lower()}"
            yield _verify("E3", made, f"{about}, {axis.name.lower()} axis", draft, run)


def _dense() -> Iterator[Broken]:
    run = Run(features=FEATURES)
    draft = _stored(INT8, 2, write_int8([[1, -128, 3], [-127, 127, 0]]))
    yield _verify("E4", "least", "an int8 weight of -128", draft, run)
    draft = linear()
    draft.row_exponents[0] = draft.row_exponents[0][:15] + b"\1"
    yield _verify("E6", "last", "a row exponent past the last row", draft, run)
    draft = linear()
    draft.row_exponents[0] = draft.row_exponents[0][:2] + b"\x80" + draft.row_exponents[0][3:]
    yield _verify("E6", "next", "a row exponent just past the last row", draft, run)


def _outside() -> Iterator[Broken]:
    run = Run(features=FEATURES)
    padded_rows = [[1, 2, 3], [4, 5, 6], [0, 0, 1]]
    padded_columns = [[1, 2, 3, 1], [4, 5, 6, 0]]
    for storage, write in ((INT8, write_int8), (CODES_FITTED, write_codes)):
        for name, values in (("rows", padded_rows), ("columns", padded_columns)):
            draft = _stored(storage, 2, write(values))
            about = f"{storage.name}: padding past the last of the {name} not zero"
            yield _verify("E5", f"{storage.name}-{name}", about, draft, run)
    draft = _stored(CODES_FITTED, 2, write_codes([[1, 2, 3, 0, 0, 0, 0, 15], [4, 5, 6, *[0] * 5]]))
    yield _verify("E5", "codes-high", "codes: a high half past the last column", draft, run)
    storage = terms_of(2, 8)
    record = storage.record(2, 3, Random(7))
    draft = _stored(storage, 2, _line(record, 1, [(2, 1), (3, 1)]))
    yield _verify("E5", "terms-columns", "a term past the last column", draft, run)
    taller = replace(record, rows=3)
    draft = _stored(storage, 2, _line(taller, 2, [(0, 1)]))
    yield _verify("E5", "terms-rows", "a term in a row past the last", draft, run)
    storage = terms_of(2, 8, Axis.OUTPUT)
    record = storage.record(2, 3, Random(7))
    draft = _stored(storage, 2, _line(record, 1, [(1, 1), (2, 1)]))
    yield _verify("E5", "terms-output", "a term past the last row, output axis", draft, run)
