"""Words that stand in for others while a model trains."""

import torch

from lacuna_train.loop import noised


def test_about_so_many_words_are_others_and_of_the_text() -> None:
    inputs = torch.zeros(40, 50, dtype=torch.long)
    text = torch.tensor([7, 8, 8, 8])
    found = noised(inputs, text, 0.2, seed=4)
    others = found[found != 0]
    assert 320 < others.numel() < 480
    assert set(others.tolist()) == {7, 8}
    assert 0.6 < float((others == 8).float().mean()) < 0.9


def test_a_seed_says_which() -> None:
    inputs, text = torch.arange(400).view(20, 20), torch.arange(400, 800)
    first = noised(inputs, text, 0.3, seed=1)
    assert torch.equal(first, noised(inputs, text, 0.3, seed=1))
    assert not torch.equal(first, noised(inputs, text, 0.3, seed=2))
    assert noised(inputs, text, 0.0, seed=1) is inputs
