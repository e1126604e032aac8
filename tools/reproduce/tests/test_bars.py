"""Which figures count as reached."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bars import Figure, Measured, figures, table

DENSE = Measured(
    bytes=14_000_000,
    recurrent_bytes=27_000_000,
    operations=3_600_000,
    recurrent_operations=1_000_000,
    perplexity=80.0,
)


def measured(limit: int = 850_000, **changes: float) -> dict[str, Figure]:
    values = {"recurrent": 33.0, "whole": 21.0, "fewer": 19.0, "perplexity": 80.5} | changes
    compressed = Measured(
        bytes=int(DENSE.bytes / values["whole"]),
        recurrent_bytes=int(DENSE.recurrent_bytes / values["recurrent"]),
        operations=DENSE.operations / 9,
        recurrent_operations=DENSE.recurrent_operations / values["fewer"],
        perplexity=values["perplexity"],
    )
    return {figure.key: figure for figure in figures(compressed, DENSE, limit)}


class Bars(unittest.TestCase):
    def test_figures_just_inside_the_bars_are_reached_and_aims_are_not(self) -> None:
        found = measured()
        self.assertTrue(all(figure.reached for figure in found.values()))
        self.assertFalse(found["recurrentRatio"].aim_reached)
        self.assertFalse(found["perplexityLoss"].aim_reached)

    def test_each_required_figure_can_be_missed(self) -> None:
        for change, key in (
            ({"recurrent": 31.99}, "recurrentRatio"),
            ({"limit": 800_000}, "recurrentBytes"),
            ({"fewer": 18.49}, "operations"),
            ({"perplexity": 80.8}, "perplexityLoss"),
            ({"whole": 19.9}, "ratio"),
        ):
            with self.subTest(key):
                missed = [k for k, figure in measured(**change).items() if not figure.reached]
                self.assertEqual(missed, [key])

    def test_a_perplexity_below_the_dense_models_reaches_the_aim(self) -> None:
        found = measured(perplexity=79.2)["perplexityLoss"]
        self.assertTrue(found.aim_reached)
        self.assertEqual(found.shown, "1.00% better")

    def test_the_tables_columns_line_up(self) -> None:
        lines = table(list(measured().values())).splitlines()
        self.assertEqual(len({len(line) for line in lines}), 1)


if __name__ == "__main__":
    unittest.main()
