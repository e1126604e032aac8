"""Commands killed at random moments: the old file is whole, or the new one is."""

import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from support import OLD, Command, Failures, commands, run


@dataclass(frozen=True)
class Kills:
    """How often each command is killed, and what chooses the moments."""

    seed: int
    attempts: int


def check_kills(lacuna: Path, model: Path, folder: Path, kills: Kills, failures: Failures) -> None:
    """Kills every command over an old file and over none, and `edit`, whose output is its input."""
    for command in commands(model):
        kill(lacuna, command, (OLD, None), folder, kills, failures)
    edit = Command("edit", ("edit", "{}", "--set", "title=new"))
    kill(lacuna, edit, (model.read_bytes(),), folder, kills, failures)


def kill(
    lacuna: Path,
    command: Command,
    before: tuple[bytes | None, ...],
    folder: Path,
    kills: Kills,
    failures: Failures,
) -> None:
    """Kills a command at random moments of the time that a whole run takes; `before` are in turn
    what is there first."""
    delays = random.Random(f"{kills.seed} {command.name}")
    output = folder / "out"
    line = command.line(lacuna, output)
    put(output, before[0])
    start = time.monotonic()
    done = run(line)
    longest = 1.1 * (time.monotonic() - start)
    failures.expect(done.returncode == 0, f"{command.name}: {done.stderr}")
    new = output.read_bytes()
    kept, replaced, strays = 0, 0, 0
    for attempt in range(kills.attempts):
        old = before[attempt % len(before)]
        put(output, old)
        process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delays.uniform(0, longest))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = output.read_bytes() if output.exists() else None
        kept, replaced = kept + (found == old), replaced + (found == new)
        what = f"{command.name}, seed {kills.seed}, attempt {attempt}"
        failures.expect(found in (old, new), f"{what}: neither the old file nor the new one")
        for stray in folder.iterdir():
            if stray != output:
                strays += 1
                stray.unlink()
    print(
        f"{command.name}: {kills.attempts} kills within {longest:.2f} s: "
        f"{kept} old, {replaced} new, {strays} other files left",
        flush=True,
    )
    # One name can be left, between naming the new file and renaming it over an old one.
    failures.expect(strays <= kills.attempts // 20, f"{command.name}: {strays} files left beside")
    output.unlink(missing_ok=True)


def put(output: Path, content: bytes | None) -> None:
    output.unlink(missing_ok=True)
    if content is not None:
        output.write_bytes(content)
