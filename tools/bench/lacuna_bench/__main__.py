"""`python -m lacuna_bench`: measures, and writes a table, JSON and a plot."""

import argparse
import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from . import machine
from .bars import SIZE, bars
from .lacuna_competitor import CommandError, Lacuna
from .plot import svg
from .report import Circumstances, as_json, as_markdown
from .session import Plan, Session

ROOT = Path(__file__).parents[3]
SIZES = (256, SIZE, 1024, 2048)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="lacuna_bench",
        description="Times Lacuna against ONNX Runtime, PyTorch and SciPy on one CPU thread.",
    )
    parser.add_argument(
        "--lacuna",
        type=Path,
        default=ROOT / ".build" / "release" / "lacuna",
        help="the command (default: .build/release/lacuna)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        help="the folder for the results (default: tools/bench/results; with --quick "
        ".cache/bench/quick)",
    )
    parser.add_argument(
        "--quick", action="store_true", help=f"few short rounds, and hidden size {SIZE} alone"
    )
    parser.add_argument("--rounds", type=int, help="rounds (default: 9; with --quick 3)")
    parser.add_argument(
        "--seconds", type=float, help="seconds of a turn (default: 0.25; with --quick 0.1)"
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=4,
        help="past which there are only as many rounds as must be (default: 4)",
    )
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 unless every goal is reached"
    )
    chosen = parser.parse_args()
    if chosen.rounds is not None and chosen.rounds < 1:
        parser.error(f"--rounds: expected 1 or more, found {chosen.rounds}")
    if chosen.seconds is not None and not 0 < chosen.seconds <= 60:
        parser.error(f"--seconds: expected up to 60, found {chosen.seconds}")
    return chosen


def main() -> int:
    options = arguments()
    quick: bool = options.quick
    output: Path = options.output or (
        ROOT / ".cache/bench/quick" if quick else ROOT / "tools/bench/results"
    )
    # ONNX Runtime's quantizer recommends on the root logger what makes no difference here.
    logging.getLogger().setLevel(logging.ERROR)
    try:
        lacuna = Lacuna(options.lacuna)
        version = lacuna.version()
    except CommandError as error:
        print(error, file=sys.stderr)
        return 3

    load_start = machine.load()
    before = machine.Moment.now()
    time.sleep(1)
    problems = machine.warnings_at_start(load_start[0], machine.Moment.now().others_since(before))
    machine.shout(problems)

    started, began = time.monotonic(), machine.Moment.now()
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    plan = Plan(
        sizes=(SIZE,) if quick else SIZES,
        rounds=options.rounds or (3 if quick else 9),
        seconds=options.seconds or (0.1 if quick else 0.25),
        deadline=started + 60 * options.minutes,
    )
    try:
        results = Session(lacuna, plan, ROOT / ".cache" / "bench").run()
    except CommandError as error:
        print(error, file=sys.stderr)
        return 3
    others = machine.Moment.now().others_since(began)
    load_end = machine.load()
    cpu = machine.cpu()
    cpus = cpu["cpus"]
    at_end = machine.warnings_at_end(load_end[0], others, cpus if isinstance(cpus, int) else 1)
    machine.shout(at_end)
    where = Circumstances(
        date=date,
        quick=quick,
        cpu=cpu,
        versions=machine.versions(version),
        load_start=load_start,
        load_end=load_end,
        others=others,
        seconds=time.monotonic() - started,
        warnings=[*problems, *at_end],
    )
    reached = bars(results)
    markdown = as_markdown(results, reached, where)
    output.mkdir(parents=True, exist_ok=True)
    (output / "results.md").write_text(markdown)
    text = json.dumps(as_json(results, reached, where), indent=2, ensure_ascii=False)
    (output / "results.json").write_text(text + "\n")
    (output / "results.svg").write_text(svg(results))
    print(markdown)
    print(f"written to {output}", file=sys.stderr)
    return 1 if options.check and not all(bar.passed for bar in reached) else 0


if __name__ == "__main__":
    sys.exit(main())
