"""A tied embedding made narrower: along its principal directions, so that least is lost."""

import torch
from torch import Tensor


def narrowed(state: dict[str, Tensor], width: int) -> dict[str, Tensor]:
    """Return a state dict whose tied embedding and bottleneck have `width` columns and rows.

    With the embedding's first `width` right singular vectors R `[width, wider]`, the embedding
    `[vocabulary, wider]` becomes E·Rᵀ, the bottleneck R·B and the first layer's input matrix W·Rᵀ:
    the best approximation of that rank of both products (Eckart and Young, 1936), the same where
    the embedding has no higher rank. A state that is as narrow already, or has no bottleneck, is
    given back as it is.
    """
    embedding = state["embedding.weight"]
    if "bottleneck.weight" not in state or embedding.shape[1] <= width:
        return state
    directions = torch.linalg.svd(embedding.double(), full_matrices=False).Vh[:width].float()
    narrow = embedding @ directions.T
    return state | {
        "embedding.weight": narrow,
        "output.weight": narrow,
        "bottleneck.weight": directions @ state["bottleneck.weight"],
        "lstm.weight_ih_l0": state["lstm.weight_ih_l0"] @ directions.T,
    }
