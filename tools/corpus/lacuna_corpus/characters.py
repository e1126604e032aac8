"""Character-level text: a light normalization to ASCII, and the vocabulary's entries."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lacuna_corpus.errors import CorpusError

_REPLACEMENTS = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "--",
    "\u2026": "...",
    "\u00a0": " ",
    "\t": " ",
    "[": "(",
    "]": ")",
    "&": "and",
    # Marks of emphasis and footnotes, not of speech.
    "_": "",
    "*": "",
}


def normalize(text: str) -> str:
    """Return printable ASCII and newlines: single spaces, no indents, at most one blank line."""
    for found, replacement in _REPLACEMENTS.items():
        text = text.replace(found, replacement)
    text = "".join(letter for letter in text if letter == "\n" or " " <= letter <= "~")
    text = re.sub(r" +", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def build_vocabulary(text: Iterable[str]) -> list[str]:
    """Return the distinct characters of a text in the order of their code points."""
    return sorted(Counter(text))


def encode(text: str, vocabulary: Sequence[str]) -> list[int]:
    """Return the vocabulary index of each character; one that is not there is an error."""
    index = {letter: number for number, letter in enumerate(vocabulary)}
    missing = sorted(set(text) - index.keys())
    if missing:
        raise CorpusError(f"characters that the vocabulary lacks: {missing}")
    return [index[letter] for letter in text]
