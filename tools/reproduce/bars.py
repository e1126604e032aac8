"""The figures that the letter gives, that are required, and that are aimed at."""

from collections.abc import Callable
from dataclasses import dataclass

# Wang, Lin, Wang, IEEE SPL 2018: word-level language modelling.
LETTER_SIZE, LETTER_OPERATIONS, LETTER_LOSS = "32x", "18.5x fewer", "under 1% worse"


@dataclass(frozen=True)
class Figure:
    """One measured figure. `reached` is true where nothing is required."""

    key: str
    name: str
    letter: str
    required: str
    aim: str
    value: float
    shown: str
    reached: bool
    aim_reached: bool


@dataclass(frozen=True)
class Measured:
    """What one model weighs, computes and scores, dense or compressed.

    Bytes of a dense model are those of float32; operations are multiply-adds a token.
    """

    bytes: int
    recurrent_bytes: int
    operations: float
    recurrent_operations: float
    perplexity: float


def figures(compressed: Measured, dense: Measured, recurrent_limit: int | None) -> list[Figure]:
    """Return the figures of a compressed model against the dense baseline's own."""
    fewer = dense.operations / compressed.operations
    worse = 100 * (compressed.perplexity / dense.perplexity - 1)
    found = [
        at_least(
            "recurrentRatio",
            "recurrent layers, smaller",
            "32x",
            32,
            48,
            dense.recurrent_bytes / compressed.recurrent_bytes,
        ),
        at_least(
            "operations",
            "matrix operations, recurrent",
            LETTER_OPERATIONS,
            18.5,
            25,
            dense.recurrent_operations / compressed.recurrent_operations,
            "fewer",
        ),
        Figure(
            "allOperations",
            "matrix operations, all",
            "not given",
            "stated",
            "",
            fewer,
            f"{fewer:.1f}x fewer",
            True,
            True,
        ),
        Figure(
            "perplexityLoss",
            "perplexity against the dense model",
            LETTER_LOSS,
            "under 1% worse",
            "no worse",
            worse,
            f"{abs(worse):.2f}% {'worse' if worse > 0 else 'better'}",
            worse < 1,
            worse <= 0,
        ),
        at_least(
            "ratio",
            "the whole file, smaller",
            "not given",
            20,
            28,
            dense.bytes / compressed.bytes,
        ),
    ]
    if recurrent_limit is not None:
        size = compressed.recurrent_bytes
        limit = f"at most {recurrent_limit:,} bytes"
        reached = size <= recurrent_limit
        found.insert(
            1,
            Figure(
                "recurrentBytes",
                "recurrent layers, bytes",
                "about 800 kB",
                limit,
                "",
                size,
                f"{size:,} bytes",
                reached,
                reached,
            ),
        )
    return found


def at_least(
    key: str, name: str, letter: str, required: float, aim: float, value: float, suffix: str = ""
) -> Figure:
    """Return a figure that is a ratio, the larger the better."""

    def times(ratio: float, form: Callable[[float], str] = lambda ratio: f"{ratio:g}") -> str:
        return f"{form(ratio)}x {suffix}".rstrip()

    shown = times(value, lambda ratio: f"{ratio:.2f}")
    required_text = f"at least {times(required)}"
    return Figure(
        key, name, letter, required_text, times(aim), value, shown, value >= required, value >= aim
    )


def table(measured: list[Figure]) -> str:
    """Return the figures as an aligned table that is Markdown too."""
    heads = ("Figure", "The letter", "Required", "Aim", "Measured", "")
    rows = [
        (figure.name, figure.letter, figure.required, figure.aim, figure.shown, verdict(figure))
        for figure in measured
    ]
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [heads, tuple("-" * max(width, 3) for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in lines
    )


def verdict(figure: Figure) -> str:
    """Return a word on what was reached."""
    if not figure.reached:
        return "missed"
    if not figure.aim:
        return "reached" if figure.required != "stated" else ""
    return "aim reached" if figure.aim_reached else "reached"
