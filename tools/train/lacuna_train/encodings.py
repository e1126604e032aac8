"""How a matrix is stored: `terms:K/G`, `codes` or `int8`, and how many bytes that takes.

Two more, `sparse:SHARE` and `lowrank:RANK`, are what others do. They train like the rest, for
comparison at equal bytes, but no file holds them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lacuna_train.errors import TrainError

Axis = Literal["input", "output"]
Codebook = Literal["shift", "fitted"]

GROUPS = (8, 16, 32)
# Rows (and the lanes of a tile) that the file always fills up to.
TILE = 16


@dataclass(frozen=True)
class Encoding:
    """One matrix's encoding. `terms` and `group` are 0 unless the kind is `terms`."""

    kind: Literal["terms", "codes", "int8", "sparse", "lowrank"]
    terms: int = 0
    group: int = 0
    axis: Axis = "input"
    codebook: Codebook = "shift"
    # `sparse`: the share of weights kept; `lowrank`: the rank.
    amount: float = 0.0

    @property
    def is_stored(self) -> bool:
        """Whether a file can hold it."""
        return self.kind in ("terms", "codes", "int8")

    @classmethod
    def parse(cls, text: str) -> "Encoding":
        """Read `terms:K/G`, `codes` or `int8`, each with `,output` or `,fitted` after it."""
        head, *options = text.split(",")
        axis: Axis = "output" if "output" in options else "input"
        codebook: Codebook = "fitted" if "fitted" in options else "shift"
        unknown = sorted(set(options) - {"input", "output", "shift", "fitted"})
        if unknown:
            raise TrainError(f"encoding {text!r}: unknown option {unknown[0]!r}")
        if head == "int8":
            return cls("int8")
        if head == "codes":
            return cls("codes", codebook=codebook)
        kind, _, counts = head.partition(":")
        if kind == "sparse":
            return cls._parse_comparison("sparse", counts, text)
        if kind == "lowrank":
            return cls._parse_comparison("lowrank", counts, text)
        terms, _, group = counts.partition("/")
        if kind != "terms" or not terms.isdigit() or not group.isdigit():
            raise TrainError(f"encoding {text!r}: expected terms:K/G, codes or int8")
        if int(group) not in GROUPS or not 1 <= int(terms) <= int(group):
            raise TrainError(f"encoding {text!r}: G must be 8, 16 or 32, and K between 1 and G")
        return cls("terms", int(terms), int(group), axis, codebook)

    @classmethod
    def _parse_comparison(
        cls, kind: Literal["sparse", "lowrank"], amount: str, text: str
    ) -> "Encoding":
        try:
            number = float(amount)
        except ValueError:
            number = 0.0
        valid = 0 < number <= 1 if kind == "sparse" else number >= 1 and number == int(number)
        if not valid:
            raise TrainError(f"encoding {text!r}: expected sparse:SHARE or lowrank:RANK")
        return cls(kind, amount=number)

    def __str__(self) -> str:
        """Return what `parse` reads."""
        head = f"terms:{self.terms}/{self.group}" if self.kind == "terms" else self.kind
        if not self.is_stored:
            head += f":{self.amount:g}"
        if self.axis != "input":
            head += f",{self.axis}"
        if self.codebook != "shift" and self.kind != "int8":
            head += f",{self.codebook}"
        return head

    def as_recipe(self) -> dict[str, str]:
        """Return the keys that a recipe's array object has for this encoding."""
        if self.kind == "int8":
            return {"encoding": "int8"}
        if self.kind == "codes":
            return {"encoding": "codes", "codebook": self.codebook}
        text = f"terms:{self.terms}/{self.group}"
        return {"encoding": text, "codebook": self.codebook, "axis": self.axis}

    def kept(self, rows: int, columns: int) -> int:
        """Return how many weights `sparse` keeps."""
        return max(1, round(self.amount * rows * columns))

    def size(self, rows: int, columns: int) -> int:
        """Return the bytes of the matrix in a file: weights and row exponents, no alignment.

        For `sparse`: int8 values, column indices of one or two bytes, row starts of four, and row
        exponents. For `lowrank`: two int8 factors with their row exponents.
        """
        if self.kind == "sparse":
            entries = self.kept(rows, columns)
            return entries * (2 if columns <= 256 else 3) + 4 * (rows + 1) + rows
        if self.kind == "lowrank":
            rank = int(self.amount)
            return rank * (rows + columns) + rows + rank
        tiles = -(-rows // TILE)
        exponents = TILE * tiles
        if self.kind == "int8":
            return 64 * -(-columns // 4) * tiles + exponents
        if self.kind == "codes":
            return 64 * -(-columns // 8) * tiles + exponents
        if self.axis == "input":
            return TILE * self.terms * -(-columns // self.group) * tiles + exponents
        return self.terms * -(-rows // self.group) * columns + exponents


def choose(names: Iterable[str], options: list[str]) -> dict[str, Encoding]:
    """Assign an encoding to each array from options as `lacuna convert` takes them.

    A bare value is for the recurrent layers, `embedding=` and `linear=` for those, `ARRAY=` for
    one array; the more specific wins. Without an option: `int8`.
    """
    names = list(names)
    by_target: dict[str, Encoding] = {}
    for option in options:
        target, equals, value = option.rpartition("=")
        by_target[target if equals else "recurrent"] = Encoding.parse(value)
    unknown = sorted(by_target.keys() - set(names) - {"recurrent", "embedding", "linear"})
    if unknown:
        raise TrainError(f"no array named {unknown[0]!r}; there are {', '.join(sorted(names))}")
    chosen: dict[str, Encoding] = {}
    for name in names:
        layer = name.split(".")[0]
        kind = {"embedding": "embedding", "output": "linear", "bottleneck": "linear"}.get(
            layer, "recurrent"
        )
        chosen[name] = by_target.get(name) or by_target.get(kind) or Encoding("int8")
    return chosen
