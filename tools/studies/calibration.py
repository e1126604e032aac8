"""What calibration on data gains on g2p-en beyond a metric: centring, biases, closed loops.

All with feedback, then three sweeps of descent, on words that are not scored, by the integer
engine's formats:

- uncentred: the metric is the second moment of what a matrix meets.
- biases: besides, each bias takes up the mean error of its products.
- centred: the metric is that of what a matrix meets less its mean, which biases take up.
- closed loop: the matrices are chosen again for what they meet when the *compressed* network runs
  on the same tokens, their targets those that bring its products nearest to the dense network's.

    python3 tools/studies/calibration.py CHECKPOINT20.npz --dictionary american-english
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from g2p_model import (
    GRAPHEMES,
    LIMIT,
    RECURRENT,
    START,
    Array,
    Statistics,
    Weights,
    draw_words,
    gru_step,
    identical,
    load,
    phonemes,
    quantize_hidden,
)
from one_shot import Matrix, feedback, plain, refine

BIASES = {
    "enc_w_ih": "enc_b_ih",
    "enc_w_hh": "enc_b_hh",
    "dec_w_ih": "dec_b_ih",
    "dec_w_hh": "dec_b_hh",
    "fc_w": "fc_b",
}
SETTINGS = (("int8", 8), ("codes fitted", 8), ("terms fitted", 8), ("terms fitted", 4))
Met = dict[str, npt.NDArray[np.float64]]


class Recorder(Statistics):
    """Keeps every vector that a matrix meets, in the order of the steps."""

    def __init__(self) -> None:
        super().__init__({}, {})
        self.vectors: dict[str, list[Array]] = {name: [] for name in BIASES}

    def add(self, name: str, vectors: Array) -> None:
        self.vectors[name].append(vectors.copy())


def met(words: list[str], fed: list[list[int]], weights: Weights, integer: bool) -> Met:
    """What each matrix meets on words, the decoder fed the same tokens whatever it would choose."""
    recorder = Recorder()
    index = {letter: position for position, letter in enumerate(GRAPHEMES)}
    spelled = [[index[letter] for letter in word] + [index["</s>"]] for word in words]
    state = np.zeros((len(words), weights["enc_w_hh"].shape[1]), dtype=np.float32)
    for prefix, sequences in (("enc", spelled), ("dec", fed)):
        for step in range(min(LIMIT, max(map(len, sequences)))):
            rows = np.array([row for row, ids in enumerate(sequences) if step < len(ids)])
            inputs = weights[prefix + "_emb"][[sequences[row][step] for row in rows]]
            state[rows] = gru_step(inputs, state[rows], weights, prefix, integer, recorder)
            if prefix == "dec":
                shown = quantize_hidden(state[rows]) if integer else state[rows]
                recorder.add("fc_w", shown)
    return {
        name: np.concatenate(vectors).astype(np.float64)
        for name, vectors in recorder.vectors.items()
    }


@dataclass(frozen=True)
class Way:
    """How the metric is made and what biases do."""

    name: str
    centred: bool
    biased: bool
    rounds: int = 1


WAYS = (
    Way("uncentred", centred=False, biased=False),
    Way("biases", centred=False, biased=True),
    Way("centred", centred=True, biased=True),
    Way("closed loop", centred=True, biased=True, rounds=3),
)


def compress(
    weights: Weights, encoding: str, terms: int, way: Way, dense: Met, seen: Met, damping: float
) -> Weights:
    """Replaces the matrices for what they meet: `dense` by the dense network, `seen` by the file's.

    With `x` and `y` the two, a row's target is `w E[x y'] E[y y']^-1`, damped towards `w`.
    """
    result = dict(weights)
    for name in ("enc_emb", "dec_emb"):
        result[name] = plain(weights[name].astype(np.float64), "int8").values.astype(np.float32)
    for name in (*RECURRENT, "fc_w"):
        matrix: Matrix = weights[name].astype(np.float64)
        wanted, mean = dense[name], seen[name].mean(axis=0)
        from_dense = wanted - wanted.mean(axis=0) if way.centred else wanted
        from_file = seen[name] - mean if way.centred else seen[name]
        moment = from_file.T @ from_file / len(from_file)
        cross = from_dense.T @ from_file / len(from_file)
        diagonal = damping * np.mean(np.diag(moment)) * np.eye(len(moment))
        target = matrix @ np.linalg.solve(moment + diagonal, (cross + diagonal).T).T
        own = "int8" if name == "fc_w" else encoding
        start = plain(target, own, terms)
        chosen = feedback(target, start, moment + diagonal, terms)
        values = refine(target, chosen, moment + diagonal, sweeps=3).values
        result[name] = values.astype(np.float32)
        if way.biased:
            short = matrix @ wanted.mean(axis=0) - values @ mean
            result[BIASES[name]] = (weights[BIASES[name]] + short).astype(np.float32)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("checkpoint", type=Path, help="g2p-en's checkpoint20.npz")
    parser.add_argument("--dictionary", type=Path, required=True, help="a word list")
    parser.add_argument("--words", type=int, default=3000, help="how many more words to compare")
    parser.add_argument("--damping", type=float, default=0.02, help="share of the mean diagonal")
    arguments = parser.parse_args()

    weights = load(arguments.checkpoint)
    few = draw_words(arguments.dictionary, 600)
    others = [word for word in draw_words(arguments.dictionary, 20000, 5) if word not in set(few)]
    many, calibration = others[: arguments.words], others[-1000:]
    fed = [[START, *ids] for ids in phonemes(calibration, weights)]
    dense = met(calibration, fed, weights, integer=False)
    references = [phonemes(words, weights) for words in (few, many)]
    print("words unchanged, %: of the 600, and of", len(many), "others")
    for encoding, terms in SETTINGS:
        for way in WAYS:
            seen = dense
            for number in range(way.rounds):
                compressed = compress(weights, encoding, terms, way, dense, seen, arguments.damping)
                shares = [
                    identical(reference, phonemes(words, compressed, integer=True))
                    for words, reference in zip((few, many), references, strict=True)
                ]
                label = f"{encoding} {terms}/16" if encoding.startswith("terms") else encoding
                print(
                    f"{label:<18} {way.name:<12} {number + 1} {shares[0]:>6.1f} {shares[1]:>6.1f}",
                    flush=True,
                )
                if number + 1 < way.rounds:
                    seen = met(calibration, fed, compressed, integer=True)


if __name__ == "__main__":
    main()
