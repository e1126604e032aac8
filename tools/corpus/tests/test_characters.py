import pytest

from lacuna_corpus.characters import build_vocabulary, encode, normalize
from lacuna_corpus.errors import CorpusError


def test_typography_becomes_ascii() -> None:
    assert normalize("\u201cNo,\u201d \u2018he\u2019 \u2014 _she_ [said] & \u00a31\n") == (
        "\"No,\" 'he' -- she (said) and 1\n"
    )


def test_indents_trailing_blanks_and_runs_of_blank_lines_shrink() -> None:
    assert normalize("\n  a  b \n\n\n\n c\r\n") == "a b\n\nc\n"


def test_normalizing_twice_changes_nothing() -> None:
    once = normalize("a\u2026\n \n\n\nb\t\tc")
    assert normalize(once) == once


def test_an_unknown_character_is_named() -> None:
    assert encode("ab", build_vocabulary("ba")) == [0, 1]
    with pytest.raises(CorpusError, match="'c'"):
        encode("abc", ["a", "b"])
