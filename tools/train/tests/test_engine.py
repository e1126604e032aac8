"""The integer arithmetic against plain Python integers, and against the training simulation."""

import pytest
import torch
from torch import Tensor

from lacuna_train.compressed import Compressed, compress
from lacuna_train.dense import DenseSettings
from lacuna_train.encodings import choose
from lacuna_train.engine import Bias
from lacuna_train.model import CompressibleLanguageModel, Compression


def random_model(
    tied: bool = False, width: int = 16
) -> tuple[CompressibleLanguageModel, Compressed]:
    torch.manual_seed(11)
    model = CompressibleLanguageModel(DenseSettings(30, width, 16, layers=2, tied=tied), "clipped")
    for name, parameter in model.named_parameters():
        parameter.data = torch.randn(parameter.shape) * (0.1 if "bias" in name else 0.6)
    encodings = choose(model.matrices(), ["terms:3/16", "embedding=terms:4/16", "linear=codes"])
    model.compression = Compression(encodings, quantized=True)
    model.lstm.rounded = True
    return model.eval(), compress(model, encodings)


def rounded(value: int, shift: int) -> int:
    return value if shift == 0 else ((value >> (shift - 1)) + 1) >> 1


def clamp(value: int, low: int, high: int) -> int:
    return min(max(value, low), high)


def fix(total: int, shift: int) -> int:
    limit = 1 << 29
    if shift >= 0:
        return clamp(rounded(total, min(shift, 31)), -limit, limit)
    up = min(-shift, 29)
    return clamp(total, -(limit >> up), limit >> up) << up


def normalize(vector: list[int], exponent: int) -> tuple[list[int], int]:
    shift = max(0, max(abs(v) for v in vector).bit_length() - 7)
    return [clamp(rounded(v, shift), -127, 127) for v in vector], exponent + shift


def plain_scores(stored: Compressed, tokens: list[int]) -> list[list[int]]:
    """spec/arithmetic.md, line by line, on Python's own integers."""

    def product(name: str, x: list[int], exponent: int, bits: int) -> list[int]:
        matrix = stored.matrices[name]
        return [
            fix(sum(v * a for v, a in zip(row, x, strict=True)), -(scale + exponent + bits))
            for row, scale in zip(matrix.values.tolist(), matrix.exponents.tolist(), strict=True)
        ]

    def bias(name: str, bits: int) -> list[int]:
        found = stored.biases[name]
        return [int(b) << (found.exponent + bits) for b in found.values.tolist()]

    def sigmoid(p: int) -> int:
        return clamp(rounded(8 * p, 2) + 16384, 0, 32767)

    def tanh(p: int) -> int:
        return clamp(8 * p, -32767, 32767)

    def multiply(a: int, b: int) -> int:
        return (a * b + (1 << 14)) >> 15

    states = [([0] * 16, [0] * 16) for _ in range(stored.layers)]
    scores = []
    for token in tokens:
        row = stored.matrices["embedding.weight"].values[token].tolist()
        exponent = int(stored.matrices["embedding.weight"].exponents[token])
        x, exponent = normalize(row, exponent)
        for layer in range(stored.layers):
            h, c = states[layer]
            parts = zip(
                product(f"lstm.weight_ih_l{layer}", x, exponent, 12),
                product(f"lstm.weight_hh_l{layer}", h, -7, 12),
                bias(f"lstm.bias_ih_l{layer}", 12),
                strict=True,
            )
            p = [clamp(sum(part), -32768, 32767) for part in parts]
            new_h, new_c = [], []
            for unit in range(16):
                i, f, g, o = (p[gate * 16 + unit] for gate in range(4))
                fresh = (multiply(sigmoid(i), tanh(g)) + 8) >> 4
                cell = clamp(multiply(sigmoid(f), c[unit]) + fresh, -32768, 32767)
                shown = multiply(sigmoid(o), tanh(clamp(2 * cell, -32768, 32767)))
                new_c.append(cell)
                new_h.append(clamp((shown + 128) >> 8, -127, 127))
            states[layer] = (new_h, new_c)
            x, exponent = new_h, -7
        name = "embedding.weight" if stored.tied else "output.weight"
        if "bottleneck.weight" in stored.matrices:
            x, exponent = normalize(product("bottleneck.weight", x, -7, 16), -16)
        y = zip(product(name, x, exponent, 16), bias("output.bias", 16), strict=True)
        scores.append([value + offset for value, offset in y])
    return scores


def log_probabilities(scores: list[list[int]]) -> Tensor:
    return torch.log_softmax(torch.tensor(scores, dtype=torch.float64) * 2.0**-16, dim=1)


def test_it_equals_the_specification_bit_for_bit() -> None:
    for tied, width in ((False, 16), (True, 16), (True, 12), (True, 24)):
        _, stored = random_model(tied, width)
        tokens = torch.randint(30, (60,), generator=torch.Generator().manual_seed(1))
        integer = stored.integer_model()
        hidden, _ = integer.hidden(tokens)
        found = integer.log_probabilities(hidden)
        assert torch.equal(found, log_probabilities(plain_scores(stored, tokens.tolist())))


def test_a_text_in_windows_scores_as_the_whole() -> None:
    _, stored = random_model()
    tokens = torch.randint(30, (50,), generator=torch.Generator().manual_seed(2))
    whole = stored.integer_model().loss(tokens)
    assert whole.shape == (49,)
    assert torch.equal(stored.integer_model().loss(tokens, window=7), whole)


@pytest.mark.parametrize(("tied", "width"), [(False, 16), (True, 12)])
def test_the_training_simulation_agrees_within_rounding(tied: bool, width: int) -> None:
    model, stored = random_model(tied, width)
    tokens = torch.randint(30, (80,), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        hidden, _ = model(tokens[:-1].unsqueeze(1), None)
        scores = torch.log_softmax(
            torch.nn.functional.linear(hidden, *model.output_layer()).squeeze(1), dim=1
        )
    simulated = -scores.gather(1, tokens[1:].unsqueeze(1)).squeeze(1)
    exact = stored.integer_model().loss(tokens)
    # The simulation rounds states but neither pre-activations nor the two products that make a
    # cell, so now and then a state is one step off; random weights as large as these let that grow.
    difference = (simulated.double() - exact).abs()
    assert float(difference.mean()) < 0.02
    assert float(difference.max()) < 0.2


def test_operations_are_counted_where_both_are_non_zero() -> None:
    _, stored = random_model()
    tokens = torch.tensor([3, 4, 5])
    integer = stored.integer_model()
    first = integer.layers[0]
    x, _ = integer.embed(tokens)
    integer.hidden(tokens)
    values = stored.matrices["lstm.weight_ih_l0"].values
    expected = sum(
        int((values[:, column] != 0).sum()) for row in x for column in row.nonzero().flatten()
    )
    assert first[0].count.executed == expected
    assert integer.recurrent_count().dense == 3 * 4 * 64 * 16


def test_a_bias_takes_the_finest_exponent_that_holds_it() -> None:
    assert Bias.fit(torch.tensor([0.1, -7.9]), 12).exponent == -12
    found = Bias.fit(torch.tensor([0.1, -8.5]), 12)
    assert found.exponent == -11
    assert found.weights().tolist() == [205 / 2048, -8.5]


def test_balance_is_the_slowest_lane_over_the_mean() -> None:
    _, stored = random_model()
    assert 1.0 <= stored.balance(16) < 1.1
    for name, matrix in stored.matrices.items():
        if name.startswith("lstm."):
            matrix.values.fill_(1)
            matrix.values[::16, :] = 0
    # Fifteen lanes of 16 and one of none, mean 15.
    assert abs(stored.balance(16) - 16 / 15) < 1e-9
