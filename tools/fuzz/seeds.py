"""Puts what a fuzz target begins with into a folder: seeds.py TARGET FOLDER."""

import shutil
import sys
import zipfile
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "Tests" / "LacunaImportTests" / "Fixtures"
PATTERNS = {
    "npy": "*.npy",
    "npz": "*.npz",
    "onnx": "onnx/*.onnx",
    "safetensors": "*.safetensors",
    "torch": "pytorch/*.pt",
    "pickle": "pytorch/*.pt",
}


def main(target: str, folder: Path) -> None:
    for path in sorted(FIXTURES.glob(PATTERNS[target])):
        if target != "pickle":
            shutil.copy(path, folder / path.name)
        elif zipfile.is_zipfile(path) and path.name != "no_checksum.pt":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith(".pkl"):
                        stem = f"{path.stem}.{Path(name).name}"
                        (folder / stem).write_bytes(archive.read(name))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
