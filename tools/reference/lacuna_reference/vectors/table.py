"""The tables of spec/conformance.md: which vectors are for which rule.

`python -m lacuna_reference.vectors.table` prints them; a test expects them in the page.
"""

import re
from collections.abc import Sequence
from fnmatch import fnmatch

from lacuna_reference.vectors.broken import OPEN
from lacuna_reference.vectors.catalogue import invalid, valid

# Vectors whose expected integers depend on a rule of arithmetic, or on a rule for readers.
USES: dict[str, Sequence[str]] = {
    "A1": ["*"],
    "A2": ["*"],
    "A3": ["embedding-*", "linear-after-linear", "stack-of-all", "tied*"],
    "A4": ["features", "lstm-*", "gru-*", "linear-*", "product-*", "row-exponents-*"],
    "A5": ["embedding-*", "tied*", "wide-*", "encoder-decoder"],
    "A6": ["product-*", "linear-*", "wide-*", "accumulator-full"],
    "A7": ["row-exponents-*", "bias-exponents-*", "accumulator-full"],
    "A8": ["bias-exponents-*", "no-biases", "table-*"],
    "A9": ["lstm-*", "wide-*", "cell-saturates", "clipped-shift-*"],
    "A10": ["gru-*"],
    "A11": ["gru-after-*", "gru-ends", "clipped-shift-*"],
    "A12": ["gru-before-*", "gru-ends", "no-biases"],
    "A13": ["gru-*", "clipped-constant"],
    "A14": ["linear-*", "linear-after-linear", "stack-of-all", "table-*"],
    "A15": ["table-*", "lstm-*", "gru-*"],
    "A16": ["clipped-*", "gru-ends"],
    "A17": ["*"],
    "A18": ["states-in", "projected-states", "gru-ends", "cell-saturates", "encoder-decoder"],
    "A19": ["*"],
    "A20": ["*"],
    "A21": ["bidirectional-*", "joined-scales"],
    "A22": ["projected-*", "bidirectional-stack", "backward-projected"],
    "A23": ["backward-*", "bidirectional-*"],
    "R2": ["unknown-ancillary", "later-minor-*", "metadata", "vocabulary-*"],
    "R6": ["later-minor-*"],
}


def rules_table() -> str:
    """For each rule that a file can break, the vectors that break it, and who refuses them when."""
    rows: dict[str, tuple[str, list[str]]] = {}
    for broken in invalid():
        rule = broken.rules[0]
        when, names = rows.setdefault(rule, (broken.when, []))
        if when != broken.when:
            raise ValueError(f"{rule} is broken both when files open and when they are verified")
        names.append(broken.name.removeprefix(f"{rule.lower()}-"))
    lines = ["| Rule | Refused by | Vectors | `invalid/` |", "|---|---|---|---|"]
    for rule, (when, names) in sorted(rows.items(), key=lambda row: rule_key(row[0])):
        who = "both, on opening" if when == OPEN else "both, by `verify`"
        listed = ", ".join(names)
        lines.append(f"| {rule} | {who} | {len(names)} | `{rule.lower()}-`: {listed} |")
    return "\n".join(lines)


def uses_table() -> str:
    """For each rule of arithmetic, the valid vectors that depend on it."""
    names = [case.name for case in valid()]
    lines = ["| Rule | Vectors | `valid/` |", "|---|---|---|"]
    for rule, patterns in USES.items():
        found = [name for name in names if any(fnmatch(name, each) for each in patterns)]
        for pattern in patterns:
            if not any(fnmatch(name, pattern) for name in names):
                raise ValueError(f"no vector is called {pattern}")
        shown = ", ".join("all" if each == "*" else f"`{each}`" for each in patterns)
        lines.append(f"| {rule} | {len(found)} | {shown} |")
    return "\n".join(lines)


def rule_key(rule: str) -> tuple[int, int]:
    """Orders rules by the pages of the spec, then by number."""
    letter, number = re.fullmatch(r"([A-Z])(\d+)", rule).groups()  # type: ignore[union-attr]
    return "CGEAR".index(letter), int(number)


if __name__ == "__main__":
    print(rules_table(), uses_table(), sep="\n\n")
