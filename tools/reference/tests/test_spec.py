import re
from pathlib import Path

from lacuna_reference import Session, open_model
from lacuna_reference.example.dump import graph_pieces, header_pieces, other_pieces
from lacuna_reference.example.model import FEATURES, example_file
from lacuna_reference.example.page import page
from lacuna_reference.example.steps import steps
from lacuna_reference.vectors.catalogue import invalid
from lacuna_reference.vectors.table import USES, rules_table, uses_table

SPEC = Path(__file__).parents[3] / "spec"


def rules_of(page: str, letter: str) -> dict[str, str]:
    """The rules in a page's table and when each is checked."""
    rows = re.findall(
        rf"^\| ({letter}\d+) \|.*\| (open|verify) \|$", (SPEC / page).read_text(), re.M
    )
    return dict(rows)


def test_every_rule_that_a_file_can_break_has_a_vector_of_its_kind() -> None:
    spec = rules_of("container.md", "C") | rules_of("graph.md", "G") | rules_of("encodings.md", "E")
    assert spec == {broken.rules[0]: broken.when for broken in invalid()}


def test_every_rule_for_readers_and_writers_is_accounted_for() -> None:
    rules = re.findall(r"^\| (R\d+) \|", (SPEC / "container.md").read_text(), re.M)
    page = (SPEC / "conformance.md").read_text()
    assert rules == [f"R{number}" for number in range(1, len(rules) + 1)]
    assert set(rules) == set(re.findall(r"\bR\d+\b", page))


def test_every_rule_of_arithmetic_has_vectors() -> None:
    numbered = re.findall(r"(?:^## |^\*\*)(A\d+)\.", (SPEC / "arithmetic.md").read_text(), re.M)
    assert len(numbered) == len(set(numbered))
    assert set(numbered) == {rule for rule in USES if rule.startswith("A")}


def test_the_tables_of_vectors_are_those_in_the_spec() -> None:
    page = (SPEC / "conformance.md").read_text()
    assert rules_table() in page
    assert uses_table() in page


def test_the_worked_example_is_that_of_the_spec() -> None:
    assert (SPEC / "example.md").read_text() == page()


def test_the_worked_example_explains_every_byte() -> None:
    data = example_file()
    model = open_model(data)
    pieces = header_pieces(model, data) + graph_pieces(model) + other_pieces(model)
    assert sum(length for length, _ in pieces) == len(data)


def test_the_worked_example_gives_what_a_session_gives() -> None:
    model = open_model(example_file())
    _, hidden = steps(model)
    assert [[value] for value in hidden] == Session(model).run(FEATURES).tolist()
