"""Rows as lines, as a table and as JSON."""

import importlib.metadata
from collections.abc import Iterable
from typing import Any

from measure import Difference, Row

RUNTIMES = ("numpy", "onnxruntime", "torch", "tensorflow-cpu")
HEADER = """# Shipped models against their own runtimes

By `make test-models`, with {versions}.

Every output of every step is compared: the largest difference, the root mean square of the differences
beside that of the outputs themselves, and the share of steps whose decision is the same.

| Model | Source | Licence | Runtime | Steps | Dense | File | Dense export | `int8`: largest | `int8`: rms | Same decision |
|---|---|---|---|---|---|---|---|---|---|---|
"""  # noqa: E501


def share(difference: Difference) -> str:
    """The agreement of decisions, in per cent."""
    return "" if difference.top1 is None else f"{100 * difference.top1:.2f}%"


def line(row: Row) -> str:
    """A row for a terminal."""
    return (
        f"{row.case.name:<30} {row.case.form.split(' (')[0]:<16} {row.steps:>6} steps"
        f"  {row.dense_bytes:>10,} -> {row.file_bytes:>9,} bytes"
        f"  dense {row.dense.largest:.1e}"
        f"  int8 {row.int8.largest:.4f}, rms {row.int8.rms:.4f} of {row.size:.3f}"
        f"  {share(row.int8)}"
    )


def as_table(rows: Iterable[Row]) -> str:
    """All rows in Markdown."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in RUNTIMES)
    lines = []
    for row in rows:
        case, dense, int8 = row.case, row.dense, row.int8
        cells = [
            f"{case.name}: {case.what}",
            case.form,
            case.licence,
            case.runtime,
            f"{row.steps:,}",
            f"{row.dense_bytes:,}",
            f"{row.file_bytes:,}",
            f"{dense.largest:.1e}",
            f"{int8.largest:.4f}",
            f"{int8.rms:.4f} of {row.size:.3f}",
            share(int8),
        ]
        lines.append(f"| {' | '.join(cells)} |\n")
    return HEADER.format(versions=versions) + "".join(lines)


def as_json(rows: Iterable[Row]) -> dict[str, Any]:
    """All rows for scripts."""

    def numbers(found: Difference) -> dict[str, float | None]:
        return {"maxAbsError": found.largest, "rmsError": found.rms, "top1Agreement": found.top1}

    return {
        "schema": 1,
        "models": [
            {
                "name": row.case.name,
                "source": row.case.form,
                "steps": row.steps,
                "outputRms": row.size,
                "denseBytes": row.dense_bytes,
                "bytes": row.file_bytes,
                "dense": numbers(row.dense),
                "int8": numbers(row.int8),
            }
            for row in rows
        ],
    }
