"""Files out of PyPI's and Debian's packages, kept in a cache folder."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path


class FetchError(Exception):
    """Something could not be had; the message says what to type."""


def note(message: str) -> None:
    """Says something that is no result."""
    print(message, file=sys.stderr, flush=True)


def call(command: Sequence[str], directory: Path) -> str | None:
    """Runs a command quietly; None when it succeeded, else the last line it said."""
    try:
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


def place(source: Path, target: Path) -> None:
    """Moves a finished file into the cache, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(target.name + ".part")
    shutil.copyfile(source, beside)
    os.replace(beside, target)


def fetch_package(requirement: str, members: Mapping[str, str | None], cache: Path) -> list[Path]:
    """Members of what pip downloads for `NAME==VERSION`, a wheel or a `.tar.gz`, and nothing else.

    Each member's SHA-256 is checked where it is given. Throws `FetchError`.
    """
    targets = [cache / member for member in members]
    if not all(target.exists() for target in targets):
        note(f"fetching {requirement} with pip, without its dependencies")
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as name:
            folder = Path(name)
            pip = (sys.executable, "-m", "pip", "download", "--no-deps", "--quiet")
            problem = call((*pip, "--disable-pip-version-check", requirement), folder)
            archives = [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]
            if problem or len(archives) != 1:
                raise FetchError(
                    f"pip could not download {requirement}: {problem or 'nothing came'}\n"
                    "  if pip is missing: sudo apt-get install -y python3-pip"
                )
            for member, target in zip(members, targets, strict=True):
                extract(archives[0], member, folder)
                place(folder / member, target)
    for target, expected in zip(targets, members.values(), strict=True):
        if expected is not None:
            check_sum(target, expected, requirement)
    return targets


def extract(archive: Path, member: str, folder: Path) -> None:
    """One member to its place under the folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extract(member, folder)
    else:
        with tarfile.open(archive) as source:
            source.extract(member, folder, filter="data")


def check_sum(path: Path, expected: str, requirement: str) -> None:
    """Checks a file's SHA-256. Throws `FetchError`."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise FetchError(
            f"{path} is not the one of {requirement}:\n"
            f"  expected SHA-256 {expected}\n  found            {found}\n"
            "  delete it and try again"
        )


def fetch_debian(package: str, path: str, cache: Path) -> Path:
    """A file of a Debian package: installed, in the cache, or unpacked from it (no root)."""
    cached, installed = cache / Path(path).name, Path("/") / path
    if cached.exists():
        return cached
    if installed.exists():
        return installed
    note(f"fetching {Path(path).name}: apt-get download {package}")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as name:
        folder = Path(name)
        command = ("apt-get", "download", package)
        problem = call(command, folder)
        if problem and os.geteuid() == 0:
            note("the package lists are missing: apt-get update")
            problem = call(("apt-get", "update"), folder) or call(command, folder)
        packages = sorted(folder.glob(f"{package}_*.deb"))
        if not problem and len(packages) == 1:
            problem = call(("dpkg-deb", "--extract", packages[0].name, "unpacked"), folder)
        unpacked = folder / "unpacked" / path
        if problem or not unpacked.exists():
            raise FetchError(
                f"{path} could not be fetched: {problem or 'the package lacks it'}\n"
                f"  on Debian or Ubuntu: sudo apt-get update && sudo apt-get install -y {package}\n"
                f"  elsewhere: take the file from Debian's package {package}, and put it at\n"
                f"  {cached}"
            )
        place(unpacked, cached)
    return cached
