"""The results as a drawing that reads well on light and on dark ground."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .report import duration
from .results import LACUNA, LACUNA_HALF, Group, Results

WIDTH = 760
LEFT, RIGHT = 205, 150
ROW = 26
LINES_HEIGHT = 280
LABEL_GAP = 15

STYLE = """
text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #57606a }
.title { font-weight: 600; font-size: 14px; fill: #1f2328 }
.own { fill: #0969da; font-weight: 600 }
.tick { font-size: 12px }
.grid { stroke: #d0d7de; stroke-width: 1 }
.mark { fill: #8c959f } .mark.own { fill: #0969da }
.stem { stroke: #8c959f; stroke-width: 2 } .stem.own { stroke: #0969da }
.line { fill: none; stroke: #8c959f; stroke-width: 1.5 }
.line.own { stroke: #0969da; stroke-width: 2.5 }
.line.read { stroke-dasharray: 4 4 }
.leader { stroke: #8c959f; stroke-width: 0.75 }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1 } .title { fill: #f0f6fc } .own { fill: #4493f8 }
  .grid { stroke: #3d444d }
  .mark { fill: #9198a1 } .mark.own { fill: #4493f8 }
  .stem { stroke: #9198a1 } .stem.own { stroke: #4493f8 }
  .line { stroke: #9198a1 } .line.own { stroke: #4493f8 }
}
"""


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis from `least` to `most`, drawn from `start` to `end`."""

    least: float
    most: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = math.log(value / self.least) / math.log(self.most / self.least)
        return self.start + share * (self.end - self.start)


def svg(results: Results, hidden: int = 650) -> str:
    """One step of each competitor at `hidden`, and, below, all sizes where there are several."""
    parts: list[str] = []
    height = 0.0
    group = results.recurrent.get(hidden)
    if group is not None and group.measurements:
        drawn, height = _dots(group)
        parts += drawn
    if len(results.recurrent) > 1:
        drawn, height = _lines(results, height + 24)
        parts += drawn
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" role="img" '
        'aria-label="Time of a step, of Lacuna and of others">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _points(group: Group) -> list[tuple[str, float, bool]]:
    """Names, nanoseconds, and whether it is Lacuna; the kernels that were forced left out."""
    chosen = [
        (m.name, m.nanoseconds, m.name in (LACUNA, LACUNA_HALF))
        for m in group.measurements.values()
        if not m.name.startswith(f"{LACUNA},")
    ]
    base = group.get(LACUNA)
    if base is not None and (reading := group.read_nanoseconds(base)) is not None:
        chosen.append(("merely reading 2/16", reading, False))
    return sorted(chosen, key=lambda point: point[1])


def _dots(group: Group) -> tuple[list[str], float]:
    points = _points(group)
    base = group.get(LACUNA)
    top, bottom = 52, 52 + ROW * len(points)
    values = [value for _, value, _ in points]
    axis = _axis(values, LEFT, WIDTH - RIGHT)
    parts = [
        _text(0, 16, f"A step of {group.title}, one thread", "title"),
        *_grid(axis, 30, bottom),
    ]
    for index, (name, value, is_own) in enumerate(points):
        y = top + ROW * (index + 0.5)
        x, own = axis.place(value), " own" if is_own else ""
        label = duration(value)
        if base is not None and name != LACUNA:
            label += f" · {_times(value / base.nanoseconds)}"
        parts += [
            _text(LEFT - 10, y + 4.5, name, own.strip(), "end"),
            f'<line class="stem{own}" x1="{LEFT}" y1="{y:.1f}" x2="{x:.1f}" y2="{y:.1f}"/>',
            f'<circle class="mark{own}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>',
            _text(x + 10, y + 4.5, label, own.strip()),
        ]
    return parts, bottom + 8


def _lines(results: Results, top: float) -> tuple[list[str], float]:
    sizes = sorted(results.recurrent)
    series: dict[str, list[tuple[int, float]]] = {}
    own: set[str] = set()
    for size in sizes:
        for name, value, is_own in _points(results.recurrent[size]):
            series.setdefault(name, []).append((size, value))
            if is_own:
                own.add(name)
    start, end = top + 36, top + 36 + LINES_HEIGHT
    left, right = 60, WIDTH - 225
    x_axis = Axis(sizes[0], sizes[-1], left, right)
    values = [value for points in series.values() for _, value in points]
    y_axis = _axis(values, end, start)
    parts = [_text(0, top + 16, "Two LSTM layers, by hidden size", "title")]
    for tick in _ticks(y_axis):
        y = y_axis.place(tick)
        parts += [
            f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>',
            _text(left - 8, y + 4, _short(tick), "tick", "end"),
        ]
    parts += [_text(x_axis.place(size), end + 18, str(size), "tick", "middle") for size in sizes]
    ends = {name: y_axis.place(points[-1][1]) for name, points in series.items()}
    labels = spread(ends, LABEL_GAP)
    for name, points in series.items():
        kind = "own" if name in own else "read" if name.startswith("merely") else ""
        path = " ".join(f"{x_axis.place(x):.1f},{y_axis.place(y):.1f}" for x, y in points)
        parts.append(f'<polyline class="line {kind}" points="{path}"/>')
        parts.append(
            f'<line class="leader" x1="{right + 2}" y1="{ends[name]:.1f}" x2="{right + 14}" '
            f'y2="{labels[name]:.1f}"/>'
        )
        text_class = "own" if name in own else ""
        parts.append(_text(right + 18, labels[name] + 4, name, text_class))
    return parts, end + 30


def spread(places: dict[str, float], gap: float) -> dict[str, float]:
    """The places moved apart, so that no two are closer than `gap`, in the same order."""
    names = sorted(places, key=lambda name: places[name])
    result: dict[str, float] = {}
    # Blocks of labels that touch, each about the middle of where its labels belong.
    blocks: list[list[str]] = []

    def top(block: list[str]) -> float:
        return sum(places[name] for name in block) / len(block) - gap * (len(block) - 1) / 2

    for name in names:
        blocks.append([name])
        while len(blocks) > 1:
            above, below = blocks[-2], blocks[-1]
            if top(above) + gap * len(above) <= top(below):
                break
            blocks[-2:] = [above + below]
    for block in blocks:
        for index, name in enumerate(block):
            result[name] = top(block) + gap * index
    return result


def _axis(values: Sequence[float], start: float, end: float) -> Axis:
    """From a power of ten, or half of one, below the least to just above the most."""
    least = 10 ** math.floor(math.log10(min(values)))
    if min(values) >= 5 * least:
        least *= 5
    return Axis(least, max(values) * 1.1, start, end)


def _ticks(axis: Axis) -> list[float]:
    powers = range(math.floor(math.log10(axis.least)), math.ceil(math.log10(axis.most)) + 1)
    return [10.0**p for p in powers if axis.least <= 10.0**p <= axis.most]


def _grid(axis: Axis, top: float, bottom: float) -> list[str]:
    parts = []
    for tick in _ticks(axis):
        x = axis.place(tick)
        parts += [
            f'<line class="grid" x1="{x:.1f}" y1="{top + 14}" x2="{x:.1f}" y2="{bottom}"/>',
            _text(x, top + 8, _short(tick), "tick", "middle"),
        ]
    return parts


def _short(nanoseconds: float) -> str:
    if nanoseconds >= 1e9:
        return f"{nanoseconds / 1e9:g} s"
    if nanoseconds >= 1e6:
        return f"{nanoseconds / 1e6:g} ms"
    return f"{nanoseconds / 1e3:g} µs"


def _times(ratio: float) -> str:
    return f"{ratio:.1f}x" if ratio < 9.95 else f"{ratio:.0f}x"


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}"'
    return f'<text {place} class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
