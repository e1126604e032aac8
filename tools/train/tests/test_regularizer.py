import torch

from lacuna_train.recurrent import LSTM
from lacuna_train.regularizer import Regularizer


def run(regularizer: Regularizer, steps: int) -> LSTM:
    torch.manual_seed(1)
    layers = LSTM(4, 8, 2)
    optimizer = torch.optim.Adam(layers.parameters(), lr=0.02)
    x = torch.randn(10, 16, 4)
    for _ in range(steps):
        output, _ = layers(x)
        loss = (output - x.mean(dim=2, keepdim=True)).square().mean()
        optimizer.zero_grad()
        (loss + regularizer.penalty(layers)).backward()
        optimizer.step()
    return layers


def test_a_stronger_penalty_turns_more_units_off() -> None:
    densities = [float(run(Regularizer(strength), 150).densities[0]) for strength in (0.0, 0.1)]
    assert densities[1] < densities[0] - 0.2


def test_the_strength_rises_above_the_target_and_falls_below_it() -> None:
    above, below = Regularizer(0.01, target=0.1), Regularizer(0.01, target=1.0)
    run(above, 5)
    run(below, 5)
    assert min(above.strengths) > 0.01
    assert max(below.strengths) < 0.01


def test_a_target_is_approached() -> None:
    layers = run(Regularizer(0.05, target=0.4), 600)
    assert abs(float(layers.densities[0]) - 0.4) < 0.2
