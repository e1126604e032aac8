"""All vectors, in the order in which they are written."""

from collections.abc import Iterator

from lacuna_reference.vectors.activations import activations
from lacuna_reference.vectors.ancillary import ancillary
from lacuna_reference.vectors.broken import Broken
from lacuna_reference.vectors.broken_ancillary import broken_ancillary
from lacuna_reference.vectors.broken_canonical import broken_canonical
from lacuna_reference.vectors.broken_containers import broken_containers
from lacuna_reference.vectors.broken_directions import broken_directions
from lacuna_reference.vectors.broken_graphs import broken_graphs
from lacuna_reference.vectors.broken_uses import broken_uses
from lacuna_reference.vectors.broken_values import broken_values
from lacuna_reference.vectors.case import Case
from lacuna_reference.vectors.directions import directions
from lacuna_reference.vectors.extremes import extremes
from lacuna_reference.vectors.structures import structures
from lacuna_reference.vectors.sweeps import layers, linear_products, wide


def valid() -> Iterator[Case]:
    """Files that keep every rule."""
    yield from layers()
    yield from linear_products()
    yield from wide()
    yield from structures()
    yield from ancillary()
    yield from directions()
    yield from activations()
    yield from extremes()


def invalid() -> Iterator[Broken]:
    """Files that break a rule."""
    yield from broken_containers()
    yield from broken_graphs()
    yield from broken_uses()
    yield from broken_directions()
    yield from broken_values()
    yield from broken_ancillary()
    yield from broken_canonical()
