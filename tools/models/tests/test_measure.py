"""Differences, limits and tables, without the network and without a runtime."""

import sys
import unittest
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from case import Case, Decide, Sequence, most_likely  # noqa: E402
from measure import CommandError, Difference, Lacuna, Row, difference  # noqa: E402
from table import as_json, line  # noqa: E402


def case(decide: Decide | None = None, **limits: float) -> Case:
    """A case of no model, whose single step has two outputs."""
    step = Sequence(np.zeros((1, 3), np.float32), np.zeros((1, 2), np.float32))
    return Case(
        name="none 1.0",
        what="nothing",
        form="npz (made up)",
        licence="none",
        runtime="none",
        model=HERE,
        sequences=[step],
        decide=decide,
        limits=limits,
    )


def row(case: Case, dense: float, rms: float, top1: float | None) -> Row:
    """A row that measured these."""
    return Row(case, 1, 1.0, 100, 40, Difference(dense, dense, 1), Difference(2 * rms, rms, top1))


class Differences(unittest.TestCase):
    def test_the_largest_and_the_root_mean_square_of_all_outputs(self) -> None:
        expected = np.zeros((2, 2), np.float32)
        found = np.array([[0, 0], [0, -4]], np.float32)
        self.assertEqual(difference(case(), expected, found), Difference(4, 2, None))

    def test_decisions_are_counted_by_steps(self) -> None:
        expected = np.array([[1, 0], [0, 1], [3, 2], [2, 3]], np.float32)
        found = np.array([[1, 0], [1, 0], [3, 2], [2, 3]], np.float32)
        self.assertEqual(difference(case(most_likely), expected, found).top1, 0.75)

    def test_other_shapes_are_an_error(self) -> None:
        with self.assertRaisesRegex(CommandError, r"none 1.0: \(3, 2\) outputs, \(2, 2\) expected"):
            difference(case(), np.zeros((2, 2), np.float32), np.zeros((3, 2), np.float32))


class Limits(unittest.TestCase):
    def test_each_limit_is_named_when_it_is_passed(self) -> None:
        limited = case(most_likely, dense=1e-5, rms=0.1, top1=0.9)
        name = "none 1.0 (npz (made up))"
        self.assertEqual(row(limited, 1e-5, 0.1, 0.9).shortfalls(), [])
        self.assertEqual(row(limited, 1e-4, 0.1, 0.9).shortfalls(), [f"{name}: dense"])
        found = row(limited, 0, 0.2, 0.8).shortfalls()
        self.assertEqual(found, [f"{name}: rms", f"{name}: top1"])

    def test_what_has_no_limit_is_never_short(self) -> None:
        self.assertEqual(row(case(), 1e9, 1e9, None).shortfalls(), [])


class Tables(unittest.TestCase):
    def test_a_row_says_sizes_and_agreement(self) -> None:
        self.assertRegex(line(row(case(most_likely), 0, 0, 0.5)), r"100 -> +40 bytes.* 50.00%")

    def test_a_row_is_json_without_a_decision_too(self) -> None:
        [found] = as_json([row(case(), 0.5, 0.25, None)])["models"]
        wanted = {"maxAbsError": 0.5, "rmsError": 0.25, "top1Agreement": None}
        self.assertEqual(found["int8"], wanted)


class Commands(unittest.TestCase):
    def test_a_missing_command_is_said_before_anything_runs(self) -> None:
        with self.assertRaisesRegex(CommandError, "no program"):
            Lacuna(HERE / "absent")


if __name__ == "__main__":
    unittest.main()
