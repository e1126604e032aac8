"""Competitors take turns, so that what disturbs the machine disturbs them alike."""

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LEAST_STEPS = 8
LEAST_WARM_UP = 3
LEAST_ROUNDS = 3


@dataclass(frozen=True)
class Sample:
    """One turn: the median of its steps."""

    nanoseconds: float
    """Of one step, of all streams together."""
    steps: int
    read_nanoseconds: float | None = None
    """Of merely reading the same bytes, where it is known."""


class Competitor(Protocol):
    """Something that can take turns."""

    @property
    def name(self) -> str: ...

    @property
    def facts(self) -> dict[str, object]:
        """What else is worth writing down, once it has had a turn."""
        ...

    def sample(self, seconds: float) -> Sample:
        """A turn of about that many seconds."""
        ...


@dataclass
class Measurement:
    """All turns of one competitor; those of one round were taken next to one another."""

    name: str
    samples: list[Sample] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def nanoseconds(self) -> float:
        return statistics.median(sample.nanoseconds for sample in self.samples)

    @property
    def read_nanoseconds(self) -> float | None:
        reads = [s.read_nanoseconds for s in self.samples if s.read_nanoseconds is not None]
        return statistics.median(reads) if reads else None

    def ratios(self, other: "Measurement") -> list[float]:
        """How many times longer than `other` a step takes, round by round."""
        pairs = zip(self.samples, other.samples, strict=True)
        return [mine.nanoseconds / theirs.nanoseconds for mine, theirs in pairs]

    def ratio(self, other: "Measurement") -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios(other))


def alternate(
    competitors: Sequence[Competitor], rounds: int, seconds: float, deadline: float
) -> list[Measurement]:
    """Takes rounds in which each competitor has one turn, another one first in each.

    Past `deadline` (of `time.monotonic`) there are no more rounds than are needed for a median.
    """
    measurements = [Measurement(competitor.name) for competitor in competitors]
    turns = list(zip(competitors, measurements, strict=True))
    for number in range(rounds):
        if number >= LEAST_ROUNDS and time.monotonic() > deadline:
            print(f"  out of time: {number} of {rounds} rounds", file=sys.stderr)
            break
        first = number % len(turns)
        for competitor, measurement in turns[first:] + turns[:first]:
            measurement.samples.append(competitor.sample(seconds))
    for competitor, measurement in turns:
        measurement.facts = competitor.facts
    return measurements


def time_steps(
    step: Callable[[], object], seconds: float, prepare: Callable[[], object] | None = None
) -> Sample:
    """Times single steps for about `seconds`, after a fifth of that to warm up.

    `prepare` is called before each step, and not timed.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        _run(step, seconds / 5, LEAST_WARM_UP, prepare)
        times = _run(step, seconds * 4 / 5, LEAST_STEPS, prepare)
    finally:
        if was_enabled:
            gc.enable()
    return Sample(statistics.median(times), len(times))


def _run(
    step: Callable[[], object],
    seconds: float,
    least: int,
    prepare: Callable[[], object] | None,
) -> list[int]:
    times: list[int] = []
    end = time.perf_counter_ns() + int(seconds * 1e9)
    while len(times) < least or time.perf_counter_ns() < end:
        if prepare is not None:
            prepare()
        start = time.perf_counter_ns()
        step()
        times.append(time.perf_counter_ns() - start)
    return times
