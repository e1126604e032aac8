from lacuna_bench.bars import (
    OPENING_LIMIT,
    SESSION_LIMIT,
    bars,
    faster,
    growth,
    opening,
    outputs,
    read_limit,
    session,
)
from lacuna_bench.measure import Measurement, Sample
from lacuna_bench.results import LACUNA, ONNX_INT8, Group, Results, lacuna_kernel


def measurement(name: str, times: list[float], read: float | None = None) -> Measurement:
    return Measurement(name, [Sample(time, 10, read) for time in times])


def group_of(*measurements: Measurement, hidden: int = 650, tokens: int = 0) -> Group:
    found = {m.name: m for m in measurements}
    return Group("a group", hidden, tokens=tokens, measurements=found)


def test_a_ratio_is_the_median_of_the_rounds_and_not_of_the_times() -> None:
    mine = measurement(LACUNA, [10, 100, 10])
    theirs = measurement(ONNX_INT8, [60, 700, 80])
    assert theirs.ratios(mine) == [6, 7, 8]
    bar = faster("int8", group_of(mine, theirs), ONNX_INT8, 7)
    assert bar.value == 7
    assert bar.passed


def test_a_goal_that_is_missed_is_not_reached() -> None:
    group = group_of(measurement(LACUNA, [10]), measurement(ONNX_INT8, [59.9]))
    assert faster("int8", group, ONNX_INT8, 6).passed is False


def test_what_was_not_measured_says_why() -> None:
    group = group_of(measurement(LACUNA, [10]))
    group.missing[ONNX_INT8] = "no such module"
    bar = faster("int8", group, ONNX_INT8, 6)
    assert bar.passed is None
    assert "no such module" in bar.found
    assert all(bar.passed is None for bar in bars(Results()))


def test_all_kernels_are_compared_with_one_time_of_reading() -> None:
    fast, slow = (lacuna_kernel(kernel) for kernel in ("avx512vbmi", "avx2"))
    group = group_of(measurement(fast, [20, 20, 20], 12), measurement(slow, [40, 50, 60], 8))
    group.measurements[slow].samples[0] = Sample(40, 1, 10.0)
    group.measurements["half"] = Measurement("half", [Sample(10, 1, 1.0)], {"readBytes": 500})
    # Reads of 8, 8, 10, 12, 12 and 12: those of other bytes do not count.
    assert read_limit(group, "avx2", 5).value == round(50 / 11, 3)
    assert read_limit(group, "avx512vbmi", 3).value == round(20 / 11, 3)
    assert read_limit(group, "avx2", 4.5).passed is False


def growing(step: float, read: float, size: int) -> Results:
    small = measurement(LACUNA, [20], 10)
    small.facts["readBytes"] = 1000
    large = measurement(LACUNA, [step], read)
    large.facts["readBytes"] = size
    return Results(recurrent={650: group_of(small), 2048: group_of(large, hidden=2048)})


def test_growth_may_be_that_of_the_bytes() -> None:
    assert growth(growing(200, 100, 10_000)).passed
    assert growth(growing(201, 100, 10_000)).passed is False


def test_growth_beyond_the_bytes_may_be_that_of_their_reading() -> None:
    bar = growth(growing(240, 150, 10_000))
    assert bar.passed
    assert "leave a cache" in bar.found
    assert growth(growing(310, 150, 10_000)).passed is False


def test_the_larger_session_counts() -> None:
    small, large = measurement(LACUNA, [1]), measurement(LACUNA, [1])
    small.facts["sessionBytes"] = 30_000
    large.facts["sessionBytes"] = SESSION_LIMIT
    groups = [group_of(small), group_of(large, tokens=10_000)]
    assert session(groups[:1]).passed
    assert session(groups).passed is False


def test_opening_is_held_to_its_limit() -> None:
    mine = measurement(LACUNA, [1])
    mine.facts |= {"openingNanoseconds": OPENING_LIMIT - 1, "fileBytes": 879_104}
    assert opening(group_of(mine)).passed
    mine.facts["openingNanoseconds"] = OPENING_LIMIT
    assert opening(group_of(mine)).passed is False


def test_the_dearest_look_at_outputs_is_held_to_what_their_product_takes() -> None:
    step, token = measurement(LACUNA, [10_000]), measurement(LACUNA, [18_000])
    token.facts["outputs"] = {"argmax": 500, "sample": 8_000}
    assert outputs(group_of(step), group_of(token, tokens=10_000)).passed
    token.facts["outputs"] = {"argmax": 500, "sample": 8_001}
    assert outputs(group_of(step), group_of(token, tokens=10_000)).passed is False
