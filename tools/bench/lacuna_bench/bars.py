"""The goals, and how far each was reached."""

from collections.abc import Sequence
from dataclasses import dataclass

from .measure import Measurement
from .results import (
    LACUNA,
    ONNX_FLOAT32,
    ONNX_INT8,
    Group,
    Results,
    lacuna_kernel,
)

SIZE = 650
LARGE = 2048
SESSION_LIMIT = 128_000
OPENING_LIMIT = 1_000_000
READ_LIMITS = {"avx512vbmi": 3.0, "avx2": 5.0}


@dataclass(frozen=True)
class Bar:
    """One goal: a number that must be at least, or at most, a limit."""

    against: str
    goal: str
    found: str
    passed: bool | None
    """None when it could not be measured."""
    value: float | None = None

    def json(self) -> dict[str, object]:
        return {
            "against": self.against,
            "goal": self.goal,
            "found": self.found,
            "value": self.value,
            "passed": self.passed,
        }


def bars(results: Results) -> list[Bar]:
    """All goals, in the order in which they were set."""
    group = results.recurrent.get(SIZE)
    model, streams = results.language_model, results.streams
    return [
        faster(f"{ONNX_FLOAT32}, 1 thread, streaming", group, ONNX_FLOAT32, 45),
        faster(f"{ONNX_INT8}, 1 thread, streaming", group, ONNX_INT8, 6),
        *(read_limit(group, kernel, limit) for kernel, limit in READ_LIMITS.items()),
        faster(f"a language model's token, against {ONNX_INT8}", model, ONNX_INT8, 6),
        faster(
            f"32 streams at once, steps a second, against {ONNX_INT8} at batch 32",
            streams,
            ONNX_INT8,
            3,
            "more",
        ),
        growth(results),
        session([group, model]),
        opening(group),
        outputs(group, model),
    ]


def faster(
    against: str, group: Group | None, other: str, limit: float, word: str = "faster"
) -> Bar:
    """Lacuna at 2/16 against another competitor of its group."""
    goal = f"at least {limit:g} times {word}"
    mine = group.get(LACUNA) if group else None
    theirs = group.get(other) if group else None
    if mine is None or theirs is None:
        return _unmeasured(against, goal, group, LACUNA if mine is None else other)
    value = theirs.ratio(mine)
    return Bar(against, goal, f"{value:.1f} times {word}", value >= limit, round(value, 3))


def read_limit(group: Group | None, kernel: str, limit: float) -> Bar:
    """A step with a kernel against reading the same bytes."""
    against = f"reading the same bytes, kernel {kernel}"
    goal = f"at most {limit:g} times slower"
    name = lacuna_kernel(kernel)
    measurement = group.get(name) if group else None
    value = group.read_ratio(measurement) if group and measurement else None
    if value is None:
        return _unmeasured(against, goal, group, name)
    return Bar(against, goal, f"{value:.2f} times slower", value <= limit, round(value, 3))


def growth(results: Results) -> Bar:
    """Whether a step grows no more than its bytes, or, where these leave a cache, than their
    reading."""
    against = f"growth from {SIZE} to {LARGE}"
    goal = "no worse than the bytes grow, until they leave the cache"
    pair = [_lacuna(results, SIZE), _lacuna(results, LARGE)]
    small, large = pair
    if small is None or large is None:
        return Bar(against, goal, "not measured", None)
    step = large.nanoseconds / small.nanoseconds
    size = _number(large, "readBytes") / _number(small, "readBytes")
    reading = (large.read_nanoseconds or 0) / (small.read_nanoseconds or 1)
    found = f"{step:.1f} times the time, {size:.1f} times the bytes"
    if step > size and reading > size:
        found += f", which take {reading:.1f} times as long to read: they leave a cache"
    return Bar(against, goal, found, step <= max(size, reading), round(step / size, 3))


def session(groups: Sequence[Group | None]) -> Bar:
    """The memory of a session; that a step takes none is for the tests to show."""
    against = "heap of a session"
    goal = f"under {SESSION_LIMIT // 1000} kB"
    counts: dict[str, float] = {}
    for group in groups:
        measurement = group.get(LACUNA) if group else None
        if group is not None and measurement is not None and "sessionBytes" in measurement.facts:
            kind = "language model" if group.tokens else "LSTM layers alone"
            counts[kind] = _number(measurement, "sessionBytes")
    if not counts:
        return Bar(against, goal, "not measured", None)
    found = ", ".join(f"{kind} {count / 1000:.1f} kB" for kind, count in counts.items())
    most = max(counts.values())
    return Bar(against, goal, found, most < SESSION_LIMIT, most)


def opening(group: Group | None) -> Bar:
    """From a path to the first output, checksums included."""
    against, goal = "opening, to the first output", "under 1 ms"
    mine = group.get(LACUNA) if group else None
    if mine is None or "openingNanoseconds" not in mine.facts:
        return Bar(against, goal, "not measured", None)
    value = _number(mine, "openingNanoseconds")
    size = _number(mine, "fileBytes")
    found = f"{value / 1000:.0f} µs for {size:,.0f} bytes"
    return Bar(against, goal, found, value < OPENING_LIMIT, value)


def outputs(group: Group | None, model: Group | None) -> Bar:
    """The dearest way to look at a language model's outputs, against their product: what a token
    takes more than the recurrent layers' step."""
    against = "a language model's outputs as logits, against their product"
    goal = "no more time"
    mine, token = [one.get(LACUNA) if one else None for one in (group, model)]
    times = token.facts.get("outputs") if token else None
    if mine is None or token is None or not isinstance(times, dict):
        return Bar(against, goal, "not measured", None)
    product = token.nanoseconds - mine.nanoseconds
    parts = ", ".join(f"{_words(name)} {time / 1000:.1f} µs" for name, time in times.items())
    worst = max(times.values())
    found = f"{parts}; the product {product / 1000:.1f} µs"
    return Bar(against, goal, found, worst <= product, round(worst / product, 3))


def _words(name: str) -> str:
    names = {"tenGreatest": "ten greatest", "logProbability": "log-probability", "sample": "a draw"}
    return names.get(name, name)


def _lacuna(results: Results, size: int) -> Measurement | None:
    group = results.recurrent.get(size)
    return group.get(LACUNA) if group else None


def _number(measurement: Measurement, key: str) -> float:
    value = measurement.facts[key]
    if not isinstance(value, int | float):
        raise TypeError(f"{measurement.name}: {key} is no number: {value!r}")
    return float(value)


def _unmeasured(against: str, goal: str, group: Group | None, name: str) -> Bar:
    reason = group.missing.get(name) if group else None
    return Bar(against, goal, f"not measured: {reason}" if reason else "not measured", None)
