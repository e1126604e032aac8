"""Outputs that cannot be written, or must not be: a full disk, a closed folder, an input."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support import DENSE, INPUT_OUTPUT, OLD, RECIPE, USAGE, Command, Failures, run


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
