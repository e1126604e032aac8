"""The arithmetic of one value, for whole arrays (spec/arithmetic.md). All integers are int64, so
that nothing wraps."""

import numpy as np
from numpy.typing import NDArray

from lacuna_reference.errors import InputError

Ints = NDArray[np.int64]

BOUND = 1 << 29
"""What a product or a bias is clamped to, both ways, once it is at a fixed point."""
LARGEST = 127
"""The largest magnitude in an activation vector."""


def clamp(v: Ints, low: int, high: int) -> Ints:
    """`v`, no less than `low` and no more than `high`."""
    return np.minimum(np.maximum(v, low), high)


def sat16(v: Ints) -> Ints:
    """`v` within int16."""
    return clamp(v, -32_768, 32_767)


def round_half_up(v: Ints, s: Ints | int) -> Ints:
    """`⌊v / 2^s + 1/2⌋`, for `s` from 0."""
    shift = np.asarray(s, np.int64)
    return np.where(shift == 0, v, ((v >> np.maximum(shift - 1, 0)) + 1) >> 1)


def mul15(a: Ints, b: Ints) -> Ints:
    """The product of two Q0.15, rounded."""
    return (a * b + (1 << 14)) >> 15


def to8(v: Ints) -> Ints:
    """Q0.15 to Q0.7."""
    return clamp((v + 128) >> 8, -LARGEST, LARGEST)


def fix(sums: Ints, s: Ints) -> Ints:
    """Sums of products, shifted right by `s` (left where it is negative) and clamped."""
    down = clamp(round_half_up(sums, clamp(s, 0, 31)), -BOUND, BOUND)
    left = clamp(-s, 0, 29)
    bound = np.int64(BOUND) >> left
    up = np.minimum(np.maximum(sums, -bound), bound) << left
    return np.where(s >= 0, down, up)


def normalize(v: Ints, exponent: int) -> tuple[Ints, int]:
    """An activation vector of integers that stand for `v · 2^exponent`; and its exponent."""
    bits = int(np.abs(v).max(initial=0)).bit_length()
    s = max(0, bits - 7)
    return clamp(round_half_up(v, s), -LARGEST, LARGEST), exponent + s


def join(x: tuple[Ints, int], y: tuple[Ints, int]) -> tuple[Ints, int]:
    """One activation vector of two, at the greater of their exponents."""
    m = max(x[1], y[1])
    values = [round_half_up(v, m - exponent) for v, exponent in (x, y)]
    return np.concatenate(values), m


def from_floats(features: NDArray[np.float32]) -> tuple[Ints, int]:
    """An activation vector of features; and its exponent."""
    if not np.isfinite(features).all():
        raise InputError("features: expected finite numbers, found an infinity or NaN")
    exact = features.astype(np.float64)
    # frexp: |f| = m · 2^e with m from 1/2, so that e is the smallest with |f| < 2^e.
    largest = float(np.abs(exact).max(initial=0.0))
    power = max(-119, int(np.frexp(largest)[1])) if largest > 0 else -119
    scaled = np.rint(np.ldexp(exact, 7 - power))
    return clamp(scaled.astype(np.int64), -LARGEST, LARGEST), power - 7
