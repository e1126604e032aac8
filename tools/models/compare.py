#!/usr/bin/env python3
"""Converts models that packages ship, and compares every step with their own runtimes.

python3 tools/models/compare.py --lacuna PATH [--model NAME] [--record FILE] [--check]
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import arabic_morph_segmenter
import cutkum
import dksplit
import g2p_en
import resemblyzer
import silero_vad
import uzmorph_bigru
from case import HERE, Case
from fetching import FetchError, note
from measure import CommandError, Lacuna, Row, measure
from table import as_json, as_table, line

CACHE = HERE.parent.parent / ".cache" / "models"
MODELS: dict[str, Callable[[Path], list[Case]]] = {
    "g2p-en": g2p_en.cases,
    "silero-vad": silero_vad.cases,
    "dksplit": lambda cache: [dksplit.case(cache)],
    "arabic-morph-segmenter": lambda cache: [arabic_morph_segmenter.case(cache)],
    "uzmorph-bigru": lambda cache: [uzmorph_bigru.case(cache)],
    "resemblyzer": resemblyzer.cases,
    "cutkum": lambda cache: [cutkum.case(cache)],
}


def compare(lacuna: Lacuna, arguments: argparse.Namespace) -> int:
    """Every row; prints each as it is done. Returns the exit code."""
    rows: list[Row] = []
    failures: list[str] = []
    for name in arguments.model or MODELS:
        for case in MODELS[name](arguments.cache):
            try:
                with tempfile.TemporaryDirectory() as folder:
                    rows.append(measure(lacuna, case, Path(folder)))
            except CommandError as error:
                failures.append(f"{case.name} ({case.form}): {error}")
                continue
            print(line(rows[-1]), flush=True)
            if arguments.check:
                failures += [f"worse than it should be: {it}" for it in rows[-1].shortfalls()]
    if arguments.record and not failures:
        arguments.record.with_suffix(".md").write_text(as_table(rows), encoding="utf-8")
        document = json.dumps(as_json(rows), indent=1) + "\n"
        arguments.record.with_suffix(".json").write_text(document, encoding="utf-8")
    for failure in failures:
        note(failure)
    return 1 if failures else 0


def main() -> int:
    """The command: 0; 1 where a row falls short or a call fails; 3 where nothing can be fetched."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lacuna", type=Path, default=Path("lacuna"), help="the lacuna command")
    parser.add_argument("--model", action="append", choices=MODELS, help="only this; repeats")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder for what is fetched")
    parser.add_argument("--record", type=Path, metavar="NAME", help="write NAME.md and NAME.json")
    parser.add_argument("--check", action="store_true", help="exit 1 when a row falls short")
    arguments = parser.parse_args()
    try:
        return compare(Lacuna(arguments.lacuna), arguments)
    except FetchError as error:
        note(f"compare: {error}")
        return 3
    except CommandError as error:
        note(f"compare: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
