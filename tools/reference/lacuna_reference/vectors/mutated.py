"""Small models with a few values changed and every checksum right: what both readers say of them.

`python -m lacuna_reference.vectors.mutated FOLDER SEED COUNT` writes them as the kept vectors are,
with what this reader finds; `LACUNA_VECTORS=FOLDER swift test --filter InvalidVectorTests --filter
ValidVectorTests.everyKernelGives` asks the Swift. Which rule is named is left open, as several may
be broken.
"""

import struct
import sys
import zlib
from pathlib import Path
from typing import Any

from lacuna_reference.container import ENTRY_SIZE, HEADER_SIZE
from lacuna_reference.container_writer import patch, seal_header
from lacuna_reference.errors import RuleError
from lacuna_reference.model import Model, open_model
from lacuna_reference.session import Session
from lacuna_reference.vectors.ancillary import ancillary
from lacuna_reference.vectors.broken import OPEN, VERIFY, both, linear, small, tokens
from lacuna_reference.vectors.case import Case, Run, compact, run_expected
from lacuna_reference.vectors.directions import directions
from lacuna_reference.vectors.random import Random
from lacuna_reference.vectors.structures import structures
from lacuna_reference.vectors.write import write_case
from lacuna_reference.verify import verify

STEPS = 3
MOST_BYTES = 5_000
VALUES = (0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 127, 128, 129, 254, 255)
WIDE_VALUES = (256, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF, 1 << 16, 1 << 24, 1 << 31, (1 << 32) - 1)


def bases() -> list[bytes]:
    """The files that are changed."""
    files = [draft.file() for draft in (small(), tokens(), linear(), both())]
    kept = [case.file for case in (*structures(), *ancillary(), *directions())]
    return files + [file for file in kept if len(file) < MOST_BYTES]


def mutated(random: Random, file: bytes) -> bytes:
    """The file with one to three values changed: mostly in its graph, some in other sections."""
    count = int.from_bytes(file[12:16], "little")
    for _ in range(max(1, random.integer(-2, 3))):
        section = 0 if random.integer(0, 2) else random.integer(0, count - 1)
        entry = HEADER_SIZE + ENTRY_SIZE * section
        offset, length = struct.unpack_from("<QQ", file, entry + 8)
        if random.integer(0, 15) == 0:
            offset, length = 0, HEADER_SIZE + ENTRY_SIZE * count
        width = (1, 1, 2, 4)[random.integer(0, 3)]
        at = offset + random.integer(0, max(0, length - width)) // width * width
        known = VALUES if width == 1 else VALUES + WIDE_VALUES
        value = known[random.integer(0, len(known) - 1)] % (1 << 8 * width)
        file = patch(file, at, value.to_bytes(width, "little"))
        if at < HEADER_SIZE + ENTRY_SIZE * count:
            break
    return seal(file)


def seal(file: bytes) -> bytes:
    """The file with the checksums right of all sections that the table still finds."""
    for index in range(int.from_bytes(file[12:16], "little")):
        entry = HEADER_SIZE + ENTRY_SIZE * index
        if entry + ENTRY_SIZE > len(file):
            break
        offset, length = struct.unpack_from("<QQ", file, entry + 8)
        checksum = zlib.crc32(file[offset : offset + length])
        file = patch(file, entry + 24, struct.pack("<I", checksum))
    return seal_header(file)


def runs(random: Random, model: Model) -> list[Run]:
    """Some steps of every network."""
    found = []
    for network, name in enumerate(model.network_names):
        if model.network_names.index(name) != network:
            continue
        session = Session(model, network)
        size = session.layers[0].input_size
        if session.takes_tokens:
            found.append(Run(network, tokens=random.integers(0, size - 1, STEPS).tolist()))
        else:
            rows = random.integers(-128, 128, STEPS, size) / 32
            found.append(Run(network, features=rows.tolist()))
    return found


def main(folder: Path, seed: int, count: int) -> None:
    """Writes `count` files from `seed` on, and how many of them open and verify."""
    for name in ("valid", "invalid"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    files, entries = bases(), []
    for each in range(seed, seed + count):
        name = f"mutated-{each}"
        random = Random.named(name)
        file = mutated(random, files[random.integer(0, len(files) - 1)])
        entry: dict[str, Any] = {"name": name, "about": "values changed", "rules": []}
        try:
            model = open_model(file)
            given = runs(random, model)
            verify(model)
        except RuleError as error:
            opened = error.rule in VERIFIED
            entry["when"] = VERIFY if opened else OPEN
            if opened:
                entry["runs"] = [run_expected(model, run) for run in given]
            (folder / f"invalid/{name}.lacuna").write_bytes(file)
            entries.append(entry)
            continue
        for path, content in write_case(Case(name, "values changed", file, given)).items():
            (folder / path).write_bytes(content)
    (folder / "invalid.json").write_text(compact(entries))
    more = sum(entry["when"] == VERIFY for entry in entries)
    print(f"{count} files: {count - len(entries)} keep every rule, {more} more open")


VERIFIED = ("G14", "G15", "G16", "E3", "E4", "E5", "E6")
"""The rules that `verify` alone checks."""


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
