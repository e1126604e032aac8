import pytest

from lacuna_corpus.errors import CorpusError
from lacuna_corpus.words import build_vocabulary, encode, tokenize


def test_words_keep_one_inner_apostrophe_and_marks_stand_alone() -> None:
    assert tokenize("Don't a'n't; 'Tis--so!") == [
        "don't", "a'n", "t", ";", "tis", "so", "!",
    ]  # fmt: skip


def test_digits_and_letters_beyond_ascii_separate() -> None:
    assert tokenize("8th \u00c9mile K\u212a x_y £20,000") == [
        "th", "mile", "k", "x", "y", ",",
    ]  # fmt: skip


def test_a_run_of_blank_lines_is_one_end_of_sentence() -> None:
    assert tokenize("a\nb\n\n \t\r\n\nc\n") == ["a", "b", "<eos>", "c"]


def test_blank_lines_at_either_end_count_too() -> None:
    assert tokenize("\n\na\n\n") == ["<eos>", "a", "<eos>"]
    assert tokenize("") == []


def test_vocabulary_is_by_frequency_then_alphabet() -> None:
    entries = build_vocabulary(["b", "a", "c", "c", "d", "<unk>"], 4)
    assert entries == ["<unk>", "c", "a", "b"]
    assert encode(["d", "c", "b"], entries) == [0, 1, 3]


def test_a_vocabulary_without_end_of_sentence_reads_none() -> None:
    assert encode(tokenize("a\n\nb c\n"), ["<unk>", "a", "b"]) == [1, 2, 0]
    assert encode(tokenize("a\n\nb c\n"), ["<unk>", "a", "<eos>"]) == [1, 2, 0, 0]


def test_a_vocabulary_without_unknown_is_refused() -> None:
    with pytest.raises(CorpusError, match="expected an entry <unk>"):
        encode(["a"], ["a"])
