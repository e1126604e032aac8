"""How alike two lists of phonemes are."""

from collections.abc import Sequence
from dataclasses import dataclass


def edit_distance(first: Sequence[str], second: Sequence[str]) -> int:
    """The fewest insertions, deletions and substitutions from one to the other."""
    row = list(range(len(second) + 1))
    for index, left in enumerate(first, start=1):
        diagonal, row[0] = row[0], index
        for column, right in enumerate(second, start=1):
            best = min(row[column] + 1, row[column - 1] + 1, diagonal + (left != right))
            diagonal, row[column] = row[column], best
    return row[-1]


@dataclass(frozen=True)
class Score:
    """Words that came out the same, and phonemes: 1 less the edit distance a phoneme."""

    words: int
    identical_words: int
    phonemes: int
    phoneme_edits: int

    @property
    def word_share(self) -> float:
        return self.identical_words / self.words if self.words else 1.0

    @property
    def phoneme_share(self) -> float:
        return max(0.0, 1 - self.phoneme_edits / self.phonemes) if self.phonemes else 1.0


def score(reference: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> Score:
    """Compares word by word; both lists have the same length."""
    pairs = list(zip(reference, found, strict=True))
    return Score(
        words=len(pairs),
        identical_words=sum(list(left) == list(right) for left, right in pairs),
        phonemes=sum(len(left) for left in reference),
        phoneme_edits=sum(edit_distance(left, right) for left, right in pairs),
    )
