#!/usr/bin/env python3
"""Kills, starves and misleads the commands that write a file, and looks at what is left.

python3 tools/robust/check.py --lacuna PATH [--attempts N] [--seed S]

The old file is whole or the new one is, and nothing else lies in the folder. What needs a mount is
skipped by name where mounts are not allowed. Ends with 1 at any failure.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Every command that writes; `edit` writes over its input and is looked at apart."""
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


def killed(line: list[str], delay: float) -> None:
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()


def check_kills(
    lacuna: Path, command: Command, folder: Path, seed: int, attempts: int, failures: Failures
) -> None:
    """Kills at random moments of the time that a whole run takes, over an old file or none."""
    delays = random.Random(f"{seed} {command.name}")
    output = folder / "out"
    start = time.monotonic()
    done = run(command.line(lacuna, output))
    duration = time.monotonic() - start
    failures.expect(done.returncode == 0, f"{command.name}: {done.stderr}")
    new = output.read_bytes()
    kept, replaced, strays = 0, 0, 0
    for attempt in range(attempts):
        old = OLD if attempt % 2 == 0 else None
        output.unlink()
        if old is not None:
            output.write_bytes(old)
        killed(command.line(lacuna, output), delays.uniform(0, 1.1 * duration))
        found = output.read_bytes() if output.exists() else None
        kept, replaced = kept + (found == old), replaced + (found == new)
        what = f"{command.name}, seed {seed}, attempt {attempt}"
        failures.expect(found in (old, new), f"{what}: neither the old file nor the new one")
        for stray in folder.iterdir():
            if stray != output:
                strays += 1
                stray.unlink()
        if found is None:
            output.write_bytes(OLD)
    print(
        f"{command.name}: {attempts} kills within {1.1 * duration:.2f} s: "
        f"{kept} old, {replaced} new, {strays} other files left",
        flush=True,
    )
    # One name can be left, between naming the new file and renaming it over an old one.
    failures.expect(strays <= attempts // 20, f"{command.name}: {strays} files left beside")
    output.unlink()


def check_edit(
    lacuna: Path, model: Path, folder: Path, seed: int, attempts: int, failures: Failures
) -> None:
    """Kills `edit`, whose output is its input."""
    delays = random.Random(f"{seed} edit")
    path = folder / "edited.lacuna"
    old = model.read_bytes()
    path.write_bytes(old)
    line = [str(lacuna), "edit", str(path), "--set", "title=new"]
    start = time.monotonic()
    failures.expect(run(line).returncode == 0, "edit")
    duration = time.monotonic() - start
    new = path.read_bytes()
    kept = 0
    for attempt in range(attempts):
        path.write_bytes(old)
        killed(line, delays.uniform(0, 1.1 * duration))
        found = path.read_bytes()
        kept += found == old
        what = f"edit, seed {seed}, attempt {attempt}"
        failures.expect(found in (old, new), f"{what}: neither the old file nor the new one")
    strays = [each for each in folder.iterdir() if each != path]
    failures.expect(len(strays) <= attempts // 20, f"edit: {len(strays)} files left beside")
    print(
        f"edit: {attempts} kills: {kept} old, {attempts - kept} new, {len(strays)} other files left"
    )
    for each in (*strays, path):
        each.unlink()


@contextmanager
def mounted(place: Path, options: str) -> Iterator[bool]:
    """A tmpfs at `place`, where that is allowed."""
    place.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    allowed = os.geteuid() == 0 and run(line).returncode == 0
    try:
        yield allowed
    finally:
        if allowed:
            run(["umount", str(place)])


def check_full_disk(lacuna: Path, every: list[Command], folder: Path, failures: Failures) -> None:
    with mounted(folder / "full", "size=64k") as allowed:
        if not allowed:
            print("skipped: a full disk (no right to mount)")
            return
        place = folder / "full"
        output = place / "out"
        output.write_bytes(OLD)
        with (place / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        for command in every:
            done = run(command.line(lacuna, output))
            what = f"{command.name} on a full disk: {done.returncode}, {done.stderr.strip()}"
            failures.expect(done.returncode == INPUT_OUTPUT, what)
            failures.expect(str(output) in done.stderr, what)
            failures.expect(output.read_bytes() == OLD, f"{what}: the old file is gone")
            names = {each.name for each in place.iterdir()}
            failures.expect(names == {"out", "filler"}, f"{what}: {names}")
        print(f"a full disk: {len(every)} commands refused, the old file stays")


def check_read_only(lacuna: Path, every: list[Command], folder: Path, failures: Failures) -> None:
    with mounted(folder / "closed", "size=64k") as allowed:
        if not allowed:
            print("skipped: a read-only folder (no right to mount)")
            return
        output = folder / "closed" / "out"
        output.write_bytes(OLD)
        run(["mount", "-o", "remount,ro", str(folder / "closed")])
        for command in every:
            done = run(command.line(lacuna, output))
            what = f"{command.name} in a read-only folder: {done.returncode}, {done.stderr.strip()}"
            failures.expect(done.returncode == INPUT_OUTPUT, what)
            failures.expect("Read-only file system" in done.stderr, what)
            # Before the work: nothing was said of it yet.
            failures.expect(done.stderr.count("\n") == 1 and not done.stdout, what)
        failures.expect(output.read_bytes() == OLD, "the old file in a read-only folder is gone")
        print(f"a read-only folder: {len(every)} commands refused before the work")


def check_inputs_as_outputs(lacuna: Path, model: Path, folder: Path, failures: Failures) -> None:
    """The output names the input: plainly, by another path, through a link and as a hard link."""
    dense = folder / "dense.npz"
    dense.write_bytes(DENSE.read_bytes())
    (folder / "symbolic").symlink_to(dense)
    (folder / "hard").hardlink_to(dense)
    before = dense.read_bytes()
    names = [dense, folder / "." / "dense.npz", folder / "symbolic", folder / "hard"]
    for output in names:
        for source in names:
            line = ["convert", str(source), "--recipe", str(RECIPE), "-o", str(output)]
            done = run([str(lacuna), *line])
            what = f"convert {source} -o {output}: {done.returncode}, {done.stderr.strip()}"
            failures.expect(done.returncode == USAGE, what)
    failures.expect(dense.read_bytes() == before, "an input is gone")
    print(f"the output is the input: {len(names) ** 2} pairs of names refused")
    for each in (folder / "symbolic", folder / "hard", dense):
        each.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lacuna", type=Path, required=True)
    parser.add_argument("--attempts", type=int, default=40)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    choices = parser.parse_args()
    lacuna = choices.lacuna.resolve()
    print(f"seed {choices.seed}")
    failures = Failures()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "work"
        folder.mkdir()
        model = Path(name) / "model.lacuna"
        made = run(commands(model)[0].line(lacuna, model))
        if made.returncode != 0:
            sys.exit(made.stderr)
        every = commands(model)
        for command in every:
            check_kills(lacuna, command, folder, choices.seed, choices.attempts, failures)
        check_edit(lacuna, model, folder, choices.seed, choices.attempts, failures)
        check_full_disk(lacuna, every, folder, failures)
        check_read_only(lacuna, every, folder, failures)
        check_inputs_as_outputs(lacuna, model, folder, failures)
    print("passed" if failures.count == 0 else f"{failures.count} failures")
    sys.exit(failures.count != 0)


if __name__ == "__main__":
    main()
