import pytest

from lacuna_corpus.errors import CorpusError
from lacuna_corpus.split import split_books
from lacuna_corpus.words import tokenize


def test_each_book_is_cut_in_reading_order() -> None:
    books = ["\n\n".join(f"{name} {number}." for number in range(100)) for name in "ab"]
    split = split_books(books)
    assert split.train.count("a") == split.train.count("b") == 84
    assert split.validate.count("a") == split.test.count("b") == 8
    assert split.train.startswith("a 0.\n\na 1.\n\n")
    assert split.test.endswith("b 99.\n")


def test_the_parts_tokenize_to_the_whole() -> None:
    book = "\n\n  One two.\nThree\n \t\nfour\n\n\n" + "five. six!\n\n" * 40
    split = split_books([book])
    parts = [*tokenize(split.train), "<eos>", *tokenize(split.validate), "<eos>"]
    assert ["<eos>", *parts, *tokenize(split.test), "<eos>"] == tokenize(book)


def test_a_book_without_tokens_is_refused() -> None:
    with pytest.raises(CorpusError):
        split_books(["12 34\n"])
