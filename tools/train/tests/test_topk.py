import pytest
import torch

from lacuna_train.topk import group_mask, kept_magnitude


@pytest.mark.parametrize("terms", [1, 2, 5, 7])
@pytest.mark.parametrize("group", [8, 16, 32])
def test_every_group_keeps_its_largest(terms: int, group: int) -> None:
    weight = torch.randn(6, 2 * group, generator=torch.Generator().manual_seed(terms))
    mask = group_mask(weight, terms, group).view(6, 2, group)
    assert (mask.sum(dim=2) == terms).all()
    magnitude = weight.abs().view(6, 2, group)
    least_kept = magnitude.masked_fill(~mask, 9).amin(dim=2)
    most_dropped = magnitude.masked_fill(mask, 0).amax(dim=2)
    assert (least_kept >= most_dropped).all()


def test_groups_run_down_columns_on_the_output_axis() -> None:
    weight = torch.randn(16, 3, generator=torch.Generator().manual_seed(3))
    mask = group_mask(weight, 2, 8, "output")
    assert torch.equal(mask, group_mask(weight.t(), 2, 8).t())
    assert (mask.view(2, 8, 3).sum(dim=1) == 2).all()


def test_a_short_last_group_keeps_as_many_of_fewer() -> None:
    mask = group_mask(torch.arange(1.0, 11.0).view(1, 10), 3, 8)
    assert mask.view(-1).tolist() == [False] * 5 + [True] * 5
    assert group_mask(torch.ones(1, 9), 3, 8)[0, 8]


def test_of_equal_magnitudes_the_first_stay() -> None:
    weight = torch.tensor([[1.0, -1.0, 1.0, -1.0, 1.0, 1.0, 1.0, 1.0]])
    assert group_mask(weight, 2, 8)[0].tolist() == [True, True] + [False] * 6
    assert group_mask(weight, 5, 8)[0].tolist() == [True] * 5 + [False] * 3


def test_as_many_terms_as_places_keep_all() -> None:
    assert group_mask(torch.zeros(2, 8), 8, 8).all()
    assert kept_magnitude(torch.randn(2, 8), 8, 8) == 1.0
