"""A corpus folder as token tensors."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from lacuna_corpus import characters, vocabulary, words
from torch import Tensor

from lacuna_train.errors import TrainError

Unit = Literal["word", "character"]


@dataclass(frozen=True)
class Corpus:
    """Token indices (int64, `[tokens]`) of the three parts, and the vocabulary's entries."""

    unit: Unit
    vocabulary: list[str]
    train: Tensor
    validate: Tensor
    test: Tensor


def load(folder: Path, unit: Unit) -> Corpus:
    """Read a folder that `lacuna-corpus` wrote."""
    place = folder / "characters" if unit == "character" else folder
    if not (place / "vocabulary.txt").is_file():
        raise TrainError(f"{place}: no vocabulary.txt; make the folder with lacuna-corpus")
    entries = vocabulary.read(place / "vocabulary.txt")
    parts = (
        encode(read_text(place / f"{part}.txt"), unit, entries)
        for part in ("train", "validate", "test")
    )
    train, validate, test = parts
    return Corpus(unit, entries, train, validate, test)


def read_text(file: Path) -> str:
    """Return a file's text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise TrainError(f"{file}: expected UTF-8: {error}") from error


def encode(text: str, unit: Unit, entries: list[str]) -> Tensor:
    """Return a text's token indices by the unit's own rule."""
    if unit == "character":
        return torch.tensor(characters.encode(text, entries))
    return torch.tensor(words.encode(words.tokenize(text), entries))


def streams(tokens: Tensor, batch: int) -> Tensor:
    """Cut a token sequence into `batch` parallel streams, `[steps, batch]`."""
    steps = tokens.numel() // batch
    if steps < 2:
        raise TrainError(f"{tokens.numel()} tokens are too few for {batch} streams")
    return tokens[: steps * batch].view(batch, steps).t().contiguous()


def windows(data: Tensor, length: int, offset: int = 0) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield successive (input, target) windows of up to `length` steps, each `[steps, batch]`."""
    for start in range(offset, data.shape[0] - 1, length):
        end = min(start + length, data.shape[0] - 1)
        yield data[start:end], data[start + 1 : end + 1]
