"""Perplexity against size over many runs: a Markdown table and a picture.

Sizes and operations are compared with those of the dense baseline, which need not have the shape of
the model that was compressed.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lacuna_train.dense import DenseSettings
from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.plot import require_picture
from lacuna_train.run_folder import RunFolder, read_settings
from lacuna_train.sizes import DenseSize, dense_size

RECURRENT = "lstm."


@dataclass(frozen=True)
class Point:
    """One finished run: what it was told, and what came of it."""

    name: str
    setting: str
    recurrent: str
    stored: bool
    epochs: int
    dense: DenseSize
    final: dict[str, Any]

    @classmethod
    def read(cls, run: Path) -> "Point":
        """Read a run's settings and its last log line."""
        folder = RunFolder(run)
        final = folder.final()
        if final is None:
            raise TrainError(f"{run}: not a finished run")
        settings = read_settings(run)
        encodings = {
            name: Encoding.parse(text) for name, text in settings.get("encodings", {}).items()
        }
        grouping = settings.get("grouping", "consecutive")
        recurrent = {name: e for name, e in encodings.items() if name.startswith(RECURRENT)}
        return cls(
            run.name,
            describe(encodings, grouping),
            describe(recurrent, grouping),
            all(encoding.is_stored for encoding in encodings.values()),
            int(settings["loop"]["epochs"]),
            dense_size(DenseSettings(**settings["model"])),
            final,
        )

    @property
    def label(self) -> str:
        """What stands beside the point in the picture: no embedding, no codebooks."""
        return f"{self.recurrent.replace(',fitted', '')}, {self.epochs} epochs"

    @property
    def perplexity(self) -> float:
        """Test perplexity."""
        return math.exp(self.final["testLoss"])


def describe(encodings: dict[str, Encoding], grouping: str) -> str:
    """Return the recurrent matrices' encodings, and the embedding's where it is not `int8`."""
    recurrent = {str(value) for name, value in encodings.items() if name.startswith(RECURRENT)}
    if not recurrent:
        return "dense, clipped gates"
    parts = [" and ".join(sorted(recurrent))]
    if grouping != "consecutive":
        parts.append(f"{grouping} groups")
    embedding = str(encodings.get("embedding.weight", "int8"))
    if embedding != "int8":
        parts.append(f"embedding {embedding}")
    return ", ".join(parts)


def table(points: list[Point], baseline: Point) -> str:
    """Return the points as a Markdown table, by size, each against the dense baseline."""
    heads = [
        "recurrent matrices",
        "recurrent bytes",
        "smaller",
        "all bytes",
        "smaller",
        "validation",
        "test",
        "against dense",
        "recurrent operations",
        "balance, 16 and 64 lanes",
        "epochs",
    ]
    rows = [[point.setting, *figures(point, baseline), str(point.epochs)] for point in points]
    lines = ["| " + " | ".join(row) + " |" for row in [heads, ["---"] * len(heads), *rows]]
    return "\n".join(lines) + "\n"


def figures(point: Point, baseline: Point) -> list[str]:
    """Return the middle columns of a row; a figure that a run lacks is a dash."""
    final = point.final

    def size(key: str, dense: int) -> list[str]:
        return [f"{final[key]:,d}", f"{dense / final[key]:.1f}x"] if key in final else ["-", "-"]

    operations = "-"
    if "recurrentReduction" in final:
        executed = point.dense.recurrent_operations / final["recurrentReduction"]
        operations = f"{baseline.dense.recurrent_operations / executed:.1f}x fewer"
    lanes = [f"{final[key]:.2f}" if key in final else "-" for key in ("balance16", "balance64")]
    return [
        *size("recurrentBytes", baseline.dense.recurrent_bytes),
        *size("bytes", baseline.dense.bytes),
        f"{math.exp(final['validationLoss']):.2f}",
        f"{point.perplexity:.2f}",
        f"{100 * (point.perplexity / baseline.perplexity - 1):+.1f}%",
        operations,
        " and ".join(lanes),
    ]


def plot(points: list[Point], baseline: float, out: Path) -> None:
    """Draw test perplexity over the recurrent layers' bytes to a `.png` or `.svg`."""
    import matplotlib

    matplotlib.use("Agg")
    # The same runs give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "lacuna"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    for stored, marker, label in ((True, "o", "stored in a file"), (False, "x", "comparison")):
        chosen = [p for p in points if p.stored == stored and "recurrentBytes" in p.final]
        axes.scatter(
            [point.final["recurrentBytes"] / 1000 for point in chosen],
            [point.perplexity for point in chosen],
            marker=marker,
            label=label,
        )
    drawn = sorted(
        (point for point in points if "recurrentBytes" in point.final),
        key=lambda point: int(point.final["recurrentBytes"]),
    )
    for number, point in enumerate(drawn):
        # On the right, but where the next point lies there, or the picture ends.
        rest = drawn[number + 1 :]
        crowded = any(abs(math.log(other.perplexity / point.perplexity)) < 0.006 for other in rest)
        is_left = crowded or not rest
        axes.annotate(
            point.label,
            (point.final["recurrentBytes"] / 1000, point.perplexity),
            xytext=(-5, -9) if is_left else (5, 4),
            textcoords="offset points",
            horizontalalignment="right" if is_left else "left",
            fontsize=7,
        )
    axes.axhline(baseline, linestyle="--", linewidth=1, color="gray", label="tuned dense baseline")
    axes.set_xscale("log")
    axes.set_xlabel("recurrent layers, kB")
    axes.set_ylabel("test perplexity")
    axes.legend()
    figure.tight_layout()
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None)
    pyplot.close(figure)


def compare(runs: list[Path], baseline_run: Path, out: Path | None) -> str:
    """Return the table of the runs, largest first, and draw them when `out` names a picture."""
    if out:
        require_picture(out)
    baseline = Point.read(baseline_run)
    points = sorted(
        (Point.read(run) for run in runs),
        key=lambda point: (-point.final.get("recurrentBytes", 1 << 40), point.name),
    )
    if out:
        plot(points, baseline.perplexity, out)
    return table(points, baseline)
