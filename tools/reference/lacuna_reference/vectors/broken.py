"""Invalid vectors: a file and the rules that it breaks; and the models that are broken for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lacuna_reference.draft import Draft, write_metadata
from lacuna_reference.kinds import Direction, Output, Reset, Unit
from lacuna_reference.vectors.case import Run
from lacuna_reference.vectors.layers import Builder
from lacuna_reference.vectors.matrices import CODES_FITTED, INT8, terms_of
from lacuna_reference.vectors.random import Random

OPEN, VERIFY = "open", "verify"


@dataclass(frozen=True)
class Broken:
    """A file that breaks the first of `rules`; a reader may name any of them.

    `runs` are for a file that opens, and breaks a rule that only `verify` checks: all readers give
    the same results for it.
    """

    name: str
    about: str
    rules: Sequence[str]
    when: str
    file: bytes
    runs: Sequence[Run] = ()


def broken(rules: str, name: str, about: str, draft: Draft) -> Broken:
    """A draft that breaks the first of `rules`, which are words, when it is opened."""
    rule, *also = rules.split()
    return Broken(f"{rule.lower()}-{name}", about, [rule, *also], OPEN, draft.file())


def edited(draft: Draft, records: str, index: int, **fields: Any) -> Draft:
    """The draft with other values in fields of a record."""
    found = getattr(draft, records)
    found[index] = replace(found[index], **fields)
    return draft


def exchanged(draft: Draft, bodies: str, index: int, body: bytes) -> Draft:
    """The draft with other bytes for a section or a name."""
    getattr(draft, bodies)[index] = body
    return draft


def small() -> Draft:
    """A GRU and a linear layer, 2 to 3 to 2, clipped activations, biases and two encodings."""
    build = Builder(Random.named("small"))
    gate = build.draft.add_clipped(2, 16_384, 0, 32_767)
    bend = build.draft.add_clipped(0, 0, -32_767, 32_767)
    layers = [
        build.gru("gru", 2, 3, Reset.AFTER, terms_of(2, 8), (gate, gate, bend)),
        build.linear("linear", 3, 2, INT8, Output.ACTIVATION, bend),
    ]
    build.draft.add_network("small", layers)
    return build.draft


def tokens() -> Draft:
    """An embedding and an LSTM, 3 ids to 4 to 2, tables, a vocabulary and metadata."""
    build = Builder(Random.named("tokens"))
    vocabulary = build.draft.add_vocabulary(["a", "bc", "é"], Unit.WORD)
    layers = [build.embedding("embedding", 3, 4, CODES_FITTED), build.lstm("lstm", 4, 2)]
    build.draft.add_network("tokens", layers, vocabulary)
    build.draft.metadata = write_metadata({"key": "value", "number": 5}, room=8)
    return build.draft


def both() -> Draft:
    """An LSTM of both directions with projections, 2 to 3 to 2, and a linear layer, 4 to 2."""
    build = Builder(Random.named("both"))
    gate = build.draft.add_clipped(2, 16_384, 0, 32_767)
    bend = build.draft.add_clipped(0, 0, -32_767, 32_767)
    layers = [
        build.lstm(
            f"lstm{direction}",
            2,
            3,
            activations=(gate, gate, bend, gate, bend),
            direction=direction,
            projected=2,
        )
        for direction in (Direction.FORWARD, Direction.BESIDE)
    ]
    build.draft.add_network("both", [*layers, build.linear("linear", 4, 2)])
    return build.draft


def linear() -> Draft:
    """One linear layer, 3 to 2, of int8."""
    build = Builder(Random.named("linear"))
    build.draft.add_network("linear", [build.linear("weight", 3, 2, biased=False)])
    return build.draft
