import pytest
import torch
from torch import Tensor, nn

from lacuna_train.recurrent import GRU, LSTM


def slow_clipped(module: LSTM, x: Tensor, excess: list[Tensor] | None = None) -> Tensor:
    """The clipped LSTM, one layer after another, as one would write it down."""
    for layer in range(module.num_layers):
        wi, wh = (module.get_parameter(f"weight_{k}_l{layer}") for k in ("ih", "hh"))
        bi, bh = (module.get_parameter(f"bias_{k}_l{layer}") for k in ("ih", "hh"))
        h = torch.zeros(x.shape[1], module.hidden_size)
        c, outputs = h, []
        over = torch.zeros(())
        for step in x:
            i, f, g, o = torch.chunk(step @ wi.t() + bi + h @ wh.t() + bh, 4, dim=1)
            over = over + sum((v.abs() - 2).clamp(min=0).sum() for v in (i, f))
            over = over + (g.abs() - 1).clamp(min=0).sum()
            i, f, o = ((v / 4 + 0.5).clamp(0, 1) for v in (i, f, o))
            c = f * c + i * g.clamp(-1, 1)
            h = o * c.clamp(-1, 1)
            over = over + (c.abs() - 1).clamp(min=0).sum()
            outputs.append(h)
        x = torch.stack(outputs)
        if excess is not None:
            excess.append(over / x.numel())
    return x


def spread(module: nn.Module) -> None:
    """Make weights large enough that every gate is clipped now and then."""
    generator = torch.Generator().manual_seed(7)
    for parameter in module.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator) * 0.9


def test_smooth_gates_give_what_pytorch_gives() -> None:
    torch.manual_seed(1)
    ours, theirs = LSTM(5, 6, 2, gates="smooth"), nn.LSTM(5, 6, 2)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(7, 3, 5)
    found, (h, c) = ours(x)
    expected, (expected_h, expected_c) = theirs(x)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(h, expected_h)
    torch.testing.assert_close(c, expected_c)
    found.pow(2).sum().backward()
    expected.pow(2).sum().backward()
    for name, parameter in theirs.named_parameters():
        torch.testing.assert_close(ours.get_parameter(name).grad, parameter.grad)


def test_clipped_gates_and_their_gradient_match_the_plain_formula() -> None:
    module = LSTM(5, 6, 2)
    spread(module)
    x = torch.randn(9, 3, 5, generator=torch.Generator().manual_seed(2), requires_grad=True)
    expected = slow_clipped(module, x)
    expected_gradients = torch.autograd.grad(expected.pow(2).sum(), [x, *module.parameters()])
    found, _ = module(x)
    gradients = torch.autograd.grad(found.pow(2).sum(), [x, *module.parameters()])
    torch.testing.assert_close(found, expected)
    for mine, theirs in zip(gradients, expected_gradients, strict=True):
        torch.testing.assert_close(mine, theirs)
    assert (found == 0).float().mean() > 0.1


def test_the_excess_and_its_gradient_match_the_plain_formula() -> None:
    module = LSTM(5, 6, 2)
    spread(module)
    module.watched = True
    x = torch.randn(9, 3, 5, generator=torch.Generator().manual_seed(2), requires_grad=True)
    excess: list[Tensor] = []
    expected = slow_clipped(module, x, excess)
    values = [x, *module.parameters()]
    expected_gradients = torch.autograd.grad(
        expected.pow(2).sum() + 20 * torch.stack(excess).sum(), values
    )
    found, _ = module(x)
    gradients = torch.autograd.grad(
        found.pow(2).sum() + 20 * torch.stack(module.excess).sum(), values
    )
    torch.testing.assert_close(torch.stack(module.excess), torch.stack(excess))
    assert min(module.excess) > 0.1
    for mine, theirs in zip(gradients, expected_gradients, strict=True):
        torch.testing.assert_close(mine, theirs)


def test_the_penalty_reaches_the_output_gates_and_only_lowers_them() -> None:
    module = LSTM(3, 4)
    module(torch.randn(5, 2, 3))
    module.activity[0].backward()  # type: ignore[no-untyped-call]
    bias = module.get_parameter("bias_ih_l0").grad
    assert bias is not None
    assert (bias[12:] > 0).all()
    # One layer's gates depend on earlier cells through the hidden state alone, and its
    # own gradient is cut from none of that.
    assert bias[:12].abs().sum() > 0


def test_a_split_sequence_gives_what_the_whole_gives() -> None:
    module = LSTM(3, 4, 2)
    module.rounded = True
    x = torch.randn(8, 2, 3)
    whole, last = module(x)
    first, state = module(x[:5])
    second, found = module(x[5:], state)
    torch.testing.assert_close(torch.cat([first, second]), whole)
    torch.testing.assert_close(found, last)


def test_rounded_states_are_what_int8_and_int16_hold() -> None:
    module = LSTM(3, 4, 2)
    spread(module)
    module.rounded = True
    output, (_, c) = module(torch.randn(40, 2, 3) * 3)
    assert torch.equal(output * 128, (output * 128).round())
    assert output.abs().max() <= 127 / 128
    assert torch.equal(c * 2048, (c * 2048).round())


def test_smooth_gru_gives_what_pytorch_gives() -> None:
    ours, theirs = GRU(5, 6, 2, gates="smooth"), nn.GRU(5, 6, 2)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(7, 3, 5)
    found, h = ours(x)
    expected, expected_h = theirs(x)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(h, expected_h)


def test_clipped_rounded_gru_shows_int8_and_has_a_gradient() -> None:
    module = GRU(5, 6)
    spread(module)
    module.rounded = True
    output, _ = module(torch.randn(7, 3, 5))
    assert torch.equal(output * 128, (output * 128).round())
    output.sum().backward()
    for parameter in module.parameters():
        assert parameter.grad is not None and parameter.grad.isfinite().all()


@pytest.mark.parametrize("kind", [LSTM, GRU])
def test_density_counts_what_the_engine_would_not_skip(kind: type[LSTM] | type[GRU]) -> None:
    module = kind(3, 4)
    for parameter in module.parameters():
        nn.init.zeros_(parameter)
    module(torch.randn(2, 2, 3))
    assert float(module.densities[0]) == 0
