"""The results as Markdown and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from .bars import Bar
from .measure import Measurement
from .results import LACUNA, Group, Results


@dataclass(frozen=True)
class Circumstances:
    """When and where the numbers were measured, and what speaks against them."""

    date: str
    quick: bool
    cpu: dict[str, object]
    versions: dict[str, str]
    load_start: list[float]
    load_end: list[float]
    others: float | None
    seconds: float
    warnings: list[str]

    def json(self) -> dict[str, object]:
        return {
            "date": self.date,
            "quick": self.quick,
            "seconds": round(self.seconds, 1),
            "cpu": self.cpu,
            "versions": self.versions,
            "load": {
                "start": self.load_start,
                "end": self.load_end,
                "cpusBusyWithOthers": None if self.others is None else round(self.others, 3),
            },
            "warnings": self.warnings,
        }


def as_json(results: Results, bars: Sequence[Bar], where: Circumstances) -> dict[str, object]:
    """Everything, each round included."""
    return {
        "schema": 1,
        **where.json(),
        "bars": [bar.json() for bar in bars],
        "groups": [group.json() for group in results.groups],
        "convertMegabytesPerSecond": results.convert_speed,
    }


def as_markdown(results: Results, bars: Sequence[Bar], where: Circumstances) -> str:
    """The goals, then a table for each group, then the machine."""
    parts = ["# A step of an LSTM on one CPU thread"]
    if where.quick:
        parts.append("A quick run, to see that everything works: no numbers to quote.")
    if where.warnings:
        parts.append(
            "**The machine was not idle, so these numbers are not to be trusted:** "
            + "; ".join(where.warnings)
            + "."
        )
    parts += [
        "Random weights, batch 1 unless said otherwise, one thread, activations without zeros, the "
        "state carried from step to step. Competitors took turns; a ratio is the median of the "
        "rounds' ratios, from the least to the most of them in brackets.",
        table(["goal", "", "reached", ""], [bar_row(bar) for bar in bars]),
    ]
    for group in results.groups:
        parts += [f"## {group.title}", group_table(group)]
        parts += [f"{name}: not measured. {reason}" for name, reason in group.missing.items()]
    if results.convert_speed:
        rows = [[name, f"{speed:.0f} MB/s"] for name, speed in results.convert_speed.items()]
        parts += ["## Converting", table(["model", "dense float32"], rows)]
    parts += ["## Measured on", table(["", ""], circumstances(where))]
    return "\n\n".join(parts) + "\n"


def bar_row(bar: Bar) -> list[str]:
    verdict = {True: "reached", False: "**not reached**", None: "not measured"}[bar.passed]
    return [bar.against, bar.goal, bar.found, verdict]


def group_table(group: Group) -> str:
    """A row for each competitor, the fastest first."""
    base = group.get(LACUNA)
    ordered = sorted(group.measurements.values(), key=lambda m: m.nanoseconds)
    header = ["", "times Lacuna's time", "times reading its bytes", "a step"]
    if group.streams > 1:
        header.append("steps a second")
    rows = []
    for measurement in ordered:
        row = [
            measurement.name,
            ratio_text(measurement, base),
            "" if (times := group.read_ratio(measurement)) is None else f"{times:.2f}",
            duration(measurement.nanoseconds),
        ]
        if group.streams > 1:
            row.append(f"{group.streams * 1e9 / measurement.nanoseconds:,.0f}")
        rows.append(row)
    if base is not None and (reading := group.read_nanoseconds(base)) is not None:
        byte_count = base.facts.get("readBytes")
        size = f"{byte_count:,} bytes" if isinstance(byte_count, int) else "the same bytes"
        row = [f"merely reading {size}", f"{reading / base.nanoseconds:.2f}", "1.00"]
        row.append(duration(reading))
        rows.insert(0, [*row, ""] if group.streams > 1 else row)
    return table(header, rows)


def ratio_text(measurement: Measurement, base: Measurement | None) -> str:
    if base is None:
        return ""
    if measurement is base:
        return "1"
    ratios = measurement.ratios(base)
    digits = 2 if measurement.ratio(base) < 10 else 1
    least, most = min(ratios), max(ratios)
    middle = measurement.ratio(base)
    return f"{middle:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


def circumstances(where: Circumstances) -> list[list[str]]:
    cpu = where.cpu
    parts = [f"{key} {cpu[key]}" for key in ("family", "model", "stepping") if key in cpu]
    name = f"{cpu['name']} ({', '.join(parts)})" if parts else str(cpu["name"])
    caches = cpu.get("caches")
    rows = [["date", where.date], ["CPU", f"{name}, {cpu['cpus']} CPUs"]]
    if isinstance(caches, dict) and caches:
        rows.append(["caches", ", ".join(f"{level} {size}" for level, size in caches.items())])
    rows += [[name, version] for name, version in where.versions.items()]
    rows += [
        ["load average at the start", " ".join(f"{value:.2f}" for value in where.load_start)],
        ["load average at the end", " ".join(f"{value:.2f}" for value in where.load_end)],
    ]
    if where.others is not None:
        rows.append(["CPUs busy with other programs", f"{where.others:.2f}"])
    return [*rows, ["took", f"{where.seconds:.0f} s"]]


def duration(nanoseconds: float) -> str:
    """In microseconds, three digits or more."""
    microseconds = nanoseconds / 1000
    if microseconds < 9.995:
        return f"{microseconds:.2f} µs"
    if microseconds < 99.95:
        return f"{microseconds:.1f} µs"
    return f"{microseconds:,.0f} µs"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table that lines up as plain text too."""
    cells = [[cell.replace("|", "\\|") for cell in row] for row in [header, *rows]]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(header))]
    rule = ["-" * width for width in widths]
    padded = [
        [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        for row in [cells[0], rule, *cells[1:]]
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)
