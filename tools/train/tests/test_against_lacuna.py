"""The exact simulation against the engine itself, when `LACUNA` names the built command."""

import json
import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from lacuna_corpus import words

from lacuna_train.compressed import Compressed, compress
from lacuna_train.dense import DenseSettings
from lacuna_train.encodings import Encoding, choose
from lacuna_train.export import language_model_recipe, write_export
from lacuna_train.model import CompressibleLanguageModel, Compression

LACUNA = os.environ.get("LACUNA", "")
TEXT = "The cat, the dog. Did it? No!\n\nA mat; the dog sat: the end.\n" * 8

pytestmark = pytest.mark.skipif(not LACUNA, reason="LACUNA does not name the lacuna command")

ENCODINGS = [
    ["terms:2/16", "embedding=terms:3/16", "linear=codes"],
    ["terms:3/32,output", "embedding=codes", "linear=terms:4/16,output"],
    ["terms:2/8", "embedding=int8", "linear=int8"],
    ["codes,fitted", "embedding=terms:3/16,fitted", "linear=int8"],
]


def model(options: list[str], tied: bool, width: int, entries: list[str]) -> Compressed:
    torch.manual_seed(12)
    dense = DenseSettings(len(entries), width, 32, layers=2, tied=tied)
    found = CompressibleLanguageModel(dense, "clipped")
    for name, parameter in found.named_parameters():
        parameter.data = torch.randn(parameter.shape) * (0.2 if "bias" in name else 0.5)
    if tied and width == 32:
        options = [option for option in options if not option.startswith("linear")]
    encodings: dict[str, Encoding] = choose(found.matrices(), options)
    found.compression = Compression(encodings, quantized=True)
    return compress(found.eval(), encodings)


def lacuna(*arguments: object) -> str:
    command = [LACUNA, *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("without", [None, words.END_OF_SENTENCE])
@pytest.mark.parametrize(("tied", "width"), [(False, 32), (True, 32), (True, 24)])
@pytest.mark.parametrize("options", ENCODINGS)
def test_every_score_and_every_count_is_the_engines(
    options: list[str], tied: bool, width: int, without: str | None, tmp_path: Path
) -> None:
    entries = words.build_vocabulary(words.tokenize(TEXT), 16)
    assert words.END_OF_SENTENCE in entries
    entries = [entry for entry in entries if entry != without]
    stored = model(options, tied, width, entries)
    recipe = language_model_recipe(
        "tiny",
        "word",
        2,
        tied=tied,
        clipped=True,
        bottleneck=width != 32,
        encodings=stored.encodings,
    )
    write_export(tmp_path, "tiny", stored.arrays(), recipe, entries)
    file, text = tmp_path / "tiny.lacuna", tmp_path / "text.txt"
    text.write_text(TEXT)
    lacuna("convert", tmp_path / "tiny.npz", "--recipe", tmp_path / "tiny.json", "--exact",
           "-o", file)  # fmt: skip
    tokens = torch.tensor(words.encode(words.tokenize(TEXT), entries))

    integer = stored.integer_model()
    hidden, _ = integer.hidden(tokens)
    scores = integer.scores(hidden)
    listed = ",".join(str(token) for token in tokens.tolist())
    lacuna("run", file, "--tokens", listed, "--output", tmp_path / "y.npy")
    assert np.array_equal(np.load(tmp_path / "y.npy"), scores.float().numpy())

    integer = stored.integer_model()
    loss = float(integer.loss(tokens).mean())
    found = json.loads(lacuna("eval", file, "--text", text, "--json"))
    assert found["tokens"] == len(tokens) - 1
    assert found["perplexity"] == pytest.approx(math.exp(loss), rel=1e-6)
    count = integer.recurrent_count()
    assert found["matrixOps"]["recurrent"]["executed"] == count.executed
    assert found["matrixOps"]["recurrent"]["dense"] == count.dense
    assert found["activationDensity"] == pytest.approx(integer.density(), rel=1e-9)
    linear = [integer.output] + ([integer.bottleneck] if integer.bottleneck else [])
    executed = count.executed + sum(layer.count.executed for layer in linear)
    assert found["matrixOps"]["all"]["executed"] == executed
