"""Writes ReferenceOutputs.swift: what small dense networks give, by NumPy in float64.

The cells are written here from the published equations, gate by gate, and share nothing with the
Swift code; the weights come from a formula that both sides evaluate exactly. Run it in this folder:

    python3 reference_inference.py > ../ReferenceOutputs.swift
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Function = Callable[[Vector], Vector]

STEPS = 5


def weights(seed: int, *shape: int) -> Vector:
    """Multiples of 1/128 between -1 and 1, the same in Swift's `formulaWeights`."""
    count = int(np.prod(shape))
    index = np.arange(count, dtype=np.int64)
    return ((index * 7919 + seed * 104729) % 251 - 125).reshape(shape) / 128.0


def sigmoid(x: Vector) -> Vector:
    return 1.0 / (1.0 + np.exp(-x))


def tanh(x: Vector) -> Vector:
    return np.tanh(x)


def clipped(shift: int, offset: float, low: float, high: float) -> Function:
    return lambda x: np.clip(x / 2**shift + offset, low, high)


def features(size: int) -> list[Vector]:
    return [weights(100 + step, size) for step in range(STEPS)]


def lstm(
    xs: list[Vector],
    hidden: int,
    seed: int,
    gate: Function = sigmoid,
    candidate: Function = tanh,
    cell: Function = tanh,
    output_gate: Function = sigmoid,
) -> tuple[list[Vector], list[Vector]]:
    """Hochreiter and Schmidhuber with forget gates; returns outputs and cells."""
    inputs = len(xs[0])
    w = dict(zip("ifgo", weights(seed, 4, hidden, inputs), strict=True))
    u = dict(zip("ifgo", weights(seed + 1, 4, hidden, hidden), strict=True))
    b = dict(zip("ifgo", weights(seed + 2, 4, hidden), strict=True))
    h, c = np.zeros(hidden), np.zeros(hidden)
    outputs, cells = [], []
    for x in xs:
        i = gate(w["i"] @ x + u["i"] @ h + b["i"])
        f = gate(w["f"] @ x + u["f"] @ h + b["f"])
        g = candidate(w["g"] @ x + u["g"] @ h + b["g"])
        o = output_gate(w["o"] @ x + u["o"] @ h + b["o"])
        c = f * c + i * g
        h = o * cell(c)
        outputs.append(h)
        cells.append(c)
    return outputs, cells


def gru(
    xs: list[Vector],
    hidden: int,
    seed: int,
    reset_after: bool,
    gate: Function = sigmoid,
    candidate: Function = tanh,
) -> list[Vector]:
    """Cho et al., arXiv 1406.1078, with the reset before or after the recurrent product."""
    inputs = len(xs[0])
    w_r, w_z, w_n = weights(seed, 3, hidden, inputs)
    u_r, u_z, u_n = weights(seed + 1, 3, hidden, hidden)
    b_r, b_z, b_n = weights(seed + 2, 3, hidden)
    d_r, d_z, d_n = weights(seed + 3, 3, hidden)
    h = np.zeros(hidden)
    outputs = []
    for x in xs:
        r = gate(w_r @ x + b_r + u_r @ h + d_r)
        z = gate(w_z @ x + b_z + u_z @ h + d_z)
        state = r * (u_n @ h + d_n) if reset_after else u_n @ (r * h) + d_n
        n = candidate(w_n @ x + b_n + state)
        h = (1.0 - z) * n + z * h
        outputs.append(h)
    return outputs


def linear(xs: list[Vector], outputs: int, seed: int, activation: Function) -> list[Vector]:
    w, b = weights(seed, outputs, len(xs[0])), weights(seed + 1, outputs)
    return [activation(w @ x + b) for x in xs]


def language_model() -> list[Vector]:
    """Embedding, two LSTM layers, and a linear layer tied to the embedding."""
    embedding = weights(1, 9, 5)
    xs = [embedding[token] for token in (3, 1, 4, 1, 5)]
    xs, _ = lstm(xs, 7, 10)
    xs, _ = lstm(xs, 5, 20)
    bias = weights(2, 9)
    return [embedding @ x + bias for x in xs]


def relu(x: Vector) -> Vector:
    return np.maximum(x, 0.0)


def identity(x: Vector) -> Vector:
    return x


def literal(name: str, description: str, vectors: list[Vector]) -> str:
    rows = []
    for vector in vectors:
        values = [f"{value:.9f}" for value in vector]
        lines = [", ".join(values[at : at + 6]) for at in range(0, len(values), 6)]
        rows.append("    [\n      " + ",\n      ".join(lines) + ",\n    ],")
    body = "\n".join(rows)
    return f"  /// {description}\n  static let {name}: [[Float]] = [\n{body}\n  ]\n"


def main() -> None:
    xs = features(6)
    hard = clipped(2, 0.5, 0.0, 1.0)
    soft = clipped(1, 0.0, -1.0, 1.0)
    lstm_outputs, lstm_cells = lstm(xs, 19, 30)
    parts = [
        literal("lstm", "The hidden state after each step.", lstm_outputs),
        literal("lstmCells", "The cell state after each step.", lstm_cells),
        literal(
            "clippedLSTM",
            "Clipped gates, candidate and cell, and a sigmoid output gate.",
            lstm(xs, 8, 30, gate=hard, candidate=soft, cell=soft, output_gate=sigmoid)[0],
        ),
        literal("gruResetAfter", "The hidden state after each step.", gru(xs, 7, 40, True)),
        literal("gruResetBefore", "The hidden state after each step.", gru(xs, 7, 40, False)),
        literal(
            "clippedGRU",
            "Clipped gates and candidate.",
            gru(xs, 7, 40, True, gate=hard, candidate=soft),
        ),
        literal("linearNone", "No activation.", linear(xs, 3, 50, identity)),
        literal("linearReLU", "Rectified.", linear(xs, 3, 50, relu)),
        literal("linearTanh", "Hyperbolic tangent.", linear(xs, 3, 50, tanh)),
        literal("linearSigmoid", "Sigmoid.", linear(xs, 3, 50, sigmoid)),
        literal("languageModel", "The logits after each token.", language_model()),
    ]
    print("// Written by Fixtures/reference_inference.py; do not edit.\n")
    print("/// What NumPy gives in float64 for the networks of the tests.")
    print("enum ReferenceOutputs {")
    print("\n".join(parts), end="")
    print("}")


if __name__ == "__main__":
    main()
