"""The `lacuna-corpus` command."""

import argparse
import sys
from pathlib import Path
from typing import Any

from lacuna_corpus import austen
from lacuna_corpus.errors import CorpusError
from lacuna_corpus.prepare import PARTS, prepare, read_folder


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 2 for input that cannot be used, or 3 for an I/O error."""
    parser = argparse.ArgumentParser(prog="lacuna-corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    novels = commands.add_parser("austen", help="Jane Austen's six novels (downloads 1.6 MB)")
    novels.add_argument("--package", type=Path, help="the .deb, if already here")
    novels.add_argument("--downloads", type=Path, help="where the .deb is kept (default: OUT)")
    folder = commands.add_parser("folder", help="every .txt file below a folder, each a book")
    folder.add_argument("folder", type=Path)
    for command in (novels, folder):
        command.add_argument("-o", "--out", type=Path, required=True, help="folder to write")
        command.add_argument("--vocabulary", type=int, default=10_000, help="word entries")
    options = parser.parse_args(arguments)
    try:
        report = _run(options)
    except CorpusError as error:
        print(f"lacuna-corpus: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"lacuna-corpus: {error}", file=sys.stderr)
        return 3
    _print(report, options.out)
    return 0


def _run(options: argparse.Namespace) -> dict[str, object]:
    if options.command == "folder":
        return prepare(read_folder(options.folder), options.out, options.vocabulary)
    package = options.package or austen.fetch_package(options.downloads or options.out)
    books = [austen.join(lines) for lines in austen.read_package(package)]
    report = prepare(books, options.out, options.vocabulary)
    if report["tokens"] != austen.TOKENS:
        raise CorpusError(f"tokens: expected {austen.TOKENS}, found {report['tokens']}")
    return report


def _print(report: dict[str, Any], out: Path) -> None:
    print(f"{report['books']} books, {report['tokens']:,} word-level tokens without <eos>")
    print(f"{'part':<9}{'bytes':>10}{'tokens':>10}{'<unk>':>8}  SHA-256")
    for part in PARTS:
        row = report["parts"][part]
        print(
            f"{part:<9}{row['bytes']:>10,}{row['tokens']:>10,}{row['unknown']:>8,}  {row['sha256']}"
        )
    print(f"written to {out}")


if __name__ == "__main__":
    sys.exit(main())
