import json
import shutil
from pathlib import Path

import pytest

from lacuna_corpus import austen
from lacuna_corpus.__main__ import main
from lacuna_corpus.errors import CorpusError
from lacuna_corpus.prepare import prepare


def test_a_folder_of_text_becomes_a_corpus(tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    (books / "b.txt").write_text("Last words.\n\n" * 50)
    (books / "a.txt").write_text("First “words”!\n\n" * 50)
    out = tmp_path / "out"
    assert main(["folder", str(books), "-o", str(out), "--vocabulary", "4"]) == 0
    report = json.loads((out / "corpus.json").read_text())
    assert report["tokens"] == 300
    assert (out / "train.txt").read_text().startswith("First")
    assert (out / "vocabulary.txt").read_text().split() == ["<unk>", "words", "<eos>", "!"]
    assert '"words"!' in (out / "characters" / "train.txt").read_text()


def test_a_folder_without_text_exits_with_2(tmp_path: Path) -> None:
    assert main(["folder", str(tmp_path), "-o", str(tmp_path / "out")]) == 2


def test_other_text_than_the_novels_is_refused() -> None:
    from test_rdata import chunk, vector

    with pytest.raises(CorpusError, match="SHA-256"):
        austen.novels(chunk(vector([b"It was a dark night."])) * 6)
    with pytest.raises(CorpusError, match="6 novels"):
        austen.novels(chunk(vector([b"one"])))


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb")
def test_a_file_that_is_no_package_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.deb"
    file.write_bytes(b"no package")
    with pytest.raises(CorpusError):
        austen.read_package(file)


@pytest.mark.parametrize("size", [0, 1])
def test_a_vocabulary_of_nothing_is_refused(size: int, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=f"at least 2 entries, found {size}"):
        prepare(["A word."], tmp_path / "out", size)
    assert not (tmp_path / "out").exists()
