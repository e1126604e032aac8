"""Jane Austen's six novels, from the Debian package `r-cran-janeaustenr`."""

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

from lacuna_corpus.errors import CorpusError
from lacuna_corpus.rdata import read_database

PACKAGE = "r-cran-janeaustenr"
DATABASE = "usr/lib/R/site-library/janeaustenr/data/Rdata.rdb"

# SHA-256 of the six texts as `join` gives them, UTF-8.
TEXT_SHA256 = "c1f80a587b832566f37ed2b074b7b0a6572a05f23d2f14de9e903b735bda6f1c"
TOKENS = 831_713
TITLES = (
    "emma",
    "mansfield-park",
    "northanger-abbey",
    "persuasion",
    "pride-and-prejudice",
    "sense-and-sensibility",
)


def fetch_package(folder: Path) -> Path:
    """Download the package with `apt-get` into `folder` and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    present = sorted(folder.glob(f"{PACKAGE}_*.deb"))
    if present:
        return present[-1]
    command = ["apt-get", "download", PACKAGE]
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    present = sorted(folder.glob(f"{PACKAGE}_*.deb"))
    if finished.returncode != 0 or not present:
        detail = finished.stderr.strip().splitlines()[-1:] or ["no output"]
        raise CorpusError(
            f"`{' '.join(command)}` failed: {detail[0]} (after `apt-get update`, try again; "
            "or download the package on another machine and pass it with --package)"
        )
    return present[-1]


def read_package(package: Path) -> list[list[str]]:
    """Return the lines of the six novels that a `.deb` holds, and check that they are those."""
    command = ["dpkg-deb", "--fsys-tarfile", str(package.resolve())]
    finished = subprocess.run(command, capture_output=True, check=False)
    if finished.returncode != 0:
        raise CorpusError(f"{package}: {finished.stderr.decode(errors='replace').strip()}")
    with tarfile.open(fileobj=io.BytesIO(finished.stdout)) as archive:
        try:
            member = archive.extractfile(f"./{DATABASE}")
        except KeyError:
            member = None
        if member is None:
            raise CorpusError(f"{package}: {DATABASE} is not in the package")
        return novels(member.read())


def novels(database: bytes) -> list[list[str]]:
    """Return the lines of the six novels in an `Rdata.rdb`, and check their SHA-256.

    One line of the 73,422, in Emma, is not ASCII ("... and her £20,000, any one ..."). It is left
    out: the token count that the experiments are pinned to, 831,713, is the count without it.
    """
    found = read_database(database)
    if len(found) != len(TITLES):
        raise CorpusError(f"expected {len(TITLES)} novels, found {len(found)}")
    kept = [[line for line in lines if line.isascii()] for lines in found]
    digest = hashlib.sha256("\n".join(map(join, kept)).encode()).hexdigest()
    if digest != TEXT_SHA256:
        raise CorpusError(f"the novels' SHA-256: expected {TEXT_SHA256}, found {digest}")
    return kept


def join(lines: list[str]) -> str:
    """Return lines as one text in which every line ends in a newline."""
    return "".join(f"{line}\n" for line in lines)
