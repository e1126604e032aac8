"""How good one-shot compression of the g2p-en network can be, and what makes it so.

Compresses the four GRU matrices (embeddings and the linear layer are int8) with each encoding, and
counts the words that keep their phonemes, activations in float and in the integer engine's formats.
Two ways to choose the integers:

- plain: the nearest value to each weight, the row exponent of least squared error;
- refined: plain, then coordinate descent on the error of the *product*. With `H` the second moment
  of the vectors that a matrix meets, the error of a row is `(q - w)' H (q - w)`; one column after
  the other, `q` moves to the best value its codebook has. `H` comes from running the dense network
  on random tokens (self-run) or on other words (real).

    python3 tools/studies/one_shot.py CHECKPOINT20.npz --dictionary american-english
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from g2p_model import (
    RECURRENT,
    Statistics,
    Weights,
    draw_words,
    gru_step,
    identical,
    load,
    phonemes,
)

Matrix = npt.NDArray[np.float64]
Exponents = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

LARGEST = 127
GROUP, TERMS = 16, 8


@dataclass
class Quantized:
    """A matrix in integers: `book[code] * 2^exponent` a row, zero where `mask` is false."""

    values: Matrix
    exponents: Exponents
    book: Matrix
    mask: Mask


def nearest(values: Matrix, book: Matrix) -> Matrix:
    """The entry of an ascending codebook that is nearest to each value."""
    found: Matrix = book[np.searchsorted((book[1:] + book[:-1]) / 2, values)]
    return found


def largest_exponent(weights: Matrix) -> Exponents:
    """The smallest exponent a row at which its largest magnitude is at most 127."""
    largest = np.maximum(np.abs(weights).max(axis=1), 1e-30)
    exponents: Exponents = np.ceil(np.log2(largest / LARGEST)).astype(np.int64)
    return exponents


def scaled(weights: Matrix, exponents: Exponents) -> Matrix:
    """Each row in units of its exponent."""
    return np.ldexp(weights, -exponents[:, None])


def best_exponents(
    weights: Matrix, mask: Mask, book: Matrix, offsets: tuple[int, ...]
) -> Exponents:
    """Per row, the exponent of least squared error among `largest_exponent` plus each offset."""
    candidates = [largest_exponent(weights) + offset for offset in offsets]
    errors = []
    for exponents in candidates:
        rounded = np.ldexp(nearest(scaled(weights, exponents), book), exponents[:, None])
        errors.append((((rounded - weights) ** 2) * mask).sum(axis=1))
    chosen: Exponents = np.choose(np.argmin(errors, axis=0), candidates)
    return chosen


def shift_codebook() -> Matrix:
    """0 and plus and minus 1, 2, 4 ... 64."""
    powers = 2.0 ** np.arange(7)
    return np.concatenate([-powers[::-1], [0.0], powers])


def fitted_codebook(weights: Matrix, mask: Mask, passes: int = 8) -> tuple[Matrix, Exponents]:
    """15 values and 0 by Lloyd's algorithm, in turn with the row exponents.

    The start is the companding rule of high-resolution quantization: quantiles of the third root of
    the density. Each pass chooses row exponents, then moves every value but 0 to the mean of the
    weights nearest to it; a weight counts by the square of its row's scale, so the sum of squared
    errors never grows. Integers at the end.
    """
    exponents = largest_exponent(weights)
    units = scaled(weights, exponents)[mask]
    density, edges = np.histogram(units, bins=2001, range=(-LARGEST, LARGEST))
    smooth = np.cumsum(np.convolve(density, np.ones(41), "same") ** (1 / 3))
    middles = (edges[1:] + edges[:-1]) / 2
    start = np.interp((np.arange(15) + 0.5) / 15, smooth / smooth[-1], middles)
    if mask.all():
        start[np.abs(start).argmin()] = 0
    book = np.unique(np.append(start, 0.0))
    for _ in range(passes):
        exponents = best_exponents(weights, mask, book, (-1, 0, 1, 2))
        units = scaled(weights, exponents)[mask]
        scale = np.broadcast_to(np.ldexp(1.0, 2 * exponents)[:, None], weights.shape)[mask]
        cell = np.searchsorted((book[1:] + book[:-1]) / 2, units)
        total = np.bincount(cell, scale, len(book))
        mean = np.bincount(cell, scale * units, len(book)) / np.maximum(total, 1e-300)
        book = np.sort(np.where((total > 0) & (book != 0), mean, book))
    book = np.unique(np.clip(np.rint(book), -LARGEST, LARGEST))
    return book, best_exponents(weights, mask, book, (-1, 0, 1, 2))


def largest_terms(weights: Matrix, terms: int = TERMS) -> Mask:
    """Marks the largest magnitudes of every 16 weights along a row."""
    rows, columns = weights.shape
    magnitude = np.abs(weights).reshape(rows, columns // GROUP, GROUP)
    ranked = np.argsort(-magnitude, axis=2, kind="stable")
    mask = np.zeros(magnitude.shape, dtype=np.bool_)
    np.put_along_axis(mask, ranked[:, :, :terms], True, axis=2)
    return mask.reshape(rows, columns)


def plain(weights: Matrix, encoding: str, terms: int = TERMS) -> Quantized:
    """Nearest values: `int8`, `codes fitted`, `codes shift`, `terms fitted`, `terms shift`."""
    mask = np.ones_like(weights, bool)
    if encoding.startswith("terms"):
        mask = largest_terms(weights, terms)
    if encoding == "int8":
        book = np.arange(-LARGEST, LARGEST + 1.0)
        exponents = best_exponents(weights, mask, book, (-1, 0))
    elif encoding.endswith("shift"):
        book = shift_codebook()
        exponents = best_exponents(weights, mask, book, (-1, 0, 1, 2))
    else:
        book, exponents = fitted_codebook(weights, mask)
    values = np.ldexp(nearest(scaled(weights, exponents), book), exponents[:, None])
    return Quantized(values * mask, exponents, book, mask)


def refine(weights: Matrix, start: Quantized, moment: Matrix, sweeps: int = 4) -> Quantized:
    """Coordinate descent on `(q - w)' H (q - w)`, all rows at once, positions kept.

    `slope = (q - w) H` is kept up to date; a column's best real value is `q - slope / H[j, j]`.
    Complexity: rows x columns^2 a sweep.
    """
    values = start.values.copy()
    scale = np.ldexp(1.0, start.exponents)
    slope = (values - weights) @ moment
    for _ in range(sweeps):
        for column in range(weights.shape[1]):
            best = values[:, column] - slope[:, column] / moment[column, column]
            chosen = nearest(best / scale, start.book) * scale * start.mask[:, column]
            slope += np.outer(chosen - values[:, column], moment[column])
            values[:, column] = chosen
    return Quantized(values, start.exponents, start.book, start.mask)


def feedback(weights: Matrix, start: Quantized, moment: Matrix, terms: int = TERMS) -> Quantized:
    """Column by column, spreading each column's error over those not yet chosen.

    Optimal brain surgeon in one pass (GPTQ, arXiv 2210.17323; positions as in SparseGPT,
    arXiv 2301.00774): terms are chosen when their group is reached, by `w^2 / U[j, j]^2`.
    """
    factor = np.linalg.cholesky(np.linalg.inv(moment)).T
    scale = np.ldexp(1.0, start.exponents)
    left, values, mask = weights.copy(), np.zeros_like(weights), start.mask.copy()
    pruned = not mask.all()
    for column in range(weights.shape[1]):
        if pruned and column % GROUP == 0:
            part = slice(column, column + GROUP)
            mask[:, part] = largest_terms(left[:, part] / np.diag(factor)[part], terms)
        chosen = nearest(left[:, column] / scale, start.book) * scale * mask[:, column]
        error = (left[:, column] - chosen) / factor[column, column]
        left[:, column + 1 :] -= np.outer(error, factor[column, column + 1 :])
        values[:, column] = chosen
    return Quantized(values, start.exponents, start.book, mask)


def self_run(weights: Weights, sequences: int = 256, seed: int = 1) -> Statistics:
    """Second moments without data: random tokens in, then the decoder's own choices.

    The encoder reads 1 to 16 random tokens. The decoder starts from the states that the encoder
    ends in and from a random token, and draws each next one from its own probabilities, 20 steps.
    """
    random = np.random.default_rng(seed)
    statistics = Statistics({}, {})
    lengths = random.integers(1, 17, sequences)
    state = np.zeros((sequences, weights["enc_w_hh"].shape[1]), dtype=np.float32)
    for step in range(int(lengths.max())):
        rows = np.flatnonzero(lengths > step)
        inputs = weights["enc_emb"][random.integers(0, len(weights["enc_emb"]), len(rows))]
        state[rows] = gru_step(inputs, state[rows], weights, "enc", True, statistics)
    tokens = random.integers(0, len(weights["dec_emb"]), sequences)
    for _ in range(20):
        state = gru_step(weights["dec_emb"][tokens], state, weights, "dec", True, statistics)
        logits = state @ weights["fc_w"].T + weights["fc_b"]
        tokens = (logits + random.gumbel(size=logits.shape)).argmax(axis=1)
    return statistics


def second_moment(statistics: Statistics, name: str, damping: float = 0.05) -> Matrix:
    """`E[x x']` plus a share of its mean diagonal, so that rare directions still cost something."""
    moment = statistics.moments[name] / statistics.counts[name]
    damped: Matrix = moment + damping * np.mean(np.diag(moment)) * np.eye(len(moment))
    return damped


Method = Callable[[Matrix, Quantized, str], Quantized]


def compress(weights: Weights, encoding: str, method: Method) -> tuple[Weights, list[float]]:
    """Replaces the matrices; also the relative error of each of the four recurrent ones."""
    result = dict(weights)
    errors = []
    for name in ("enc_emb", "dec_emb", "fc_w"):
        result[name] = plain(weights[name].astype(np.float64), "int8").values.astype(np.float32)
    for name in RECURRENT:
        dense = weights[name].astype(np.float64)
        found = method(dense, plain(dense, encoding), name).values
        errors.append(float(np.sqrt(((found - dense) ** 2).sum() / (dense**2).sum())))
        result[name] = found.astype(np.float32)
    return result, errors


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("checkpoint", type=Path, help="g2p-en's checkpoint20.npz")
    parser.add_argument("--dictionary", type=Path, required=True, help="a word list")
    parser.add_argument("--words", type=int, default=6000, help="how many more words to compare")
    parser.add_argument("--output", type=Path, help="write every number as JSON")
    arguments = parser.parse_args()

    weights = load(arguments.checkpoint)
    few = draw_words(arguments.dictionary, 600)
    others = [word for word in draw_words(arguments.dictionary, 20000, 5) if word not in set(few)]
    many, calibration = others[: arguments.words], others[-1000:]
    real = Statistics({}, {})
    phonemes(calibration, weights, True, real)
    own = self_run(weights)

    def descent(statistics: Statistics) -> Method:
        return lambda dense, start, name: refine(dense, start, second_moment(statistics, name))

    def spread(statistics: Statistics) -> Method:
        def method(dense: Matrix, start: Quantized, name: str) -> Quantized:
            moment = second_moment(statistics, name)
            return refine(dense, feedback(dense, start, moment), moment, sweeps=2)

        return method

    methods: dict[str, Method] = {
        "plain": lambda dense, start, name: start,
        "refined, self-run": descent(own),
        "feedback + refined, self-run": spread(own),
        "refined, real words": descent(real),
        "feedback + refined, real words": spread(real),
    }
    references = [phonemes(words, weights) for words in (few, many)]
    results: list[dict[str, object]] = []
    print("words unchanged, %: of the 600, and of", len(many), "others; relative error of weights")
    print(f"{'':<48} {'float':>6} {'int8':>6}  {'float':>6} {'int8':>6}")
    for encoding in ("int8", "codes fitted", "codes shift", "terms fitted", "terms shift"):
        for label, method in methods.items():
            if encoding == "int8" and label != "plain":
                continue
            compressed, errors = compress(weights, encoding, method)
            shares = [
                identical(reference, phonemes(words, compressed, integer))
                for words, reference in zip((few, many), references, strict=True)
                for integer in (False, True)
            ]
            results.append(
                {"encoding": encoding, "method": label, "identical": shares, "errors": errors}
            )
            print(
                f"{encoding:<14} {label:<33} {shares[0]:>6.1f} {shares[1]:>6.1f}"
                f"  {shares[2]:>6.1f} {shares[3]:>6.1f}   "
                + " ".join(f"{error:.4f}" for error in errors),
                flush=True,
            )
    if arguments.output:
        arguments.output.write_text(json.dumps({"schema": 1, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
