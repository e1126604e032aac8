"""What the checks share: commands that write a file, running them, and counting what went wrong."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DENSE = ROOT / "fixtures/demo/austen-char.npz"
RECIPE = ROOT / "fixtures/demo/austen-char.json"
OLD = b"what was there before"
INPUT_OUTPUT, USAGE = 3, 64


@dataclass(frozen=True)
class Command:
    """A command that writes `output`; `{}` in its arguments stands for that path."""

    name: str
    arguments: tuple[str, ...]

    def line(self, lacuna: Path, output: Path) -> list[str]:
        return [str(lacuna), *(str(output) if each == "{}" else each for each in self.arguments)]


def commands(model: Path) -> list[Command]:
    """Every command that writes a file that is not its input."""
    plain = ("--calibration", "none")
    return [
        Command("convert", ("convert", str(DENSE), "--recipe", str(RECIPE), "-o", "{}", *plain)),
        Command("export", ("export", str(model), "-o", "{}")),
        Command("inspect --html", ("inspect", str(model), "--html", "{}")),
        Command("recipe", ("recipe", str(DENSE), "-o", "{}")),
        Command("run --output", ("run", str(model), "--tokens", "1,2,3", "--output", "{}")),
        Command("run --state-out", ("run", str(model), "--tokens", "1,2", "--state-out", "{}")),
    ]


class Failures:
    """What went wrong so far."""

    def __init__(self) -> None:
        self.count = 0

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.count += 1
            print(f"FAILED {what}", flush=True)


def run(line: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=300)
