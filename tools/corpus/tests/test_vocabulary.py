from pathlib import Path

import pytest

from lacuna_corpus import vocabulary
from lacuna_corpus.errors import CorpusError


def test_entries_come_back_as_written(tmp_path: Path) -> None:
    entries = ["\n", " ", "\\", "a b", "\\n", "ü", ""]
    file = tmp_path / "vocabulary.txt"
    vocabulary.write(file, entries)
    assert file.read_text().splitlines()[:3] == ["\\n", "\\s", "\\\\"]
    assert vocabulary.read(file) == entries


@pytest.mark.parametrize("line", ["\\", "a\\t"])
def test_an_unknown_escape_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "vocabulary.txt"
    file.write_text(f"x\n{line}\n")
    with pytest.raises(CorpusError, match=":2:"):
        vocabulary.read(file)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.txt"
    file.write_bytes(b"a\n\xff\n")
    with pytest.raises(CorpusError, match="expected UTF-8"):
        vocabulary.read(file)
