"""g2p-en: words to phonemes by a GRU encoder and decoder, as NumPy arrays."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from case import HERE, Case, Floats, Sequence, most_likely

G2P = HERE.parent / "g2p"
sys.path.insert(0, str(G2P))

from fetch import draw_words, fetch  # noqa: E402
from reference import load_predictor  # noqa: E402

STOP_LETTER, START_PHONEME = 2, 2
WORDS = 100


def cases(cache: Path) -> list[Case]:
    """The encoder's states, and the decoder's scores for each phoneme after those before it."""
    sources = fetch(cache.parent / "g2p")
    predictor = load_predictor(sources.package_source)
    arrays = vars(predictor)
    gru: Callable[..., Any] = predictor.gru  # type: ignore[attr-defined]

    def states(side: str, ids: list[int], start: Floats) -> Floats:
        """Every state `[steps, units]`, by the package's own code."""
        weights = [arrays[f"{side}_{name}"] for name in ("w_ih", "w_hh", "b_ih", "b_hh")]
        embedded = arrays[f"{side}_emb"][ids][None]
        found: Floats = gru(embedded, len(ids), *weights, h0=start[None])[0]
        return found

    encoded, decoded = [], []
    folder = cache / "g2p-en"
    folder.mkdir(parents=True, exist_ok=True)
    for word in draw_words(sources.dictionary, WORDS):
        letters = [predictor.graphemes.index(letter) for letter in word] + [STOP_LETTER]
        hidden = states("enc", letters, np.zeros(arrays["enc_w_hh"].shape[1], np.float32))
        encoded.append(Sequence(np.array(letters), hidden))
        state = folder / f"{word}.npz"
        np.savez(state, **{"0.h": hidden[-1]})
        phonemes = [predictor.phonemes.index(name) for name in predictor.predict(word)]
        tokens = [START_PHONEME, *phonemes]
        scores = states("dec", tokens, hidden[-1]) @ arrays["fc_w"].T + arrays["fc_b"]
        decoded.append(Sequence(np.array(tokens), scores, state))
    encoder = Case(
        name="g2p-en 2.1.0, encoder",
        what="letters to a state; Embedding, GRU",
        form="npz",
        licence="Apache-2.0",
        runtime="the package (NumPy)",
        model=sources.checkpoint,
        recipe=G2P / "recipe.json",
        network="encoder",
        sequences=encoded,
        limits={"dense": 1e-4, "rms": 0.02},
    )
    decoder = replace(
        encoder,
        name="g2p-en 2.1.0, decoder",
        what="state to phonemes; Embedding, GRU, linear",
        network="decoder",
        sequences=decoded,
        decide=most_likely,
        limits={"dense": 1e-4, "rms": 0.2, "top1": 0.98},
    )
    return [encoder, decoder]
