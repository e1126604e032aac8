"""How the order of a GRU's rows changes what output-axis top-k pruning keeps.

An output-axis group is g consecutive rows of one column. Which rows are neighbours is the file
format's choice: gate-major (all r, all z, all n), unit-interleaved (r, z, n of unit 0, then of
unit 1, ...) or blocks of 16 units (16 r, 16 z, 16 n, then the next 16 units). This script prunes
the four matrices of the g2p-en model each way and reports the share of squared magnitude kept,
the relative error, how the kept terms spread over the gates and, given a word list, how many words
the pruned model still turns into the same phonemes (weights and activations in float).

    python3 tools/studies/gate_order.py CHECKPOINT20.npz [--dictionary american-english]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from g2p_model import RECURRENT, Weights, draw_words, identical, load, phonemes

Matrix = npt.NDArray[np.float64]
Order = npt.NDArray[np.intp]

GATES = 3
SETTINGS = ((1, 8), (2, 8), (4, 8), (1, 16), (2, 16), (4, 16), (8, 16), (2, 32), (4, 32), (8, 32))
WORD_SETTINGS = ((4, 8), (4, 16), (8, 16), (12, 16), (8, 32), (16, 32))
ORDERS = ("gate-major", "interleaved", "blocks of 16")


def row_orders(hidden: int) -> dict[str, Order]:
    """Row permutations of a `[3*hidden, n]` matrix that is stored gate-major."""
    rows = np.arange(GATES * hidden).reshape(GATES, hidden)
    return {
        "gate-major": rows.reshape(-1),
        "interleaved": rows.T.reshape(-1),
        "blocks of 16": rows.reshape(GATES, hidden // 16, 16).transpose(1, 0, 2).reshape(-1),
    }


def keep_mask(weights: Matrix, group: int, terms: int) -> npt.NDArray[np.bool_]:
    """Marks the `terms` largest magnitudes among each `group` consecutive rows of a column."""
    rows, columns = weights.shape
    magnitude = np.abs(weights).reshape(rows // group, group, columns)
    ranked = np.argsort(-magnitude, axis=1, kind="stable")
    mask = np.zeros(magnitude.shape, dtype=np.bool_)
    np.put_along_axis(mask, ranked[:, :terms, :], True, axis=1)
    return mask.reshape(rows, columns)


def measure(weights: Matrix, order: Order, group: int, terms: int) -> dict[str, object]:
    """Prunes in the given row order; shares of energy and of terms, per gate in the end."""
    mask = np.zeros(weights.shape, dtype=np.bool_)
    mask[order] = keep_mask(weights[order], group, terms)
    energy = weights**2
    share = float(energy[mask].sum() / energy.sum())
    hidden = weights.shape[0] // GATES
    gate_rows = [slice(gate * hidden, (gate + 1) * hidden) for gate in range(GATES)]
    row_terms = mask.sum(axis=1)
    return {
        "share": share,
        "error": float(np.sqrt(1 - share)),
        "gateShare": [
            float((energy[rows] * mask[rows]).sum() / energy[rows].sum()) for rows in gate_rows
        ],
        "gateDensity": [float(mask[rows].mean()) for rows in gate_rows],
        "rowTerms": [int(row_terms.min()), int(row_terms.max())],
    }


def baselines(hidden: int) -> dict[str, Matrix]:
    """Seeded random matrices: all alike, and one gate twice the others' size."""
    random = np.random.default_rng(1)
    normal = random.standard_normal((GATES * hidden, hidden))
    uniform = random.uniform(-1, 1, (GATES * hidden, hidden))
    unequal = normal.copy()
    unequal[2 * hidden :] *= 2
    return {"normal": normal, "uniform": uniform, "n gate x2": unequal}


def compare_words(weights: Weights, words: list[str]) -> list[dict[str, object]]:
    """Words unchanged when all four matrices are pruned, in each order and on the input axis."""
    reference = phonemes(words, weights)
    results: list[dict[str, object]] = []

    def report(label: str, pruned: Weights) -> str:
        share = identical(reference, phonemes(words, weights | pruned))
        results.append({"terms": terms, "group": group, "order": label, "identical": share})
        return f"  {share:>13.1f}%"

    print(f"\nwords unchanged, of {len(words)}, all four matrices pruned")
    print(f"{'k/g':<16}" + "".join(f"  {name:>14}" for name in (*ORDERS, "input axis")))
    for terms, group in WORD_SETTINGS:
        cells = []
        for label, order in row_orders(weights["enc_w_hh"].shape[1]).items():
            pruned = {}
            for name in RECURRENT:
                mask = np.zeros(weights[name].shape, dtype=np.bool_)
                mask[order] = keep_mask(weights[name][order].astype(np.float64), group, terms)
                pruned[name] = weights[name] * mask
            cells.append(report(label, pruned))
        pruned = {
            name: weights[name] * keep_mask(weights[name].T.astype(np.float64), group, terms).T
            for name in RECURRENT
        }
        cells.append(report("input axis", pruned))
        print(f"{f'{terms}/{group}':<16}" + "".join(cells))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("checkpoint", type=Path, help="g2p-en's checkpoint20.npz")
    parser.add_argument("--dictionary", type=Path, help="a word list, to count words unchanged")
    parser.add_argument("--words", type=int, default=6000, help="how many words to draw")
    parser.add_argument("--output", type=Path, help="write every number as JSON")
    arguments = parser.parse_args()

    model = load(arguments.checkpoint)
    subjects = {name: model[name].astype(np.float64) for name in RECURRENT}
    subjects |= baselines(256)

    results: list[dict[str, object]] = []
    head = f"{'matrix':<10} {'k/g':>5}"
    print(head + "".join(f"  {name:>14}" for name in ORDERS) + "   whole matrix")
    print(f"{'':<16}" + f"  {'kept%  error':>14}" * 3 + "   kept%  error")
    for name, weights in subjects.items():
        orders = row_orders(weights.shape[0] // GATES)
        for terms, group in SETTINGS:
            cells = []
            for label, order in orders.items():
                result = measure(weights, order, group, terms)
                results.append(
                    {"matrix": name, "group": group, "terms": terms, "order": label} | result
                )
                cells.append(f"  {100 * float(str(result['share'])):>7.2f} {result['error']:>6.4f}")
            energy = np.sort(np.abs(weights).reshape(-1) ** 2)[::-1]
            best = float(energy[: energy.size * terms // group].sum() / energy.sum())
            cells.append(f"  {100 * best:>6.2f} {np.sqrt(1 - best):>6.4f}")
            print(f"{name:<10} {terms:>2}/{group:<2}" + "".join(cells))
        print()

    print("gate by gate (r z n), 2/16: share of squared magnitude kept, density, terms a row")
    for result in results:
        if (result["terms"], result["group"]) == (2, 16):
            share, density, span = result["gateShare"], result["gateDensity"], result["rowTerms"]
            assert isinstance(share, list) and isinstance(density, list) and isinstance(span, list)
            print(
                f"{result['matrix']:<10} {result['order']:<13}"
                + " ".join(f"{100 * value:6.2f}" for value in share)
                + "   "
                + " ".join(f"{100 * value:6.2f}" for value in density)
                + f"   {span[0]} to {span[1]}"
            )
    words: list[dict[str, object]] = []
    if arguments.dictionary:
        words = compare_words(model, draw_words(arguments.dictionary, arguments.words))
    if arguments.output:
        document = {"schema": 1, "results": results, "words": words}
        arguments.output.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
