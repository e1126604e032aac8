"""The g2p-en network in NumPy, many words at a time, for the studies here.

Weights may be replaced, and activations may follow the integer engine's formats: inputs int8 with
one power-of-two exponent a vector, the hidden state int8 Q0.7 where a product reads it and
int16 Q0.15 where the state itself is carried.
"""

import random
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Weights = dict[str, Array]

GRAPHEMES = ("<pad>", "<unk>", "</s>", *"abcdefghijklmnopqrstuvwxyz")
START, STOP, LIMIT = 2, 3, 20
RECURRENT = ("enc_w_ih", "enc_w_hh", "dec_w_ih", "dec_w_hh")


def load(checkpoint: Path) -> Weights:
    """Every array of the checkpoint, by name."""
    with np.load(checkpoint) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays}


def draw_words(dictionary: Path, count: int = 600, seed: int = 1) -> list[str]:
    """Words drawn from the sorted distinct lower-cased ASCII-alphabetic lines of a word list."""
    lines = dictionary.read_text(encoding="utf-8").split("\n")
    words = sorted({line.lower() for line in lines if re.fullmatch("[A-Za-z]+", line)})
    return random.Random(seed).sample(words, count)


def quantize_vectors(vectors: Array) -> Array:
    """Rounds each row to int8 with one power-of-two exponent, from its largest magnitude."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    exponent = np.ceil(np.log2(np.maximum(largest, 1e-30) / 127.0))
    step = np.exp2(exponent).astype(np.float32)
    rounded: Array = np.clip(np.rint(vectors / step), -127, 127).astype(np.float32) * step
    return rounded


def quantize_hidden(state: Array) -> Array:
    """Rounds a hidden state to int8 Q0.7."""
    rounded: Array = np.clip(np.rint(state * 128), -127, 127).astype(np.float32) / np.float32(128)
    return rounded


@dataclass
class Statistics:
    """Second moments of what each matrix multiplies, summed over the steps that were run."""

    moments: dict[str, npt.NDArray[np.float64]]
    counts: dict[str, int]

    def add(self, name: str, vectors: Array) -> None:
        wide = vectors.astype(np.float64)
        product = wide.T @ wide
        self.moments[name] = self.moments.get(name, np.zeros_like(product)) + product
        self.counts[name] = self.counts.get(name, 0) + len(vectors)


def gru_step(
    inputs: Array,
    state: Array,
    weights: Weights,
    prefix: str,
    integer: bool,
    statistics: Statistics | None,
) -> Array:
    """One step of a GRU, gates r, z, n, reset after; all arrays `[words, ...]`."""
    shown_input = quantize_vectors(inputs) if integer else inputs
    shown_state = quantize_hidden(state) if integer else state
    if statistics is not None:
        statistics.add(prefix + "_w_ih", shown_input)
        statistics.add(prefix + "_w_hh", shown_state)
    from_input = shown_input @ weights[prefix + "_w_ih"].T + weights[prefix + "_b_ih"]
    from_state = shown_state @ weights[prefix + "_w_hh"].T + weights[prefix + "_b_hh"]
    hidden = state.shape[1]
    gates = 1 / (1 + np.exp(-(from_input[:, : 2 * hidden] + from_state[:, : 2 * hidden])))
    reset, update = gates[:, :hidden], gates[:, hidden:]
    candidate = np.tanh(from_input[:, 2 * hidden :] + reset * from_state[:, 2 * hidden :])
    result: Array = ((1 - update) * candidate + update * state).astype(np.float32)
    if integer:
        wide = np.clip(np.rint(result * 32768), -32767, 32767)
        result = wide.astype(np.float32) / np.float32(32768)
    return result


def phonemes(
    words: list[str],
    weights: Weights,
    integer: bool = False,
    statistics: Statistics | None = None,
) -> list[tuple[int, ...]]:
    """The phoneme ids of each word, greedy, at most 20, the stop id left out."""
    index = {letter: position for position, letter in enumerate(GRAPHEMES)}
    spelled = [[index[letter] for letter in word] + [index["</s>"]] for word in words]
    state = np.zeros((len(words), weights["enc_w_hh"].shape[1]), dtype=np.float32)
    for step in range(max(map(len, spelled))):
        rows = np.array([row for row, letters in enumerate(spelled) if step < len(letters)])
        inputs = weights["enc_emb"][[spelled[row][step] for row in rows]]
        state[rows] = gru_step(inputs, state[rows], weights, "enc", integer, statistics)
    found: list[list[int]] = [[] for _ in words]
    previous = np.full(len(words), START)
    rows = np.arange(len(words))
    for _ in range(LIMIT):
        inputs = weights["dec_emb"][previous[rows]]
        state[rows] = gru_step(inputs, state[rows], weights, "dec", integer, statistics)
        shown = quantize_hidden(state[rows]) if integer else state[rows]
        if statistics is not None:
            statistics.add("fc_w", shown)
        previous[rows] = (shown @ weights["fc_w"].T + weights["fc_b"]).argmax(axis=1)
        rows = rows[previous[rows] != STOP]
        if rows.size == 0:
            break
        for row in rows:
            found[row].append(int(previous[row]))
    return [tuple(ids) for ids in found]


def identical(first: list[tuple[int, ...]], second: list[tuple[int, ...]]) -> float:
    """Per cent of words with the same phonemes in both."""
    return 100 * sum(a == b for a, b in zip(first, second, strict=True)) / len(first)
