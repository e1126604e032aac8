import pytest

from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.sensitivity import measure, plan

SHAPES = {"hardy": (16, 64), "touchy": (16, 64)}
SMALL, LARGE = Encoding.parse("terms:1/16"), Encoding.parse("int8")


def loss(name: str, encoding: Encoding) -> float:
    return 0.0 if encoding == LARGE else {"hardy": 0.01, "touchy": 1.0}[name]


def test_the_matrix_that_minds_least_is_made_small_first() -> None:
    options = measure(SHAPES, [SMALL, LARGE], loss)
    budget = SMALL.size(16, 64) + LARGE.size(16, 64)
    assert plan(options, budget) == {"hardy": SMALL, "touchy": LARGE}
    assert plan(options, 2 * LARGE.size(16, 64)) == {"hardy": LARGE, "touchy": LARGE}


def test_a_budget_that_nothing_meets_is_refused_with_the_smallest() -> None:
    smallest = 2 * SMALL.size(16, 64)
    with pytest.raises(TrainError, match=str(smallest)):
        plan(measure(SHAPES, [SMALL, LARGE], loss), smallest - 1)
