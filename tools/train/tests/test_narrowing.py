"""A narrower embedding computes what the wider one did, as far as its rank allows."""

import torch

from lacuna_train.narrowing import narrowed


def state(rank: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(5)
    return {
        "embedding.weight": torch.randn(50, rank) @ torch.randn(rank, 12),
        "bottleneck.weight": torch.randn(12, 7),
        "lstm.weight_ih_l0": torch.randn(28, 12),
        "lstm.weight_hh_l0": torch.randn(28, 7),
    }


def test_products_stay_where_the_embedding_has_no_higher_rank() -> None:
    wide = state(rank=8)
    narrow = narrowed(wide, 8)
    assert narrow["embedding.weight"].shape == (50, 8)
    assert narrow["output.weight"] is narrow["embedding.weight"]
    for made, expected in (
        (
            narrow["embedding.weight"] @ narrow["bottleneck.weight"],
            wide["embedding.weight"] @ wide["bottleneck.weight"],
        ),
        (
            narrow["embedding.weight"] @ narrow["lstm.weight_ih_l0"].T,
            wide["embedding.weight"] @ wide["lstm.weight_ih_l0"].T,
        ),
    ):
        assert torch.allclose(made, expected, atol=1e-3)
    assert narrow["lstm.weight_hh_l0"] is wide["lstm.weight_hh_l0"]


def test_what_is_narrow_already_stays_as_it_is() -> None:
    wide = state(rank=8)
    assert narrowed(wide, 12) is wide
