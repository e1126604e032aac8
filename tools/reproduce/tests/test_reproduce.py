"""A shipped model's folder is held to its checksums, and a missing model is said so."""

import hashlib
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reproduce import Model, ReproduceError, own_shape


def ship(folder: Path) -> Model:
    named = {"title": "a model", "compressed": "m.lacuna", "dense": "d.npz", "recipe": "d.json"}
    (folder / "model.json").write_text(json.dumps(named))
    sums = []
    for name in ("m.lacuna", "d.npz", "d.json"):
        (folder / name).write_bytes(name.encode())
        sums.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}")
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    return Model.read(folder)


class Shipped(unittest.TestCase):
    def setUp(self) -> None:
        self.held = tempfile.TemporaryDirectory()
        self.addCleanup(self.held.cleanup)
        self.folder = Path(self.held.name)

    def test_files_as_listed_are_counted(self) -> None:
        self.assertEqual(ship(self.folder).check(), 3)

    def test_a_changed_file_is_refused_by_name(self) -> None:
        model = ship(self.folder)
        model.dense.write_bytes(b"changed")
        with self.assertRaisesRegex(ReproduceError, r"d\.npz: SHA-256"):
            model.check()

    def test_a_file_without_a_checksum_is_refused(self) -> None:
        model = ship(self.folder)
        sums = self.folder / "SHA256SUMS"
        sums.write_text("".join(sums.read_text().splitlines(keepends=True)[1:]))
        with self.assertRaisesRegex(ReproduceError, r"m\.lacuna: not listed"):
            model.check()

    def test_a_folder_without_a_model_is_refused(self) -> None:
        with self.assertRaisesRegex(ReproduceError, r"no model\.json"):
            Model.read(self.folder)

    def test_figures_of_the_own_shape_are_said(self) -> None:
        said = own_shape({"denseBytes": 640, "bytes": 32}, {"dense": 90, "executed": 5})
        self.assertIn("20.00x smaller, 18.00x fewer operations", said)


if __name__ == "__main__":
    unittest.main()
