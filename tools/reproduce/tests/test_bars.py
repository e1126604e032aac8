"""Which figures count as reached."""

import sys
import unittest
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bars import figures, table


def measured(**changes: float) -> dict[str, Any]:
    values = {"recurrent": 33.0, "whole": 21.0, "fewer": 19.0, "perplexity": 80.5} | changes
    layout = {
        "totals": {
            "ratio": values["whole"],
            "recurrent": {"ratio": values["recurrent"], "bytes": 800_000},
        }
    }
    operations = {"recurrent": {"reduction": values["fewer"]}, "all": {"reduction": 9.0}}
    compressed = {"perplexity": values["perplexity"], "matrixOps": operations}
    limit = int(changes.get("limit", 850_000))
    found = figures(layout, compressed, {"perplexity": 80.0}, limit)
    return {figure.key: figure for figure in found}


class Bars(unittest.TestCase):
    def test_figures_just_inside_the_bars_are_reached_and_aims_are_not(self) -> None:
        found = measured()
        self.assertTrue(all(figure.reached for figure in found.values()))
        self.assertFalse(found["recurrentRatio"].aim_reached)
        self.assertFalse(found["perplexityLoss"].aim_reached)

    def test_each_required_figure_can_be_missed(self) -> None:
        for change, key in (
            ({"recurrent": 31.99}, "recurrentRatio"),
            ({"limit": 799_999}, "recurrentBytes"),
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
