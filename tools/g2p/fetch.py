"""Gets what the demonstration needs: the g2p-en package and Debian's American word list."""

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "g2p-en"
VERSION = "2.1.0"
CHECKPOINT_SHA256 = "b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6"
SYSTEM_DICTIONARY = Path("/usr/share/dict/american-english")


class FetchError(Exception):
    """Something could not be had; the message says what to type."""


@dataclass(frozen=True)
class Sources:
    """Where the fetched files lie."""

    checkpoint: Path
    package_source: Path
    dictionary: Path


def note(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def call(command: Sequence[str], directory: Path) -> str | None:
    """Runs a command quietly; None when it succeeded, else the last line it said."""
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


def place(source: Path, target: Path) -> None:
    """Moves a finished file into the cache, whole or not at all."""
    beside = target.with_name(target.name + ".part")
    shutil.copyfile(source, beside)
    os.replace(beside, target)


def fetch_package(cache: Path) -> tuple[Path, Path]:
    """The checkpoint and the module's source, out of the wheel that pip downloads."""
    checkpoint, source = cache / "checkpoint20.npz", cache / "g2p.py"
    if not (checkpoint.exists() and source.exists()):
        note(f"fetching {PACKAGE} {VERSION} with pip, without its dependencies")
        with tempfile.TemporaryDirectory(dir=cache) as name:
            folder = Path(name)
            requirement = f"{PACKAGE}=={VERSION}"
            pip = (sys.executable, "-m", "pip", "download", "--no-deps", "--quiet")
            problem = call((*pip, "--disable-pip-version-check", requirement), folder)
            wheels = sorted(folder.glob("*.whl"))
            if problem or len(wheels) != 1:
                raise FetchError(
                    f"pip could not download {requirement}: {problem or 'no wheel came'}\n"
                    "  if pip is missing: sudo apt-get install -y python3-pip"
                )
            with zipfile.ZipFile(wheels[0]) as wheel:
                for target in (source, checkpoint):
                    wheel.extract(f"g2p_en/{target.name}", folder)
                    place(folder / "g2p_en" / target.name, target)
    found = hashlib.sha256(checkpoint.read_bytes()).hexdigest()
    if found != CHECKPOINT_SHA256:
        raise FetchError(
            f"{checkpoint} is not the one of {PACKAGE} {VERSION}:\n"
            f"  expected SHA-256 {CHECKPOINT_SHA256}\n  found            {found}\n"
            "  delete it and try again"
        )
    return checkpoint, source


def fetch_dictionary(cache: Path) -> Path:
    """Debian's word list: installed, in the cache, or unpacked from the package (no root)."""
    cached = cache / "american-english"
    if cached.exists():
        return cached
    if SYSTEM_DICTIONARY.exists():
        return SYSTEM_DICTIONARY
    note("fetching the word list: apt-get download wamerican")
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        command = ("apt-get", "download", "wamerican")
        problem = call(command, folder)
        if problem and os.geteuid() == 0:
            note("the package lists are missing: apt-get update")
            problem = call(("apt-get", "update"), folder) or call(command, folder)
        packages = sorted(folder.glob("wamerican_*.deb"))
        if not problem and len(packages) == 1:
            problem = call(("dpkg-deb", "--extract", packages[0].name, "unpacked"), folder)
        unpacked = folder / "unpacked" / SYSTEM_DICTIONARY.relative_to("/")
        if problem or not unpacked.exists():
            raise FetchError(
                f"the word list could not be fetched: {problem or 'the package lacks it'}\n"
                "  on Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y wamerican\n"
                f"  elsewhere: take american-english from Debian's package wamerican, version\n"
                f"  2020.12.07-2, and put it at {cached}"
            )
        place(unpacked, cached)
    return cached


def fetch(cache: Path) -> Sources:
    """Fetches what the cache folder lacks. Throws `FetchError`."""
    cache.mkdir(parents=True, exist_ok=True)
    checkpoint, source = fetch_package(cache)
    return Sources(checkpoint, source, fetch_dictionary(cache))


def draw_words(dictionary: Path, count: int = 600) -> list[str]:
    """Words drawn from the sorted distinct lower-cased ASCII-alphabetic lines of the list.

    Always the same 600 for one list; a smaller count takes the first of them.
    """
    lines = dictionary.read_text(encoding="utf-8").split("\n")
    words = sorted({line.lower() for line in lines if re.fullmatch("[A-Za-z]+", line)})
    return random.Random(1).sample(words, 600)[:count]
