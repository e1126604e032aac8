import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from lacuna_reference import RuleError, Session, open_model, verify
from lacuna_reference.vectors.write import CHECKSUMS, vector_files

FOLDER = Path(__file__).parents[3] / "fixtures/conformance"
VALID = sorted(path.stem for path in (FOLDER / "valid").glob("*.lacuna"))
INVALID = json.loads((FOLDER / "invalid.json").read_text())


def outcome(session: Session, run: dict[str, Any]) -> dict[str, Any]:
    """What a run gives, in the words of the vectors."""
    session.set_states(run["statesIn"])
    outputs = session.run(run["tokens"] if "tokens" in run else run["features"])
    counted = session.operations
    return run | {
        "outputs": outputs.tolist(),
        "unit": session.output_unit,
        "states": {name: state.tolist() for name, state in session.get_states().items()},
        "operations": {"dense": counted.dense, "executed": counted.executed},
    }


@pytest.mark.parametrize("name", VALID)
def test_a_valid_file_keeps_every_rule_and_gives_the_expected_integers(name: str) -> None:
    model = open_model((FOLDER / f"valid/{name}.lacuna").read_bytes())
    verify(model)
    expected = json.loads((FOLDER / f"valid/{name}.json").read_text())
    assert model.network_names == expected["networks"]
    assert model.matrix_names == expected["matrices"]
    assert model.metadata == expected["metadata"]
    for run in expected["runs"]:
        session = Session(model, model.network_names.index(run["network"]))
        assert outcome(session, run) == run


@pytest.mark.parametrize("vector", INVALID, ids=lambda vector: str(vector["name"]))
def test_a_broken_file_is_refused_by_its_rule(vector: dict[str, Any]) -> None:
    data = (FOLDER / f"invalid/{vector['name']}.lacuna").read_bytes()
    if vector["when"] == "open":
        with pytest.raises(RuleError) as caught:
            open_model(data)
    else:
        model = open_model(data)
        with pytest.raises(RuleError) as caught:
            verify(model)
        for run in vector["runs"]:
            assert outcome(Session(model), run) == run
    assert caught.value.rule in vector["rules"], caught.value


def test_the_script_writes_the_vectors_that_are_here() -> None:
    written = vector_files()
    paths = (path for path in FOLDER.rglob("*") if path.is_file())
    here = {path.relative_to(FOLDER).as_posix() for path in paths}
    assert here - {"README.md"} == set(written)
    for name, content in written.items():
        assert (FOLDER / name).read_bytes() == content, name


def test_the_checksums_are_those_of_the_files() -> None:
    lines = (FOLDER / CHECKSUMS).read_text().splitlines()
    assert len(lines) == 2 * len(VALID) + len(INVALID) + 1
    for line in lines:
        checksum, name = line.split("  ")
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == checksum, name
