"""Valid vectors on vocabularies, metadata, and sections that a reader skips."""

from collections.abc import Iterator

from lacuna_reference.container_writer import write_container
from lacuna_reference.draft import write_metadata
from lacuna_reference.kinds import Reset, Unit
from lacuna_reference.metadata import Value
from lacuna_reference.vectors.case import Case, Run
from lacuna_reference.vectors.layers import Builder
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.sweeps import features


def ancillary() -> Iterator[Case]:
    """All of them."""
    yield _vocabularies()
    yield _output_vocabulary()
    yield _metadata()
    yield _unknown_sections()
    yield from (_later_minor(minor) for minor in (1, 65_535))


def _vocabularies() -> Case:
    random = Random.named("vocabularies")
    build = Builder(random)
    words = build.draft.add_vocabulary(["the", "", "<eos>", "naïve", "日本", "the"], Unit.WORD)
    tokens = [build.embedding("words", 6, 4), build.linear("linear", 4, 2)]
    build.draft.add_network("words", tokens, words)
    about = "entries that are empty, of several bytes a character, or there twice"
    return Case("vocabulary-entries", about, build.draft.file(), [Run(tokens=[0, 5, 3])])


def _output_vocabulary() -> Case:
    random = Random.named("vocabulary-of-outputs")
    build = Builder(random)
    labels = build.draft.add_vocabulary(["yes", "no", "perhaps"], Unit.WORD)
    build.draft.add_network("classify", [build.gru("gru", 4, 3, Reset.AFTER)], labels)
    about = "without an embedding a vocabulary names the outputs"
    run = Run(features=features(random, 2, 4))
    return Case("vocabulary-of-outputs", about, build.draft.file(), [run])


def _metadata() -> Case:
    random = Random.named("metadata")
    build = Builder(random)
    build.draft.add_network("naïve network", [build.linear("weight", 3, 2)])
    values: dict[str, Value] = {
        "a": True,
        "author": "nobody\nin particular",
        "b": False,
        "empty": "",
        "least": -(1 << 63),
        "most": (1 << 63) - 1,
        "ratio": -0.375,
        "é": "日本",
    }
    build.draft.metadata = write_metadata(values, room=37)
    run = Run(features=features(random, 1, 3))
    return Case("metadata", "every type of value, and room after them", build.draft.file(), [run])


def _unknown_sections() -> Case:
    random = Random.named("unknown-ancillary")
    build = Builder(random)
    build.draft.add_network("plain", [build.linear("weight", 3, 2)])
    build.draft.metadata = write_metadata({})
    parts = [*build.draft.parts(), (0x8000, b"?"), (0xFFFF, bytes(range(100))), (0x8000, b"!")]
    run = Run(features=features(random, 1, 3))
    about = "sections of unknown ancillary kinds, after all others"
    return Case("unknown-ancillary", about, write_container(parts), [run])


def _later_minor(minor: int) -> Case:
    random = Random.named(f"later-minor-{minor}")
    build = Builder(random)
    build.draft.add_network("plain", [build.linear("weight", 3, 2)])
    parts = [*build.draft.parts(), (0x8001, b"new")]
    run = Run(features=features(random, 1, 3))
    about = f"version 1.{minor}, with a section that only it knows"
    return Case(f"later-minor-{minor}", about, write_container(parts, (1, minor)), [run])
