"""Calls of the `lacuna` command that the demonstration makes."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

STOP_LETTER = 2
START_PHONEME, STOP_PHONEME = 2, 3
LONGEST = 20


class CommandError(Exception):
    """A call failed; the message has the command and what it said."""


class Lacuna:
    """The command at a path."""

    def __init__(self, path: Path) -> None:
        found = shutil.which(str(path))
        if found is None:
            raise CommandError(f"{path} is no program; build it: swift build -c release")
        self.path = os.path.abspath(found)

    def call(self, *arguments: str) -> str:
        """Standard output of one call. Throws `CommandError`."""
        command = [self.path, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise CommandError(f"{' '.join(command)}\n  exit code {done.returncode}: {said}")
        return done.stdout

    def convert(self, dense: Path, recipe: Path, output: Path, choices: Sequence[str]) -> None:
        """Converts the dense arrays, with the encoding's options in `choices`."""
        self.call("convert", str(dense), "-o", str(output), "--recipe", str(recipe), *choices)

    def phonemes(
        self, model: Path, letters: Sequence[int], folder: Path, options: Sequence[str] = ()
    ) -> list[int]:
        """Phoneme ids of one word: the encoder's state out, then into the decoder."""
        state = folder / "state.npz"
        spelled = ",".join(map(str, letters))
        encoder = ("--network", "encoder", "--tokens", spelled, "--state-out", str(state))
        self.call("run", str(model), *options, *encoder, "--json")
        start, stop = str(START_PHONEME), str(STOP_PHONEME)
        decoder = ("--network", "decoder", "--state-in", str(state), "--tokens", start)
        limits = ("--generate", str(LONGEST), "--stop", stop, "--json")
        answer = self.call("run", str(model), *options, *decoder, *limits)
        try:
            return [int(token) for token in json.loads(answer)["tokens"]]
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"run --json gave no tokens ({error!r}): {answer[:200]}") from error
