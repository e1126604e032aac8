"""Puts what a fuzz target begins with into a folder: seeds.py TARGET FOLDER."""

import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORT = "Tests/LacunaImportTests/Fixtures"
VECTORS = "fixtures/conformance"
PATTERNS = {
    "container": (f"{VECTORS}/valid/*.lacuna", f"{VECTORS}/invalid/*.lacuna"),
    "engine": (f"{VECTORS}/valid/*.lacuna", f"{VECTORS}/invalid/*.lacuna"),
    "kernels": (f"{VECTORS}/valid/*.lacuna", f"{VECTORS}/invalid/*.lacuna"),
    "npy": (f"{IMPORT}/*.npy",),
    "npz": (f"{IMPORT}/*.npz",),
    "onnx": (f"{IMPORT}/onnx/*.onnx",),
    "pickle": (f"{IMPORT}/pytorch/*.pt",),
    "recipe": (),
    "safetensors": (f"{IMPORT}/*.safetensors",),
    "torch": (f"{IMPORT}/pytorch/*.pt",),
}


def main(target: str, folder: Path) -> None:
    for pattern in PATTERNS[target]:
        for path in sorted(ROOT.glob(pattern)):
            if target == "pickle":
                extract_pickles(path, folder)
            else:
                shutil.copy(path, folder / f"{path.parent.name}.{path.name}")
    # What was kept of runs before.
    for path in sorted(ROOT.glob(f"fixtures/fuzz/{target}/*")):
        shutil.copy(path, folder / path.name)


def extract_pickles(path: Path, folder: Path) -> None:
    if not zipfile.is_zipfile(path) or path.name == "no_checksum.pt":
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".pkl"):
                stem = f"{path.stem}.{Path(name).name}"
                (folder / stem).write_bytes(archive.read(name))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
