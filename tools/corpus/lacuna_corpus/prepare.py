"""Write a corpus folder: the split texts, the vocabularies, and what they are."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from lacuna_corpus import characters, vocabulary, words
from lacuna_corpus.errors import CorpusError
from lacuna_corpus.split import Split, count_words, split_books

PARTS = ("train", "validate", "test")


def prepare(books: Sequence[str], folder: Path, vocabulary_size: int) -> dict[str, object]:
    """Write `train.txt`, `validate.txt`, `test.txt`, vocabularies and `corpus.json`.

    The same three texts, normalized for character-level models, lie in `characters/`.
    """
    if vocabulary_size < 2:
        raise CorpusError(f"the vocabulary: expected at least 2 entries, found {vocabulary_size}")
    split = split_books(books)
    report: dict[str, object] = {
        "books": len(books),
        "tokens": sum(count_words(book) for book in books),
        "vocabularySize": vocabulary_size,
    }
    folder.mkdir(parents=True, exist_ok=True)
    tokens = {part: words.tokenize(getattr(split, part)) for part in PARTS}
    entries = words.build_vocabulary(tokens["train"], vocabulary_size)
    vocabulary.write(folder / "vocabulary.txt", entries)
    encoded = {part: words.encode(tokens[part], entries) for part in PARTS}
    unknown = entries.index(words.UNKNOWN)
    report["parts"] = {
        part: _write_part(folder / f"{part}.txt", getattr(split, part))
        | {"tokens": len(encoded[part]), "unknown": encoded[part].count(unknown)}
        for part in PARTS
    }
    report["characters"] = _prepare_characters(split, folder / "characters")
    (folder / "corpus.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return report


def read_folder(folder: Path) -> list[str]:
    """Return the `.txt` files below a folder, each a book, in the order of their paths."""
    paths = sorted(folder.rglob("*.txt"))
    if not paths:
        raise CorpusError(f"{folder}: no .txt file")
    return [path.read_text(encoding="utf-8", errors="replace") for path in paths]


def _prepare_characters(split: Split, folder: Path) -> dict[str, object]:
    folder.mkdir(parents=True, exist_ok=True)
    texts = {part: characters.normalize(getattr(split, part)) for part in PARTS}
    entries = characters.build_vocabulary("".join(texts.values()))
    vocabulary.write(folder / "vocabulary.txt", entries)
    parts = {part: _write_part(folder / f"{part}.txt", texts[part]) for part in PARTS}
    return {"vocabularySize": len(entries), "parts": parts}


def _write_part(path: Path, text: str) -> dict[str, object]:
    data = text.encode("utf-8")
    path.write_bytes(data)
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
