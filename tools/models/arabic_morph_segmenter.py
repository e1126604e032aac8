"""arabic-morph-segmenter: prefix, stem or suffix for each letter, as a PyTorch checkpoint."""

import random
from pathlib import Path

import numpy as np
import torch

from case import Case, Sequence, dictionary, most_likely
from fetching import fetch_debian, fetch_package

REQUIREMENT = "arabic-morph-segmenter==0.1.0"
CHECKPOINT = "arabic_morph_segmenter/assets/arabic_morph_segmenter_bilstm_crf.pt"


def case(cache: Path) -> Case:
    """The shipped file, run by PyTorch on words of Debian's Arabic list."""
    [path] = fetch_package(REQUIREMENT, {CHECKPOINT: None}, cache / "arabic-morph-segmenter")
    checkpoint = torch.load(path, weights_only=True)
    weights, ids = checkpoint["model_state_dict"], checkpoint["char2id"]
    embedding = torch.nn.Embedding.from_pretrained(weights["embedding.weight"])
    lstm = torch.nn.LSTM(128, 256, num_layers=2, bidirectional=True, batch_first=True)
    linear = torch.nn.Linear(512, 3)
    for name, module in (("lstm.", lstm), ("classifier.", linear)):
        module.load_state_dict(
            {key.removeprefix(name): weights[key] for key in weights if key.startswith(name)}
        )
    words = dictionary(
        fetch_debian("hunspell-ar", "usr/share/hunspell/ar.dic", cache), "[\u0621-\u064a]{3,12}"
    )
    sequences = []
    for word in random.Random(1).sample(words, 200):
        tokens = torch.tensor([[ids.get(letter, ids["<UNK>"]) for letter in word]])
        with torch.inference_mode():
            scores = linear(lstm(embedding(tokens))[0])
        sequences.append(Sequence(np.asarray(tokens[0]), scores[0].numpy()))
    return Case(
        name="arabic-morph-segmenter 0.1.0",
        what="a letter's part of a word; Embedding, two bidirectional LSTM, linear",
        form="PyTorch `.pt`",
        licence="MIT",
        runtime="PyTorch",
        model=path,
        sequences=sequences,
        decide=most_likely,
        limits={"dense": 1e-4, "rms": 0.05, "top1": 0.99},
    )
