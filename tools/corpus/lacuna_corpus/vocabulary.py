r"""Vocabulary files: one entry a line, UTF-8, in the order of the indices.

A space, a newline and a backslash inside an entry are written `\s`, `\n` and `\\`.
"""

from collections.abc import Sequence
from pathlib import Path

from lacuna_corpus.errors import CorpusError

_ESCAPES = {"\\": "\\\\", " ": "\\s", "\n": "\\n"}
_UNESCAPED = {"\\": "\\", "s": " ", "n": "\n"}


def write(path: Path, entries: Sequence[str]) -> None:
    """Write a vocabulary file."""
    lines = ("".join(_ESCAPES.get(letter, letter) for letter in entry) for entry in entries)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def read(path: Path) -> list[str]:
    """Return the entries of a vocabulary file."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: expected UTF-8: {error}") from error
    if lines[-1] == "":
        lines.pop()
    return [_unescape(line, f"{path}:{number}") for number, line in enumerate(lines, start=1)]


def _unescape(line: str, place: str) -> str:
    entry: list[str] = []
    letters = iter(line)
    for letter in letters:
        if letter != "\\":
            entry.append(letter)
            continue
        escaped = next(letters, "")
        if escaped not in _UNESCAPED:
            raise CorpusError(f"{place}: expected \\n, \\s or \\\\, found \\{escaped}")
        entry.append(_UNESCAPED[escaped])
    return "".join(entry)
