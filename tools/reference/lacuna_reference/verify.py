"""The rules that spec/ marks *verify*: canonical form, down to every term."""

import numpy as np
from numpy.typing import NDArray

from lacuna_reference.container import Section
from lacuna_reference.errors import RuleError
from lacuna_reference.kinds import ActivationKind, Axis, Encoding
from lacuna_reference.model import Model
from lacuna_reference.names import text
from lacuna_reference.records import NONE, MatrixRecord
from lacuna_reference.shapes import activation_count
from lacuna_reference.weights import code_rows, int8_rows, terms


def verify(model: Model) -> None:
    """Raises `RuleError` for the first rule marked *verify* that is found broken."""
    _check_order_of_use(model)
    _check_unique(model)
    _check_vocabularies(model)
    layout = model.layout
    for index, matrix in enumerate(model.graph.matrices):
        _check_weights(index, matrix, layout.weights[index])
        exponents = layout.row_exponents[index]
        _check_none(
            "E6", exponents, exponents.integers("i1")[matrix.rows :] != 0, "0 past the last row"
        )


def _check_order_of_use(model: Model) -> None:
    """G14: all records are used, in the order of their first use."""
    graph = model.graph
    used: dict[str, list[int]] = {
        name: [] for name in ("vocabulary", "matrix", "bias", "activation", "activation table")
    }
    used["vocabulary"] = [network.vocabulary for network in graph.networks]
    for layer in graph.layers:
        used["matrix"] += [layer.matrix, layer.recurrent, layer.projection]
        used["bias"].append(layer.bias)
        used["activation"] += layer.activations[: activation_count(layer)]
    for index in used["activation"]:
        if graph.activations[index].kind == ActivationKind.TABLE:
            used["activation table"].append(graph.activations[index].table)
    header = graph.header
    counts = (
        header.vocabularies,
        header.matrices,
        header.biases,
        header.activations,
        header.tables,
    )
    for (name, indices), count in zip(used.items(), counts, strict=True):
        found = list(dict.fromkeys(index for index in indices if index != NONE))
        if found != list(range(count)):
            expected = f"every {name} of {count} used, in order of first use"
            raise RuleError("G14", "graph", graph.offset, expected, f"use of {found}")


def _check_unique(model: Model) -> None:
    """G15: no two networks, and no two matrices, have one name."""
    for kind, names in (("network", model.network_names), ("matrix", model.matrix_names)):
        seen: dict[str, int] = {}
        for index, name in enumerate(names):
            if name in seen:
                at = model.graph.locate(kind, index)
                expected = f"a name unlike that of {kind} {seen[name]}"
                raise RuleError("G15", f"name of {kind} {index}", at, expected, repr(name))
            seen[name] = index


def _check_vocabularies(model: Model) -> None:
    """G16: entries are UTF-8."""
    for number, vocabulary in enumerate(model.vocabularies):
        at = vocabulary.text_offset
        for index, entry in enumerate(vocabulary.entries):
            text("G16", f"vocabulary {number}, entry {index}", at, entry)
            at += len(entry)


def _check_weights(index: int, matrix: MatrixRecord, section: Section) -> None:
    rows, columns = matrix.rows, matrix.columns
    if matrix.encoding == Encoding.TERMS:
        _check_terms(matrix, section)
    elif matrix.encoding == Encoding.INT8:
        stored = int8_rows(matrix, section.body)
        least = stored[:rows, :columns] == -128
        _check_none("E4", section, least, f"no -128 (matrix {index})")
        _check_outside(section, stored, rows, columns)
    else:
        _check_outside(section, code_rows(matrix, section.body), rows, columns)


def _check_terms(matrix: MatrixRecord, section: Section) -> None:
    """E3: terms are canonical. E5: none is past the last row or column."""
    found = terms(matrix, section.body)
    values = np.array(matrix.codebook, np.int64)[found.codes]
    absent = values == 0
    _check_none("E3", section, absent & (found.bytes != 0), "absent terms of byte 0")
    before, after = found.bytes[:, :, :-1], found.bytes[:, :, 1:]
    gap = (before == 0) & (after != 0)
    _check_none("E3", section, gap, "absent terms after those present")
    order = found.positions * 256 + found.codes
    falls = (after != 0) & (before != 0) & (order[:, :, 1:] <= order[:, :, :-1])
    _check_none("E3", section, falls, "terms that ascend by (position, code)")
    across, along = matrix.rows, matrix.columns
    if matrix.axis == Axis.OUTPUT:
        across, along = along, across
    outside = (~absent) & (found.positions >= along)
    outside[across:] |= found.bytes[across:] != 0
    _check_none("E5", section, outside, "no term past the last row or column")


def _check_outside(
    section: Section, stored: NDArray[np.int8] | NDArray[np.uint8], rows: int, columns: int
) -> None:
    """E5 for the encodings without terms."""
    outside = stored != 0
    outside[:rows, :columns] = False
    _check_none("E5", section, outside, "0 past the last row and column")


def _check_none(rule: str, section: Section, broken: NDArray[np.bool_], expected: str) -> None:
    if broken.any():
        first = np.unravel_index(int(np.argmax(broken)), broken.shape)
        found = f"otherwise at {[int(index) for index in first]}, {int(broken.sum())} in all"
        raise RuleError(rule, section.place, section.offset, expected, found)
