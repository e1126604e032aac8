#!/usr/bin/env python3
"""Kills, starves, misleads and overwhelms the commands, and looks at what is left.

python3 tools/robust/check.py --lacuna PATH [--attempts N] [--seed S]

The old file is whole or the new one is, and nothing else lies in the folder; files of very many
records are read in little time and memory. What needs a mount is skipped by name where mounts are
not allowed. Ends with 1 at any failure.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from kills import Kills, check_kills
from many import check_many
from outputs import check_full_disk, check_inputs_as_outputs, check_read_only
from support import Failures, commands, run


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
        every = commands(model)
        made = run(every[0].line(lacuna, model))
        if made.returncode != 0:
            sys.exit(made.stderr)
        kills = Kills(choices.seed, choices.attempts)
        check_kills(lacuna, model, folder, kills, failures)
        check_full_disk(lacuna, every, folder, failures)
        check_read_only(lacuna, every, folder, failures)
        check_inputs_as_outputs(lacuna, model, folder, failures)
        check_many(lacuna, folder, failures)
    print("passed" if failures.count == 0 else f"{failures.count} failures")
    sys.exit(failures.count != 0)


if __name__ == "__main__":
    main()
