#!/usr/bin/env python3
"""Converts models to random target sizes, and says how far below each the file is.

python3 tools/targets/targets.py --lacuna PATH --model NAME DENSE RECIPE [--model ...]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

LOWEST, HIGHEST = 0.03, 0.30
TOLERANCE = 0.02


@dataclass(frozen=True)
class Met:
    """What came of one target."""

    target: int
    found: int
    dense: int
    estimated: float
    measured: float
    seconds: float

    @property
    def below(self) -> float:
        return 1 - self.found / self.target

    @property
    def is_met(self) -> bool:
        return 0 <= self.below <= TOLERANCE


def convert(lacuna: Path, dense: Path, recipe: Path, target: int, output: Path) -> Met:
    """Converts to one size; the figures are those of the command, the size is the file's."""
    choices = ("--target-size", str(target), "--json")
    command = (str(lacuna), "convert", str(dense), "--recipe", str(recipe), "-o", str(output))
    done = subprocess.run((*command, *choices), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} {' '.join(choices)}\n{done.stderr.strip()}")
    answer = json.loads(done.stdout)
    total = answer["totals"]["all"]
    return Met(
        target=target,
        found=output.stat().st_size,
        dense=total["denseBytes"],
        estimated=answer["plan"]["estimatedError"],
        measured=answer["outputError"],
        seconds=total["denseBytes"] / 1e6 / answer["megabytesPerSecond"],
    )


def sizes(lacuna: Path, dense: Path, recipe: Path) -> tuple[int, int]:
    """Bytes of the model as float32, and of the largest file that encodings come to."""
    command = (str(lacuna), "inspect", str(dense), "--recipe", str(recipe), "--json")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    largest = sum(
        max(option["bytes"] for option in matrix["options"]) for matrix in answer["matrices"]
    )
    return answer["denseBytes"], answer["otherBytes"] + largest


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lacuna", type=Path, required=True, help="the lacuna command")
    parser.add_argument(
        "--model", nargs=3, action="append", required=True, metavar=("NAME", "DENSE", "RECIPE")
    )
    parser.add_argument("--count", type=int, default=20, help="targets for each model")
    parser.add_argument("--seed", type=int, default=6, help="of the targets")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}: {arguments.count} targets from {LOWEST:.0%} to {HIGHEST:.0%}")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "model.lacuna"
        for name, dense, recipe in arguments.model:
            generator = random.Random(f"{arguments.seed} {name}")
            whole, largest = sizes(arguments.lacuna, Path(dense), Path(recipe))
            # No encoding has more than eight bits a weight.
            highest = min(HIGHEST, largest / whole)
            print(f"\n{name}, {whole:,} bytes of float32, at most {largest / whole:.1%} of that\n")
            print("| target | of dense | file | below | estimated error | measured | time |")
            print("|---:|---:|---:|---:|---:|---:|---:|")
            for _ in range(arguments.count):
                target = round(whole * generator.uniform(LOWEST, highest))
                met = convert(arguments.lacuna, Path(dense), Path(recipe), target, output)
                missed += not met.is_met
                print(
                    f"| {met.target:,} | {met.target / met.dense:.1%} | {met.found:,} "
                    f"| {met.below:.2%} | {met.estimated:.1%} | {met.measured:.1%} "
                    f"| {met.seconds:.1f} s |",
                    flush=True,
                )
    print(f"\n{missed} missed" if missed else "\nall met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
