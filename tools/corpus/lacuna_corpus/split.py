"""Split books into training, validation and test text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lacuna_corpus.errors import CorpusError
from lacuna_corpus.words import END_OF_SENTENCE, tokenize

TRAIN_SHARE = 0.84
VALIDATE_SHARE = 0.08


@dataclass(frozen=True)
class Split:
    """The three texts. Each is whole paragraphs with one blank line between two of them."""

    train: str
    validate: str
    test: str


def count_words(text: str) -> int:
    """Return the number of word-level tokens, without `<eos>`."""
    return sum(token != END_OF_SENTENCE for token in tokenize(text))


def split_books(books: Sequence[str], count: Callable[[str], int] = count_words) -> Split:
    """Split each book in reading order: 84% of its tokens, then 8%, then the rest.

    The cuts fall between paragraphs: a paragraph belongs to the part in which its first token
    lies. So each part is a text of its own that any tool can tokenize and get the same tokens.
    """
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    for book in books:
        # Tokens are counted by paragraph; their sum is the book's, as a blank line separates.
        paragraphs = [text for text in re.split(r"\n(?:[ \t\r\f\v]*\n)+", book) if text.strip()]
        sizes = [count(paragraph) for paragraph in paragraphs]
        total = sum(sizes)
        if total == 0:
            raise CorpusError("a book without a single token")
        before = 0
        for paragraph, size in zip(paragraphs, sizes, strict=True):
            share = before / total
            part = (share >= TRAIN_SHARE) + (share >= TRAIN_SHARE + VALIDATE_SHARE)
            parts[part].append(paragraph.strip("\n"))
            before += size
    train, validate, test = ("\n\n".join(part) + "\n" for part in parts)
    return Split(train, validate, test)
