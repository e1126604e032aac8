"""The `lacuna` command: it converts, and times itself from within."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .measure import Sample

LEAST_STEPS, MOST_STEPS = 20, 20_000
FIRST_STEPS = 200
WARM_UP = 100
"""Steps that the command takes before it times any, if it is to time as many."""
TIMEOUT = 120


class CommandError(Exception):
    """A call failed; the message has the command and what it said."""


class Lacuna:
    """The command at a path."""

    def __init__(self, path: Path) -> None:
        if not os.access(path, os.X_OK):
            raise CommandError(f"{path} is no program; build it: swift build -c release")
        self.path = path.absolute()

    def call(self, *arguments: str) -> str:
        """Standard output of one call."""
        command = [str(self.path), *arguments]
        # Without folders, which say nothing to a reader.
        shown = " ".join(Path(part).name for part in command)
        # The environment might name a kernel, which would then be everyone's.
        environment = {k: v for k, v in os.environ.items() if k != "LACUNA_KERNEL"}
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                check=False,
                timeout=TIMEOUT,
                env=environment,
            )
        except subprocess.TimeoutExpired as error:
            raise CommandError(f"{shown}: no end after {TIMEOUT} s") from error
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().partition("\n")[0]
            raise CommandError(f"{shown}: exit code {done.returncode}: {said}")
        return done.stdout

    def json(self, *arguments: str) -> dict[str, Any]:
        """What one call prints as JSON."""
        text = self.call(*arguments, "--json")
        try:
            answer: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise CommandError(f"lacuna {arguments[0]}: no JSON: {text[:200]}") from error
        return answer

    def version(self) -> str:
        return self.call("--version").strip()

    def convert(self, dense: Path, output: Path, encodings: Sequence[str]) -> dict[str, Any]:
        """Converts the dense arrays with the encodings."""
        choices = [argument for encoding in encodings for argument in ("--encoding", encoding)]
        return self.json("convert", str(dense), "-o", str(output), *choices)


class LacunaCompetitor:
    """`lacuna bench` on a file, a short run for each turn."""

    def __init__(
        self,
        name: str,
        lacuna: Lacuna,
        file: Path,
        *,
        kernel: str | None = None,
        streams: int = 1,
    ) -> None:
        self.name = name
        self.lacuna = lacuna
        self.arguments = ["bench", str(file)]
        if kernel is not None:
            self.arguments += ["--kernel", kernel]
        if streams > 1:
            self.arguments += ["--streams", str(streams)]
        # The first run also shows whether the machine has the kernel.
        answer = self._run(FIRST_STEPS)
        self.facts: dict[str, object] = {
            "kernel": answer["kernel"],
            "fileBytes": file.stat().st_size,
            "readBytes": answer["readLimit"]["bytes"],
        }
        for key in ("sessionBytes", "streams"):
            if key in answer:
                self.facts[key] = answer[key]
        if answer.get("outputs") is not None:
            self.facts["outputs"] = answer["outputs"]
        self.facts["openingNanoseconds"] = answer["opening"]["medianNanoseconds"]

    def _run(self, steps: int) -> dict[str, Any]:
        started = time.perf_counter()
        answer = self.lacuna.json(*self.arguments, "--steps", str(steps))
        # Of a step with its read, and with what the command does to make new inputs for it.
        self.cost = (time.perf_counter() - started) / (steps + min(steps, WARM_UP))
        return answer

    def sample(self, seconds: float) -> Sample:
        steps = min(max(round(seconds / self.cost), LEAST_STEPS), MOST_STEPS)
        answer = self._run(steps)
        return Sample(
            float(answer["step"]["medianNanoseconds"]),
            steps,
            float(answer["readLimit"]["medianNanoseconds"]),
        )
