import pytest
import torch
from torch import Tensor

from lacuna_train.encodings import Encoding
from lacuna_train.quantization import codes, quantize, straight_through

ENCODINGS = [
    "int8", "codes", "codes,fitted", "terms:2/16", "terms:3/8", "terms:2/32", "terms:2/16,fitted",
    "terms:2/16,output",
]  # fmt: skip


def sample(rows: int = 48, columns: int = 64) -> Tensor:
    generator = torch.Generator().manual_seed(5)
    return (
        torch.randn(rows, columns, generator=generator)
        * torch.rand(rows, 1, generator=generator)
        * 0.2
    )


@pytest.mark.parametrize("text", ENCODINGS)
def test_values_fit_the_format(text: str) -> None:
    encoding = Encoding.parse(text)
    found = quantize(sample(), encoding)
    assert found.values.abs().max() <= 127
    if encoding.kind != "int8":
        distinct = set(found.values.flatten().tolist()) | {0}
        assert len(distinct) <= codes(encoding)
        if encoding.codebook == "shift":
            assert all(value == 0 or abs(value) & (abs(value) - 1) == 0 for value in distinct)
    if encoding.kind == "terms":
        matrix = found.values if encoding.axis == "input" else found.values.t()
        groups = matrix.reshape(matrix.shape[0], -1, encoding.group)
        assert ((groups != 0).sum(dim=2) <= encoding.terms).all()


@pytest.mark.parametrize("text", ENCODINGS)
def test_quantizing_again_changes_nothing(text: str) -> None:
    encoding = Encoding.parse(text)
    once = quantize(sample(), encoding).weights()
    if encoding.codebook == "fitted":
        book = torch.unique(quantize(sample(), encoding).values)
        first = quantize(sample(), encoding, book)
        assert torch.equal(first.weights(), once)
        return
    assert torch.equal(quantize(once, encoding).weights(), once)


def test_a_power_of_two_is_the_nearest_one() -> None:
    weight = torch.tensor([[64.0, 1.49, 1.51, -2.9, -3.1, 0.49, 0.51, 0.0]])
    values = quantize(weight, Encoding.parse("codes")).weights()
    assert values[0].tolist() == [64.0, 1.0, 2.0, -2.0, -4.0, 0.0, 1.0, 0.0]


def test_a_row_of_zeros_has_the_exponent_0() -> None:
    for text in ENCODINGS:
        found = quantize(torch.zeros(3, 16), Encoding.parse(text))
        assert not found.values.any()
        assert not found.exponents.any()


def test_int8_takes_the_finer_step_where_it_pays() -> None:
    row = torch.full((1, 64), 0.305)
    row[0, 0] = 1.0
    found = quantize(row, Encoding("int8"))
    assert found.exponents.item() == -7
    assert (found.weights() - row).abs().max() <= 2**-7


def test_fitted_codebooks_err_less_than_powers_of_two() -> None:
    weight = sample()
    errors = [
        float((quantize(weight, Encoding.parse(text)).weights() - weight).square().sum())
        for text in ("codes,fitted", "codes")
    ]
    assert errors[0] < errors[1]


def test_gradients_go_straight_through() -> None:
    weight = sample().requires_grad_()
    used = straight_through(weight, quantize(weight, Encoding.parse("terms:2/16")).weights())
    (used * 3).sum().backward()  # type: ignore[no-untyped-call]
    assert weight.grad is not None
    assert (weight.grad == 3).all()
    assert (used == 0).float().mean() > 0.8
