"""All competitors compute the same network. Skipped where one of them is not installed."""

from pathlib import Path

import numpy as np
import pytest

from lacuna_bench.measure import Sample
from lacuna_bench.reference import Reference
from lacuna_bench.weights import Floats, Weights, dense_inputs, random_weights

pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

STEPS = 5


def expected(weights: Weights, streams: int) -> Floats:
    reference = Reference(weights, streams)
    inputs = dense_inputs(16, streams, weights.layers[0].input_size)
    return [reference.step(inputs[index]) for index in range(STEPS)][-1]


@pytest.mark.parametrize("streams", [1, 3])
def test_onnx_runtime_gives_what_numpy_gives(tmp_path: Path, streams: int) -> None:
    from lacuna_bench.onnx_competitor import OnnxCompetitor
    from lacuna_bench.onnx_graph import save_both

    weights = random_weights(48)
    # Float32 differs in the order of its sums; int8 in each weight, by up to 1/254 of the largest.
    for path, tolerance in zip(save_both(weights, streams, tmp_path), (1e-5, 2e-2), strict=True):
        competitor = OnnxCompetitor(path.name, path, weights, streams)
        for _ in range(STEPS):
            competitor.prepare()
            competitor.step()
        np.testing.assert_allclose(
            competitor.result(), expected(weights, streams), rtol=0, atol=tolerance
        )


def test_a_language_model_is_quantized_throughout(tmp_path: Path) -> None:
    from lacuna_bench.onnx_competitor import OnnxCompetitor
    from lacuna_bench.onnx_graph import save_both

    weights = random_weights(32, tokens=100)
    for path, tolerance in zip(save_both(weights, 1, tmp_path), (1e-5, 3e-2), strict=True):
        competitor = OnnxCompetitor(path.name, path, weights)
        reference = Reference(weights)
        for index in range(STEPS):
            competitor.prepare()
            competitor.step()
            wanted = reference.token(int(competitor.inputs[index][0, 0]))
        np.testing.assert_allclose(competitor.result(), wanted, rtol=0, atol=tolerance)
    full, quantized = tmp_path / "float32.onnx", tmp_path / "int8.onnx"
    assert quantized.stat().st_size < 0.35 * full.stat().st_size


def test_pytorch_gives_what_numpy_gives() -> None:
    pytest.importorskip("torch")
    import torch

    from lacuna_bench.torch_competitor import TorchCompetitor

    weights = random_weights(48)
    for int8, tolerance in ((False, 1e-5), (True, 2e-2)):
        competitor = TorchCompetitor("torch", weights, int8=int8)
        with torch.inference_mode():
            for _ in range(STEPS):
                competitor.step()
        np.testing.assert_allclose(
            competitor.result(), expected(weights, 1), rtol=0, atol=tolerance
        )


def test_scipy_gives_what_numpy_gives_of_what_is_left() -> None:
    pytest.importorskip("scipy")
    from lacuna_bench.scipy_competitor import ScipyCompetitor

    weights = random_weights(50)
    whole = ScipyCompetitor("all but the least", weights, 2)
    # A group keeps 2 of 16, and the last 2 of 2.
    assert whole.facts["density"] == round(8 / 50, 4)
    for matrix, layer in zip(whole.layers, weights.layers, strict=True):
        dense = matrix[0].toarray()
        assert np.count_nonzero(dense) == 4 * 50 * 8
        kept = dense != 0
        np.testing.assert_array_equal(dense[kept], layer.input[kept])
    assert isinstance(whole.sample(0.001), Sample)
    # Products of the pruned matrices, written densely, are the same.
    pruned = Weights(
        tuple(
            type(layer)(
                matrix[0].toarray(), matrix[1].toarray(), layer.input_bias, layer.recurrent_bias
            )
            for matrix, layer in zip(whole.layers, weights.layers, strict=True)
        )
    )
    fresh = ScipyCompetitor("again", weights, 2)
    for _ in range(STEPS):
        fresh.step()
    np.testing.assert_allclose(fresh.result(), expected(pruned, 1), rtol=0, atol=1e-5)
