import xml.etree.ElementTree as ElementTree

from lacuna_bench.bars import bars
from lacuna_bench.machine import busy_seconds, warnings_at_end, warnings_at_start
from lacuna_bench.measure import Measurement, Sample, alternate, time_steps
from lacuna_bench.plot import spread, svg
from lacuna_bench.report import Circumstances, as_json, as_markdown, duration, table
from lacuna_bench.results import LACUNA, ONNX_INT8, Group, Results


def results() -> Results:
    recurrent: dict[int, Group] = {}
    for hidden in (256, 650):
        group = Group(f"two LSTM layers of {hidden}", hidden)
        for name, time in ((LACUNA, 20_000.0), (ONNX_INT8, 140_000.0)):
            read = 8_000.0 if name == LACUNA else None
            group.measurements[name] = Measurement(name, [Sample(time * hidden / 650, 5, read)])
        recurrent[hidden] = group
    return Results(recurrent=recurrent)


WHERE = Circumstances(
    date="2026-01-02 03:04 UTC",
    quick=False,
    cpu={"name": "a CPU", "cpus": 2, "caches": {"L2": "1024K"}},
    versions={"lacuna": "0.1.0"},
    load_start=[0.1, 0.2, 0.3],
    load_end=[1.0, 0.5, 0.3],
    others=0.01,
    seconds=12,
    warnings=["somebody else was here"],
)


def test_the_table_says_what_was_reached_and_what_speaks_against_it() -> None:
    found = results()
    text = as_markdown(found, bars(found), WHERE)
    assert "7.0 times faster" in text
    assert "somebody else was here" in text
    assert "not measured" in text
    assert "| CPU " in text


def test_json_has_every_round() -> None:
    found = results()
    answer = as_json(found, bars(found), WHERE)
    groups = answer["groups"]
    assert isinstance(groups, list)
    assert groups[1]["competitors"][1]["rounds"] == [140_000.0]
    assert groups[1]["competitors"][1]["timesLacuna"]["median"] == 7
    assert groups[1]["competitors"][0]["timesRead"] == 2.5


def test_the_plot_is_well_formed_and_names_everyone() -> None:
    root = ElementTree.fromstring(svg(results()))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count(LACUNA) == 2
    assert texts.count(ONNX_INT8) == 2


def test_labels_keep_apart_and_in_order() -> None:
    moved = spread({"a": 10, "b": 11, "c": 12, "d": 100}, 15)
    assert moved["d"] == 100
    assert moved["b"] - moved["a"] == moved["c"] - moved["b"] == 15
    assert moved["b"] == 11


def test_durations_keep_three_digits() -> None:
    assert [duration(n) for n in (999, 9_996, 12_340, 1_234_567)] == [
        "1.00 µs",
        "10.0 µs",
        "12.3 µs",
        "1,235 µs",
    ]


def test_tables_line_up() -> None:
    lines = table(["a", "b|c"], [["long one", "x"]]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "b\\|c" in lines[0]


def test_stolen_time_is_busy_and_waiting_is_not() -> None:
    stat = "cpu  100 20 30 1000 500 5 5 40 7 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n"
    assert busy_seconds(stat, 100) == 2.0


def test_a_busy_machine_is_warned_of() -> None:
    assert warnings_at_start(0.1, 0.02) == []
    assert len(warnings_at_start(3.0, 1.5)) == 2
    assert warnings_at_end(1.2, 0.02, 2) == []
    assert len(warnings_at_end(1.2, 0.6, 2)) == 1


class Turns:
    """Writes down its turns."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log
        self.facts: dict[str, object] = {"turns": True}

    def sample(self, seconds: float) -> Sample:
        self.log.append(self.name)
        return Sample(1, 1)


def test_competitors_take_turns_another_one_first_in_each_round() -> None:
    log: list[str] = []
    found = alternate([Turns(name, log) for name in "abc"], 3, 0.01, float("inf"))
    assert "".join(log) == "abcbcacab"
    assert [m.name for m in found] == ["a", "b", "c"]
    assert all(m.facts == {"turns": True} and len(m.samples) == 3 for m in found)


def test_past_the_deadline_rounds_are_few() -> None:
    log: list[str] = []
    alternate([Turns("a", log)], 9, 0.01, 0)
    assert len(log) == 3


def test_steps_are_prepared_and_timed() -> None:
    calls: list[str] = []
    sample = time_steps(lambda: calls.append("step"), 0.001, lambda: calls.append("prepare"))
    assert sample.steps >= 8
    assert sample.nanoseconds > 0
    assert calls[::2] == ["prepare"] * (len(calls) // 2)
    assert calls[1::2] == ["step"] * (len(calls) // 2)
