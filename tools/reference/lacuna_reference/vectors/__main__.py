"""Writes the conformance vectors: `python -m lacuna_reference.vectors FOLDER`."""

import sys
from pathlib import Path

from lacuna_reference.vectors.write import vector_files


def main(folder: Path) -> None:
    """Writes every file of the vectors into a folder, and removes what is there besides."""
    files = vector_files()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in files and name != "README.md":
            path.unlink()
    size = sum(len(content) for content in files.values())
    print(f"wrote {len(files)} files, {size:,} bytes, to {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
