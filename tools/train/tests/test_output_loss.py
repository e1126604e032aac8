import pytest
import torch
from pytest import MonkeyPatch
from torch import Tensor
from torch.nn.functional import cross_entropy, linear

from lacuna_train import output_loss as module
from lacuna_train.output_loss import SoftTargets, output_loss


def sample() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(6)
    hidden, weight, bias = (
        torch.randn(shape, generator=generator, requires_grad=True)
        for shape in ((11, 5), (7, 5), (7,))
    )
    return hidden, weight, bias, torch.randint(7, (11,), generator=generator)


def test_loss_and_gradients_are_those_of_the_plain_formula(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK_SCORES", 7 * 4)
    hidden, weight, bias, targets = sample()
    expected = cross_entropy(linear(hidden, weight, bias), targets)
    gradients = torch.autograd.grad(expected * 3, [hidden, weight, bias])
    found, hard = output_loss(hidden, weight, bias, targets)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(hard, expected.detach())
    for mine, theirs in zip(
        torch.autograd.grad(found * 3, [hidden, weight, bias]), gradients, strict=True
    ):
        torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize("named", [7, 3])
def test_soft_targets_add_their_own_cross_entropy(named: int, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK_SCORES", 7 * 4)
    hidden, weight, bias, targets = sample()
    generator = torch.Generator().manual_seed(8)
    probabilities = torch.randn((11, 7), generator=generator).softmax(dim=1)
    top = probabilities.topk(named, dim=1)
    scores = linear(hidden, weight, bias)

    # The classes that are not named are one class, with the sum of their probabilities.
    others = torch.ones(11, 7).scatter(1, top.indices, 0.0)
    taught = torch.cat([top.values, (probabilities * others).sum(1, keepdim=True)], dim=1)
    log_rest = (scores.softmax(1) * others).sum(1, keepdim=True).clamp(min=1e-9).log()
    found_logs = torch.cat([scores.log_softmax(1).gather(1, top.indices), log_rest], dim=1)
    expected = cross_entropy(scores, targets) - 0.5 * (taught * found_logs).sum(1).mean()
    gradients = torch.autograd.grad(expected, [hidden, weight, bias])

    soft = SoftTargets(top.indices, top.values, 0.5)
    found, hard = output_loss(hidden, weight, bias, targets, soft=soft)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(hard, cross_entropy(scores, targets).detach())
    for mine, theirs in zip(
        torch.autograd.grad(found, [hidden, weight, bias]), gradients, strict=True
    ):
        torch.testing.assert_close(mine, theirs)


def test_low_precision_stays_close(monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK_SCORES", 7 * 4)
    hidden, weight, bias, targets = sample()
    found, _ = output_loss(hidden, weight, bias, targets, torch.bfloat16)
    expected = cross_entropy(linear(hidden, weight, bias), targets)
    torch.testing.assert_close(found, expected, rtol=0.02, atol=0.02)
    for mine, theirs in zip(
        torch.autograd.grad(found, [hidden, weight, bias]),
        torch.autograd.grad(expected, [hidden, weight, bias]),
        strict=True,
    ):
        assert mine.dtype == torch.float32
        torch.testing.assert_close(mine, theirs, rtol=0.05, atol=0.01)


def test_a_loss_without_bounds_is_capped_and_its_gradient_is_not() -> None:
    hidden = torch.tensor([[200.0]], requires_grad=True)
    weight, bias = torch.tensor([[1.0], [0.0]]), torch.zeros(2)
    found, hard = output_loss(hidden, weight, bias, torch.tensor([1]))
    assert float(hard) == pytest.approx(85.2, abs=0.05)
    (gradient,) = torch.autograd.grad(found, [hidden])
    torch.testing.assert_close(gradient, torch.tensor([[1.0]]))
