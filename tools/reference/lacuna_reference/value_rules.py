"""Rules on single values: codebooks and accumulators (E1, E2), activations (G10)."""

from lacuna_reference.container import Section
from lacuna_reference.errors import RuleError
from lacuna_reference.graph import Graph
from lacuna_reference.kinds import ActivationKind
from lacuna_reference.weights import accumulated, codebook_size

MOST_ACCUMULATED = 65_536
LEAST_VALUE = -32_767


def check_values(graph: Graph, tables: list[Section]) -> None:
    """E1, E2 and G10."""
    for index, matrix in enumerate(graph.matrices):
        at, place = graph.locate("matrix", index) + 32, f"matrix {index}, codebook"
        size = codebook_size(matrix)
        for entry, value in enumerate(matrix.codebook):
            if (entry == 0 or entry >= size) and value != 0:
                raise RuleError("E1", f"{place} entry {entry}", at + entry, 0, value)
            if value == -128:
                raise RuleError("E1", f"{place} entry {entry}", at + entry, "above -128", value)
        if (count := accumulated(matrix)) > MOST_ACCUMULATED:
            expected = f"at most {MOST_ACCUMULATED} integers in an accumulator"
            raise RuleError("E2", f"matrix {index}", at - 32, expected, count)
    for index, activation in enumerate(graph.activations):
        if activation.kind != ActivationKind.CLIPPED:
            continue
        at, place = graph.locate("activation", index), f"activation {index}"
        if activation.low > activation.high:
            expected = f"at most high, {activation.high}"
            raise RuleError("G10", place + ", low", at + 6, expected, activation.low)
        if activation.low < LEAST_VALUE:
            raise RuleError("G10", place + ", low", at + 6, "at least -32767", activation.low)
    for index, table in enumerate(tables):
        for entry, value in enumerate(table.integers("<i2")):
            if value < LEAST_VALUE:
                place = f"activation table {index}, entry {entry}"
                raise RuleError("G10", place, table.offset + 2 * entry, "at least -32767", value)
