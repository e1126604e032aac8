"""uzmorph-bigru: a morphological tag for each letter of an Uzbek word, as a PyTorch state dict."""

import json
import random
from pathlib import Path

import numpy as np
import torch

from case import Case, Sequence, dictionary, most_likely
from fetching import fetch_debian, fetch_package

REQUIREMENT = "uzmorph-bigru==0.1.1"
STATE, CHARACTERS = (
    f"uzmorph_bigru/data/{name}" for name in ("morph_bigru.pth", "char_vocab.json")
)
LENGTH = 30  # the package pads every word to it
# The Latin alphabet of 1995 for the Cyrillic of Debian's list.
LATIN = {
    **dict(zip("абвгдежзийклмнопрстуфхъэқҳ", "abvgdejziyklmnoprstufx'eqh", strict=True)),
    **{"ё": "yo", "ц": "s", "ч": "ch", "ш": "sh", "ю": "yu", "я": "ya", "ў": "o'", "ғ": "g'"},
    "ь": "",
}


def case(cache: Path) -> Case:
    """The shipped file, run by PyTorch on words of Debian's Uzbek list."""
    state, characters = fetch_package(
        REQUIREMENT, {STATE: None, CHARACTERS: None}, cache / "uzmorph-bigru"
    )
    weights = torch.load(state, weights_only=True)
    ids = json.loads(characters.read_text(encoding="utf-8"))
    embedding = torch.nn.Embedding.from_pretrained(weights["char_embeddings.weight"])
    gru = torch.nn.GRU(64, 64, num_layers=2, bidirectional=True, batch_first=True)
    linear = torch.nn.Linear(128, len(weights["hidden2tag.bias"]))
    for name, module in (("gru.", gru), ("hidden2tag.", linear)):
        module.load_state_dict(
            {key.removeprefix(name): weights[key] for key in weights if key.startswith(name)}
        )
    words = dictionary(
        fetch_debian("hunspell-uz", "usr/share/hunspell/uz_UZ.dic", cache),
        f"[{''.join(LATIN)}]{{3,14}}",
    )
    sequences = []
    for word in random.Random(1).sample(words, 200):
        latin = "".join(LATIN[letter] for letter in word)
        padded = [ids[letter] for letter in latin] + [ids["PAD"]] * (LENGTH - len(latin))
        with torch.inference_mode():
            scores = linear(gru(embedding(torch.tensor([padded])))[0])
        sequences.append(Sequence(np.array(padded), scores[0].numpy()))
    return Case(
        name="uzmorph-bigru 0.1.1",
        what="a letter's morphological tag; Embedding, two bidirectional GRU, linear",
        form="PyTorch `.pth`",
        licence="MIT",
        runtime="PyTorch",
        model=state,
        sequences=sequences,
        decide=most_likely,
        limits={"dense": 1e-4, "rms": 0.2, "top1": 0.98},
    )
