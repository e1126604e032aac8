"""The files of the conformance vectors, by their paths in the folder."""

import hashlib
from typing import Any

from lacuna_reference.model import open_model
from lacuna_reference.vectors.broken import Broken
from lacuna_reference.vectors.case import Case, compact, expected, run_expected
from lacuna_reference.vectors.catalogue import invalid, valid

CHECKSUMS = "SHA256SUMS"


def vector_files() -> dict[str, bytes]:
    """What is in the folder: files, what is expected of each, and the checksums of both."""
    files: dict[str, bytes] = {}

    def add(name: str, content: bytes) -> None:
        if name in files:
            raise ValueError(f"two vectors are called {name}")
        files[name] = content

    for case in valid():
        for name, content in write_case(case).items():
            add(name, content)
    entries = []
    for broken in invalid():
        add(f"invalid/{broken.name}.lacuna", broken.file)
        entries.append(_entry(broken))
    listed = ",\n".join(compact(entry) for entry in entries)
    add("invalid.json", f"[\n{listed}\n]\n".encode())
    sums = [f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())]
    files[CHECKSUMS] = "".join(sums).encode()
    return files


def write_case(case: Case) -> dict[str, bytes]:
    """The file of a valid vector, and what is expected of it."""
    path = f"valid/{case.name}"
    return {f"{path}.lacuna": case.file, f"{path}.json": _lines(expected(case))}


def _entry(broken: Broken) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": broken.name,
        "about": broken.about,
        "rules": list(broken.rules),
        "when": broken.when,
    }
    if broken.runs:
        model = open_model(broken.file)
        entry["runs"] = [run_expected(model, run) for run in broken.runs]
    return entry


def _lines(found: dict[str, Any]) -> bytes:
    """JSON with a key to a line."""
    lines = [f"{compact(key)}:{compact(value)}" for key, value in found.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()
