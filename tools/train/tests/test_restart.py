"""Streams that begin anew from a state of zeros."""

import torch
from torch import Tensor

from lacuna_train.loop import restarted


def state() -> tuple[Tensor, Tensor]:
    return torch.ones(2, 400, 3), 2 * torch.ones(2, 400, 3)


def test_without_a_share_a_state_stays() -> None:
    before = state()
    assert restarted(before, 0.0) is before
    assert restarted(None, 0.5) is None


def test_whole_streams_begin_anew_in_all_layers_and_parts() -> None:
    torch.manual_seed(3)
    hidden, cells = restarted(state(), 0.25)
    begun = hidden[0, :, 0] == 0
    assert 70 < int(begun.sum()) < 130
    for part, value in ((hidden, 1.0), (cells, 2.0)):
        assert torch.equal(part[:, begun], torch.zeros(2, int(begun.sum()), 3))
        assert torch.equal(part[:, ~begun], torch.full((2, 400 - int(begun.sum()), 3), value))


def test_a_state_that_is_one_tensor_keeps_its_form() -> None:
    assert torch.equal(restarted(torch.ones(1, 4, 2), 1.0), torch.zeros(1, 4, 2))
