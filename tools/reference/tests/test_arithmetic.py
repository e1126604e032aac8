import math

import numpy as np
import pytest

from lacuna_reference.activation import interpolate
from lacuna_reference.arithmetic import (
    fix,
    from_floats,
    mul15,
    normalize,
    round_half_up,
    to8,
)
from lacuna_reference.errors import InputError


def test_rounding_is_half_up_at_every_shift() -> None:
    values = np.array([-(2**30), -5, -3, -2, -1, 0, 1, 2, 3, 5, 2**30], np.int64)
    for shift in range(32):
        exact = [math.floor((int(v) * 2 + 2**shift) / 2 ** (shift + 1)) for v in values]
        assert round_half_up(values, shift).tolist() == exact


def test_a_product_of_fractions_is_rounded() -> None:
    a = np.array([32_767, -32_767, 1, 16_384, -16_384])
    b = np.array([32_767, -32_768, 16_384, 1, 1])
    assert mul15(a, b).tolist() == [32_766, 32_767, 1, 1, 0]


def test_eight_bits_never_hold_128() -> None:
    values = np.array([32_767, -32_767, -32_768, 127, 128, -128, -129])
    assert to8(values).tolist() == [127, -127, -127, 0, 1, 0, -1]


def test_a_shift_to_the_left_is_clamped_before() -> None:
    sums = np.array([5, -5, 5, 2**29, -(2**30), 1, -1])
    shifts = np.array([-2, -2, -40, -1, -3, -29, -128])
    bound = 2**29
    assert fix(sums, shifts).tolist() == [20, -20, bound, bound, -bound, bound, -bound]


def test_a_shift_to_the_right_ends_at_zero() -> None:
    sums = np.array([2**30 - 1, -(2**30) + 1, 3, -3])
    assert fix(sums, np.array([200, 200, 1, 1])).tolist() == [0, 0, 2, -1]


@pytest.mark.parametrize(
    ("values", "expected", "exponent"),
    [
        ([0, 0], [0, 0], 3),
        ([127, -127], [127, -127], 3),
        ([128, -128], [64, -64], 4),
        ([255, 1], [127, 1], 4),
        ([-(2**31), 2**31 - 1], [-64, 64], 28),
    ],
)
def test_a_vector_takes_the_exponent_that_its_largest_value_needs(
    values: list[int], expected: list[int], exponent: int
) -> None:
    found, shifted = normalize(np.array(values), 3)
    assert (found.tolist(), shifted) == (expected, exponent)


@pytest.mark.parametrize(
    ("features", "expected", "exponent"),
    [
        ([0.0, -0.0], [0, 0], -126),
        ([1.0, 0.5], [64, 32], -6),
        ([0.998, -0.5], [127, -64], -7),
        ([127.0, 0.5, 1.5], [127, 0, 2], 0),
        ([2.0**-149], [0], -126),
        ([2.0**-120], [64], -126),
        ([2.0**127], [64], 121),
    ],
)
def test_features_are_rounded_to_the_nearest_at_their_exponent(
    features: list[float], expected: list[int], exponent: int
) -> None:
    found, power = from_floats(np.array(features, np.float32))
    assert (found.tolist(), power) == (expected, exponent)


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan])
def test_features_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="finite"):
        from_floats(np.array([0.0, bad], np.float32))


def test_a_table_is_read_between_its_points() -> None:
    table = np.arange(257, dtype=np.int64) * 256 - 32_767
    p = np.array([-32_768, -32_767, 0, 32_512, 32_767])
    assert interpolate(table, p).tolist() == [-32_767, -32_766, 1, 32_513, 32_768]
