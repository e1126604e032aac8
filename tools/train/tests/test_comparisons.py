import pytest
import torch

from lacuna_train import low_rank
from lacuna_train.dense import DenseSettings
from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.low_rank import Factors
from lacuna_train.model import CompressibleLanguageModel, Compression, gradually
from lacuna_train.quantization import quantize


def test_sparse_keeps_the_largest_of_the_whole_matrix() -> None:
    weight = torch.arange(1.0, 65.0).view(4, 16)
    found = quantize(weight, Encoding.parse("sparse:0.25"))
    assert (found.values != 0).sum() == 16
    assert (found.values[3] != 0).all()


def test_sizes_count_values_and_indices() -> None:
    assert Encoding.parse("sparse:0.125").size(1024, 256) == 32768 * 2 + 4 * 1025 + 1024
    assert Encoding.parse("sparse:0.125").size(1024, 650) == 83200 * 3 + 4 * 1025 + 1024
    assert Encoding.parse("lowrank:24").size(1024, 256) == 24 * 1280 + 1024 + 24


@pytest.mark.parametrize("text", ["sparse:0", "sparse:2", "sparse:x", "lowrank:0", "lowrank:1.5"])
def test_what_is_no_comparison_is_refused(text: str) -> None:
    with pytest.raises(TrainError):
        Encoding.parse(text)


def test_factors_start_as_near_as_their_rank_allows() -> None:
    torch.manual_seed(3)
    matrix = torch.randn(20, 2) @ torch.randn(2, 12)
    near = Factors(matrix, 2)()
    assert (near - matrix).norm() < 0.03 * matrix.norm()
    assert torch.linalg.matrix_rank(near.detach()) == 2
    with pytest.raises(TrainError, match="13"):
        Factors(matrix, 13)


def test_a_low_rank_model_learns_through_its_factors() -> None:
    model = CompressibleLanguageModel(DenseSettings(9, 8, 8), "clipped")
    encodings = {"lstm.weight_hh_l0": Encoding.parse("lowrank:3")}
    model.compression = Compression(encodings, quantized=True)
    model.factorize(encodings)
    assert "factors" not in " ".join(model.matrices())
    hidden, _ = model(torch.randint(9, (5, 2)), None)
    hidden.sum().backward()
    factors = model.factors["lstm/weight_hh_l0"]
    assert all(parameter.grad is not None for parameter in factors.parameters())
    assert model.lstm.get_parameter("weight_hh_l0").grad is None


def test_the_schedule_ends_at_the_encoding() -> None:
    for text in ("sparse:0.1", "terms:2/16", "int8"):
        encoding = Encoding.parse(text)
        assert gradually(encoding, 1.0) == encoding
    assert gradually(Encoding.parse("sparse:0.1"), 0.0).amount == 1.0
    assert gradually(Encoding.parse("terms:2/16"), 0.0).terms == 16


def test_the_work_of_factors_is_counted_and_shared_out() -> None:
    # Of 32 rows and 3 inner ones on 16 lanes: 2 rounds of 3 and 1 of 8, with 32·3 + 3·8 in all.
    shapes = [(32, 8, 3)]
    assert low_rank.operations(shapes) == 120
    assert low_rank.balance(shapes, 16) == pytest.approx((2 * 3 + 8) * 16 / 120)
