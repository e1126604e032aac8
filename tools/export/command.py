"""What the three commands share: arguments, messages and exit codes."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from layers import Layer, UnsupportedModelError, report, write_export

Reader: TypeAlias = Callable[[argparse.Namespace], Mapping[str, Layer]]


def note(message: str) -> None:
    """Says something that is no result."""
    print(f"note: {message}", file=sys.stderr)


def run(
    description: str, model: str, read: Reader, more: Callable[[argparse.ArgumentParser], None]
) -> int:
    """Reads the model, writes the export; 0, 2 for an unfit model, 3 where a file fails."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("model", type=Path, metavar=model)
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="writes OUT.npz, OUT.json"
    )
    more(parser)
    arguments = parser.parse_args()
    try:
        layers = read(arguments)
        print(report(layers, write_export(layers, arguments.output)))
    except UnsupportedModelError as error:
        print(f"{arguments.model}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{arguments.model}: {error}", file=sys.stderr)
        return 3
    return 0
