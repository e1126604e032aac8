"""Numbers that are the same in every version of NumPy: SplitMix64 (Steele, Lea and Flood, 2014)."""

from collections.abc import Sequence

import numpy as np

from lacuna_reference.arithmetic import Ints

MASK = (1 << 64) - 1


class Random:
    """A sequence of numbers that a seed decides."""

    def __init__(self, seed: int) -> None:
        self.state = seed & MASK

    @classmethod
    def named(cls, name: str) -> "Random":
        """The sequence that belongs to a name."""
        seed = 0
        for byte in name.encode():
            seed = (seed * 257 + byte + 1) & MASK
        return cls(seed)

    def next(self) -> int:
        """The next 64 bits."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def integer(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        return low + self.next() % (high - low + 1)

    def integers(self, low: int, high: int, *shape: int) -> Ints:
        """An array of numbers from `low` to `high`, both included."""
        flat = [self.integer(low, high) for _ in range(int(np.prod(shape)))]
        return np.array(flat, np.int64).reshape(shape)

    def choose(self, among: Sequence[int], count: int) -> list[int]:
        """`count` different ones, in no order."""
        pool = list(among)
        for index in range(count):
            other = self.integer(index, len(pool) - 1)
            pool[index], pool[other] = pool[other], pool[index]
        return pool[:count]
