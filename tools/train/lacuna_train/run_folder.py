"""A run's folder: settings, log, checkpoints. A run that was cut short goes on from it."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from lacuna_corpus import vocabulary

from lacuna_train.errors import TrainError


def read_settings(run: Path) -> dict[str, Any]:
    """Return what a run's folder says that it was told."""
    file = run / "settings.json"
    if not file.is_file():
        raise TrainError(f"{run}: no settings.json, so no run")
    try:
        found: dict[str, Any] = json.loads(file.read_text())
    except ValueError as error:
        raise TrainError(f"{file}: expected JSON: {error}") from error
    for key, kind in (("stage", str), ("unit", str), ("model", dict), ("loop", dict)):
        if not isinstance(found, dict) or not isinstance(found.get(key), kind):
            raise TrainError(f"{file}: expected a run's settings, found no {key!r} among them")
    return found


def require_same_vocabulary(
    run: Path, wanted: int | None, corpus: Path, entries: Sequence[str]
) -> None:
    """Refuse a corpus whose vocabulary is not that of a run, which has `wanted` entries."""
    if wanted != len(entries):
        raise TrainError(
            f"{corpus}: expected the vocabulary of {run}, {wanted} entries, found {len(entries)}"
        )
    RunFolder(run).require_vocabulary(entries)


class RunFolder:
    """`settings.json`, `vocabulary.txt`, `log.jsonl`, `best.pt`, and `checkpoint.pt` to go on."""

    def __init__(self, path: Path, *, make: bool = False) -> None:
        """A folder that is there, or with `make` may be made.

        Raises a `TrainError` where it is none.
        """
        self.path = path
        if path.exists() and not path.is_dir():
            raise TrainError(f"{path}: expected a folder, or nothing yet, found a file")
        if make:
            path.mkdir(parents=True, exist_ok=True)
        elif not path.is_dir():
            raise TrainError(f"{path}: no such folder, so no run")

    def check(self, settings: dict[str, Any], entries: Sequence[str] | None = None) -> bool:
        """Check that the folder's run, if there is one, was started with the same settings.

        Only the number of epochs may change, as long as none is undone: returns whether it does.
        `entries` is the vocabulary. Nothing is written.
        """
        if not (self.path / "settings.json").is_file():
            return False
        found = read_settings(self.path)
        if not self._has_begun():
            return False
        before, after = found["loop"].get("epochs"), settings["loop"]["epochs"]
        as_long = found | {"loop": found["loop"] | {"epochs": after}}
        if changes := list(_changes(as_long, settings)):
            listed = ", ".join(changes)
            raise TrainError(f"{self.path} holds a run with other settings: {listed}")
        done = max((entry.get("epoch", 0) for entry in self.entries()), default=0)
        if after < done:
            raise TrainError(f"{self.path} has {done} epochs: expected no fewer, found {after}")
        if entries is not None:
            self.require_vocabulary(entries)
        return bool(before != after)

    def claim(self, settings: dict[str, Any], entries: Sequence[str] | None = None) -> None:
        """Take the folder for a run, which `check` must let pass, and keep its settings.

        The log says when the number of epochs changes. A run that failed before its first
        checkpoint has nothing to lose, and gives way; one that another process trains does not.
        """
        self._lock()
        if self.check(settings, entries):
            before = read_settings(self.path)["loop"].get("epochs")
            self.log(event="epochs", before=before, after=settings["loop"]["epochs"])
        elif not self._has_begun():
            for name in ("log.jsonl", "vocabulary.txt"):
                (self.path / name).unlink(missing_ok=True)
        file = self.path / "settings.json"
        content = json.dumps(settings, indent=2) + "\n"
        if not file.is_file() or file.read_text() != content:
            beside = self.path / "settings.json.partial"
            beside.write_text(content)
            os.replace(beside, file)
        if entries is not None:
            self.keep_vocabulary(entries)

    def _lock(self) -> None:
        """Hold the folder for this process as long as it lives."""
        self._locked = (self.path / "lock").open("w")
        try:
            fcntl.lockf(self._locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TrainError(f"{self.path}: another command trains this run just now") from None

    def keep_vocabulary(self, entries: Sequence[str]) -> None:
        """Keep what the run's tokens stand for, or check that it is the same."""
        file = self.path / "vocabulary.txt"
        if file.is_file():
            self.require_vocabulary(entries)
        else:
            vocabulary.write(file, entries)

    def require_vocabulary(self, entries: Sequence[str]) -> None:
        """Refuse a corpus whose tokens stand for something else than the run's.

        A run that was imported without a corpus has no vocabulary, and takes any.
        """
        file = self.path / "vocabulary.txt"
        if not file.is_file():
            return
        own = vocabulary.read(file)
        for number, (wanted, found) in enumerate(zip_longest(own, entries)):
            if wanted != found:
                raise TrainError(
                    f"{self.path} has another vocabulary than the corpus: of {len(own)} and "
                    f"{len(entries)} entries, number {number} is {wanted!r} there, {found!r} here"
                )

    @property
    def _log_file(self) -> Path:
        return self.path / "log.jsonl"

    def _has_begun(self) -> bool:
        """Whether anything was trained, or imported."""
        checkpoints = any((self.path / name).exists() for name in ("checkpoint.pt", "best.pt"))
        return checkpoints or any(entry.get("event") != "start" for entry in self.entries())

    def log(self, **entry: Any) -> None:
        """Append one line to the log, with the time of day in seconds."""
        written = self._log_file.read_bytes() if self._log_file.is_file() else b""
        if written and not written.endswith(b"\n"):
            # The line of a command that was killed while it wrote it.
            os.truncate(self._log_file, written.rfind(b"\n") + 1)
        with self._log_file.open("a") as file:
            file.write(json.dumps({"time": round(time.time(), 1), **entry}) + "\n")

    def entries(self) -> list[dict[str, Any]]:
        """Return the log's lines, except a last one that was cut short."""
        if not self._log_file.is_file():
            return []
        whole = self._log_file.read_text().split("\n")[:-1]
        found = []
        for number, line in enumerate(whole, start=1):
            place = f"{self._log_file}:{number}"
            try:
                entry = json.loads(line)
            except ValueError as error:
                raise TrainError(f"{place}: expected JSON: {error}") from error
            if not isinstance(entry, dict) or not isinstance(entry.get("epoch", 0), int):
                raise TrainError(f"{place}: expected an event or an epoch, found {line}")
            found.append(entry)
        return found

    def final(self) -> dict[str, Any] | None:
        """Return the figures of a run that is finished, or nothing."""
        entries = self.entries()
        if not entries or entries[-1].get("event") != "final":
            return None
        return {name: value for name, value in entries[-1].items() if name != "time"}

    def save(self, name: str, content: dict[str, Any]) -> None:
        """Write a checkpoint whole or not at all."""
        beside = self.path / f"{name}.partial"
        torch.save(content, beside)
        os.replace(beside, self.path / name)

    def load(self, name: str) -> dict[str, Any] | None:
        """Return a checkpoint, or nothing when there is none. Only tensors and plain values."""
        file = self.path / name
        if not file.is_file():
            return None
        try:
            content: dict[str, Any] = torch.load(file, map_location="cpu", weights_only=True)
        except (RuntimeError, EOFError, ValueError, UnpicklingError) as error:
            raise TrainError(
                f"{file}: not a checkpoint that can be read: {_first_line(error)}"
            ) from error
        return content


def _first_line(error: Exception) -> str:
    """Return what went wrong, without the advice that PyTorch gives after it."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _changes(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Describe what differs, field by field where settings have fields."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            inner = f"{place}.{name}" if place else name
            yield from _changes(before.get(name), after.get(name), inner)
    elif before != after:
        yield f"{place} was {before}, is {after}"
