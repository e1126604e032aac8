"""A whole file, opened: every rule that spec/ marks *open* holds."""

from dataclasses import dataclass
from functools import cached_property

from lacuna_reference.container import Section, read_container
from lacuna_reference.graph import Graph, read_graph
from lacuna_reference.layout import Layout, check_lengths
from lacuna_reference.metadata import Value, read_metadata
from lacuna_reference.names import read_names
from lacuna_reference.network_rules import check_networks
from lacuna_reference.value_rules import check_values
from lacuna_reference.vocabulary import Vocabulary, read_vocabulary
from lacuna_reference.weights import Ints, Weights, decode


@dataclass(frozen=True)
class Model:
    """The records of a file and the sections that they go with, by index."""

    sections: list[Section]
    graph: Graph
    layout: Layout
    network_names: list[str]
    matrix_names: list[str]
    vocabularies: list[Vocabulary]
    metadata: dict[str, Value]

    @cached_property
    def weights(self) -> list[Weights]:
        """The integers of each matrix."""
        pairs = zip(self.graph.matrices, self.layout.weights, strict=True)
        return [decode(matrix, section.body) for matrix, section in pairs]

    @cached_property
    def row_exponents(self) -> list[Ints]:
        """The exponent of each row of each matrix, padding cut off."""
        pairs = zip(self.graph.matrices, self.layout.row_exponents, strict=True)
        return [section.integers("i1")[: matrix.rows] for matrix, section in pairs]

    @cached_property
    def biases(self) -> list[Ints]:
        """The values of each bias."""
        return [section.integers("<i2") for section in self.layout.biases]

    @cached_property
    def tables(self) -> list[Ints]:
        """The 257 values of each activation table."""
        return [section.integers("<i2") for section in self.layout.tables]


def open_model(data: bytes) -> Model:
    """The model of a file; `RuleError` names the first *open* rule that is found broken."""
    sections = read_container(data)
    graph = read_graph(sections[0])
    layout = Layout.of(graph, sections)
    networks, matrices = read_names(graph, layout.strings)
    check_lengths(graph, layout)
    vocabularies = [read_vocabulary(section) for section in layout.vocabularies]
    metadata = read_metadata(layout.metadata) if layout.metadata else {}
    model = Model(sections, graph, layout, networks, matrices, vocabularies, metadata)
    check_networks(graph, [len(each.entries) for each in vocabularies], layout.tables)
    check_values(graph, layout.tables)
    return model
