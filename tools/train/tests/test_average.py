"""The average of parameters, and that a run validates and keeps it."""

import torch
from torch import nn

from lacuna_train.average import Average


def one(value: float) -> nn.Linear:
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, value)
    return layer


def test_a_constant_stays_and_a_step_to_and_fro_is_evened_out() -> None:
    layer = one(1.0)
    average = Average(layer, 0.9)
    for step in range(1000):
        nn.init.constant_(layer.weight, 1.0 if step % 2 else 3.0)
        average.update(step)
    assert abs(float(average.values["weight"]) - 2.0) < 0.11


def test_early_steps_forget_the_beginning() -> None:
    layer = one(100.0)
    average = Average(layer, 0.999)
    nn.init.constant_(layer.weight, 0.0)
    for step in range(100):
        average.update(step)
    assert abs(float(average.values["weight"])) < 1e-6


def test_the_model_has_its_own_weights_again_after_the_context() -> None:
    layer = one(4.0)
    average = Average(layer, 0.5)
    nn.init.constant_(layer.weight, 8.0)
    average.update(1000)
    with average.in_place():
        assert torch.equal(layer.weight, torch.full((1, 1), 6.0))
    assert torch.equal(layer.weight, torch.full((1, 1), 8.0))
