"""What the network is run on to calibrate it: words, and the phonemes that it gives them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lacuna_command import START_PHONEME, STOP_LETTER

if TYPE_CHECKING:
    from reference import Predictor


def write_calibration(folder: Path, words: list[str], predictor: "Predictor") -> Path:
    """Writes `calibration.npz` for `convert --calibrate`; returns its path.

    An array of token ids for each network, sequence after sequence, and the sequences' lengths. A
    word goes to the encoder as its letters and `</s>`; the decoder, which takes over the states
    that the encoder ends in, is fed `<s>` and the phonemes that it gave.
    """
    import numpy as np

    spelled = [[*map(predictor.graphemes.index, word), STOP_LETTER] for word in words]
    sounded = [
        [START_PHONEME, *map(predictor.phonemes.index, predictor.predict(word))] for word in words
    ]
    path = folder / "calibration.npz"
    arrays: dict[str, Any] = {
        "encoder": np.concatenate(spelled),
        "encoder.lengths": np.array([len(ids) for ids in spelled]),
        "decoder": np.concatenate(sounded),
        "decoder.lengths": np.array([len(ids) for ids in sounded]),
    }
    np.savez(path, **arrays)
    return path
