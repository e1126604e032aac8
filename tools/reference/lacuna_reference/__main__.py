"""The command: `python -m lacuna_reference verify FILE` and `… run FILE`."""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from lacuna_reference.errors import InputError, LacunaError, RuleError
from lacuna_reference.model import Model, open_model
from lacuna_reference.session import Session
from lacuna_reference.states import to_floats
from lacuna_reference.verify import verify

FINE, BROKEN, MALFORMED, INPUT_OUTPUT = 0, 1, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Runs the command and gives its exit code."""
    options = _parser().parse_args(arguments)
    try:
        data = options.file.read_bytes()
        model = open_model(data)
        if options.command == "verify":
            return _verify(model, options.file)
        _run(model, options)
    except LacunaError as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return MALFORMED
    except OSError as error:
        print(error, file=sys.stderr)
        return INPUT_OUTPUT
    return FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lacuna_reference", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", help="check every rule of the format")
    check.add_argument("file", type=Path)
    run = commands.add_parser("run", help="run a network and print its outputs, one step a line")
    run.add_argument("file", type=Path)
    given = run.add_mutually_exclusive_group(required=True)
    given.add_argument("--tokens", help="token ids, with commas between them")
    given.add_argument("--input", type=Path, help="features, .npy, [steps, features]")
    run.add_argument("--network", help="a network's name; by default the first")
    run.add_argument("--output", type=Path, help="outputs, .npy, float32, instead of text")
    run.add_argument("--state-in", type=Path, help="states to start from, .npz")
    run.add_argument("--state-out", type=Path, help="states to end with, .npz")
    run.add_argument("--json", action="store_true", help="integers, and operations counted")
    return parser


def _verify(model: Model, file: Path) -> int:
    try:
        verify(model)
    except RuleError as error:
        print(f"{file}: {error}", file=sys.stderr)
        return BROKEN
    print(f"{file}: keeps every rule")
    return FINE


def _run(model: Model, options: argparse.Namespace) -> None:
    session = Session(model, _network(model, options.network))
    if options.state_in:
        with np.load(options.state_in) as states:
            session.set_states(dict(states))
    outputs = session.run(_inputs(session, options))
    floats = to_floats(outputs, session.output_unit)
    if options.state_out:
        np.savez(options.state_out, **session.state_floats())  # type: ignore[arg-type]
    if options.output:
        np.save(options.output, floats)
    if options.json:
        counted = session.operations
        found = {
            "outputs": outputs.tolist(),
            "unit": session.output_unit,
            "states": {name: state.tolist() for name, state in session.get_states().items()},
            "operations": {"dense": counted.dense, "executed": counted.executed},
        }
        print(json.dumps(found))
    elif not options.output:
        for row in floats:
            print(" ".join(f"{value:g}" for value in row))


def _network(model: Model, name: str | None) -> int:
    if name is None:
        return 0
    if name not in model.network_names:
        raise InputError(f"--network: expected one of {model.network_names}, found {name!r}")
    return model.network_names.index(name)


def _inputs(session: Session, options: argparse.Namespace) -> list[ArrayLike]:
    if session.takes_tokens != (options.tokens is not None):
        raise InputError("expected " + ("--tokens" if session.takes_tokens else "--input"))
    if options.tokens is None:
        return list(np.load(options.input).astype(np.float32))
    try:
        return [int(token) for token in options.tokens.split(",")]
    except ValueError:
        raise InputError(f"--tokens: expected numbers, found {options.tokens!r}") from None


if __name__ == "__main__":
    sys.exit(main())
