import numpy as np
import pytest

from lacuna_bench.gates import iofc
from lacuna_bench.prune import kept_columns
from lacuna_bench.weights import dense_inputs, random_weights


def test_gates_of_a_matrix_move_as_blocks_of_rows() -> None:
    matrix = np.arange(8 * 3, dtype=np.float32).reshape(8, 3)
    expected = np.concatenate([matrix[0:2], matrix[6:8], matrix[2:4], matrix[4:6]])
    np.testing.assert_array_equal(iofc(matrix), expected)


def test_gates_of_a_bias_move_too() -> None:
    bias = np.arange(4, dtype=np.float32)
    np.testing.assert_array_equal(iofc(bias), [0, 3, 1, 2])


def test_rows_that_are_not_four_gates_are_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 4"):
        iofc(np.zeros((6, 2), np.float32))


def test_each_group_keeps_its_largest_weights_in_order() -> None:
    row = np.full(20, 0.1, np.float32)
    row[[3, 12]] = -0.9, 0.5
    row[[17, 19]] = 0.3, -0.4
    np.testing.assert_array_equal(kept_columns(row[None], 2), [[3, 12, 17, 19]])
    np.testing.assert_array_equal(kept_columns(row[None], 1), [[3, 19]])


def test_every_row_keeps_as_many() -> None:
    matrix = np.random.default_rng(5).standard_normal((7, 50)).astype(np.float32)
    kept = kept_columns(matrix, 2)
    assert kept.shape == (7, 8)
    assert (np.diff(kept, axis=1) > 0).all()
    assert kept.max() < 50
    rest = matrix.copy()
    np.put_along_axis(rest, kept, 0, axis=1)
    least = np.abs(np.take_along_axis(matrix, kept, axis=1)).reshape(7, 4, 2).min(axis=2)
    for group in range(4):
        assert (np.abs(rest[:, 16 * group : 16 * group + 16]).max(axis=1) <= least[:, group]).all()


def test_weights_are_the_same_for_a_seed_and_never_zero() -> None:
    first, second = random_weights(32), random_weights(32)
    for name, array in first.state_dict().items():
        np.testing.assert_array_equal(array, second.state_dict()[name])
        assert array.dtype == np.float32
        assert np.abs(array).max() <= 32**-0.5
        assert np.count_nonzero(array) == array.size


def test_inputs_leave_nothing_to_skip() -> None:
    magnitudes = np.abs(np.stack(dense_inputs(4, 3, 50)))
    assert magnitudes.shape == (4, 3, 50)
    assert magnitudes.min() > 0.09
    assert magnitudes.max() <= 1
