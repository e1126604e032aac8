"""Which section holds what: the one order of sections, and the lengths that records ask for."""

from dataclasses import dataclass

from lacuna_reference.container import (
    ACTIVATION_TABLE,
    BIASES,
    GRAPH,
    KINDS,
    METADATA,
    ROW_EXPONENTS,
    STRINGS,
    VOCABULARY,
    WEIGHTS,
    Section,
)
from lacuna_reference.errors import RuleError
from lacuna_reference.graph import Graph
from lacuna_reference.weights import row_exponents_length, weights_length

TABLE_LENGTH = 2 * 257


@dataclass(frozen=True)
class Layout:
    """The sections that the graph's records stand for, by their indices."""

    strings: Section
    weights: list[Section]
    row_exponents: list[Section]
    biases: list[Section]
    tables: list[Section]
    vocabularies: list[Section]
    metadata: Section | None
    unknown: list[Section]

    @classmethod
    def of(cls, graph: Graph, sections: list[Section]) -> "Layout":
        """The layout of sections that keep C9."""
        header = graph.header
        kinds = [GRAPH, STRINGS]
        kinds += [WEIGHTS, ROW_EXPONENTS] * header.matrices
        kinds += [BIASES] * header.biases
        kinds += [ACTIVATION_TABLE] * header.tables
        kinds += [VOCABULARY] * header.vocabularies
        if len(sections) > len(kinds) and sections[len(kinds)].kind == METADATA:
            kinds.append(METADATA)
        for section, kind in zip(sections, kinds, strict=False):
            if section.kind != kind:
                raise RuleError("C9", section.place, section.offset, KINDS[kind], section.kind)
        if len(sections) < len(kinds):
            end = sections[-1].offset + len(sections[-1].body)
            raise RuleError("C9", "sections", end, f"{len(kinds)} sections", len(sections))
        for section in sections[len(kinds) :]:
            if section.kind in KINDS:
                raise RuleError(
                    "C9", section.place, section.offset, "an unknown kind", section.kind
                )
        at = iter(sections)
        next(at)
        strings = next(at)
        pairs = [(next(at), next(at)) for _ in range(header.matrices)]
        return cls(
            strings,
            [weights for weights, _ in pairs],
            [exponents for _, exponents in pairs],
            [next(at) for _ in range(header.biases)],
            [next(at) for _ in range(header.tables)],
            [next(at) for _ in range(header.vocabularies)],
            next(at) if METADATA in kinds else None,
            list(at),
        )


def check_lengths(graph: Graph, layout: Layout) -> None:
    """G9's share of biases, and G11."""
    for matrix, weights, exponents in zip(
        graph.matrices, layout.weights, layout.row_exponents, strict=True
    ):
        _check_length("G11", weights, weights_length(matrix))
        _check_length("G11", exponents, row_exponents_length(matrix))
    for bias, section in zip(graph.biases, layout.biases, strict=True):
        _check_length("G9", section, 2 * bias.count)
    for section in layout.tables:
        _check_length("G11", section, TABLE_LENGTH)


def _check_length(rule: str, section: Section, expected: int) -> None:
    if len(section.body) != expected:
        found = f"{len(section.body)} bytes"
        raise RuleError(rule, section.place, section.offset, f"{expected} bytes", found)
