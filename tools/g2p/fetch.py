"""Gets what the demonstration needs: the g2p-en package and Debian's American word list."""

import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "setup"))

from fetching import fetch_debian, fetch_package

PACKAGE = "g2p-en"
VERSION = "2.1.0"
CHECKPOINT_SHA256 = "b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6"
DICTIONARY = "usr/share/dict/american-english"


@dataclass(frozen=True)
class Sources:
    """Where the fetched files lie."""

    checkpoint: Path
    package_source: Path
    dictionary: Path


def fetch_checkpoint(cache: Path) -> tuple[Path, Path]:
    """The checkpoint and the module's source, out of what pip downloads."""
    members = {"g2p_en/checkpoint20.npz": CHECKPOINT_SHA256, "g2p_en/g2p.py": None}
    checkpoint, source = fetch_package(f"{PACKAGE}=={VERSION}", members, cache)
    return checkpoint, source


def fetch(cache: Path) -> Sources:
    """Fetches what the cache folder lacks. Throws `FetchError`."""
    checkpoint, source = fetch_checkpoint(cache)
    return Sources(checkpoint, source, fetch_debian("wamerican", DICTIONARY, cache))


def all_words(dictionary: Path) -> list[str]:
    """The sorted distinct lower-cased ASCII-alphabetic lines of the list."""
    lines = dictionary.read_text(encoding="utf-8").split("\n")
    return sorted({line.lower() for line in lines if re.fullmatch("[A-Za-z]+", line)})


def draw_words(dictionary: Path, count: int = 600) -> list[str]:
    """Words to compare: always the same 600 for one list, or the first of them."""
    return random.Random(1).sample(all_words(dictionary), 600)[:count]


def draw_others(dictionary: Path, count: int = 4000) -> list[str]:
    """Words to calibrate on: none of the 600, always the same for one list."""
    compared = set(draw_words(dictionary))
    others = [word for word in all_words(dictionary) if word not in compared]
    return random.Random(2).sample(others, min(count, len(others)))
