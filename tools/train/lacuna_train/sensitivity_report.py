"""Measure a run's sensitivity to each encoding of each matrix, and print a plan for a budget."""

from pathlib import Path

import torch
from torch import Tensor

from lacuna_train.compress_stage import load_stage
from lacuna_train.data import load
from lacuna_train.encodings import Encoding
from lacuna_train.loop import evaluate
from lacuna_train.run_folder import require_same_vocabulary
from lacuna_train.sensitivity import measure, plan, require_budget

CANDIDATES = (
    "terms:1/16,fitted", "terms:3/32,fitted", "terms:2/16,fitted", "terms:3/16,fitted",
    "terms:4/16,fitted", "codes,fitted", "int8",
)  # fmt: skip


def compare(
    run: Path, corpus_folder: Path, budget: int, tokens: int, candidates: list[str] | None
) -> dict[str, Encoding]:
    """Print and return the plan."""
    model, settings = load_stage(run)
    corpus = load(corpus_folder, settings.unit)
    require_same_vocabulary(run, settings.model.vocabulary, corpus_folder, corpus.vocabulary)
    text: Tensor = corpus.validate[:tokens]
    device = torch.device("cpu")
    shapes = {name: (matrix.shape[0], matrix.shape[1]) for name, matrix in model.matrices().items()}

    def loss(name: str, encoding: Encoding) -> float:
        model.compression.encodings = {name: encoding}
        model.compression.quantized = True
        # Codebooks of what was measured before are none of this encoding's.
        model.set_extra_state({})
        return evaluate(model, text, device)

    encodings = [Encoding.parse(text) for text in candidates or CANDIDATES]
    # Before minutes of measuring: `plan` would find it only after them.
    require_budget(([e.size(*shape) for e in encodings] for shape in shapes.values()), budget)
    model.compression.encodings = {}
    base = evaluate(model, text, device)
    options = measure(shapes, encodings, loss)
    print(f"loss as it is: {base:.4f}; more, with one matrix encoded:")
    for name, found in options.items():
        costs = "  ".join(f"{option.encoding} {option.loss - base:+.4f}" for option in found)
        print(f"{name:<20} {costs}")
    chosen = plan(options, budget)
    total = sum(encoding.size(*shapes[name]) for name, encoding in chosen.items())
    print(f"within {budget:,} bytes ({total:,}):")
    for name, encoding in chosen.items():
        print(f"  --encoding {name}={encoding}")
    return chosen
