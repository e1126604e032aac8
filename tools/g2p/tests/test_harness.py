"""The harness, without the network: a small random model stands in for the package's."""

import hashlib
import json
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from calibration import write_calibration  # noqa: E402
from fetch import draw_others, draw_words  # noqa: E402
from lacuna_command import CommandError, Lacuna  # noqa: E402
from reference import load_predictor  # noqa: E402
from score import edit_distance, score  # noqa: E402

WIDTH = 6
# The shape of the package's source, with what must be left out and what must be kept.
SOURCE = """
import nltk_that_is_not_installed
class G2p(object):
    def __init__(self):
        super().__init__()
        self.graphemes = ["a", "b"]
        self.phonemes = ["A", "B"]
        self.cmu = cmudict.dict()
        self.load_variables()
        self.homograph2features = construct_homograph_dictionary()
    def load_variables(self):
        self.where = os.path.join(dirname, "checkpoint20.npz")
    def predict(self, word):
        return [self.phonemes[self.graphemes.index(letter)] for letter in word]
"""


def write_model(path: Path, seed: int) -> dict[str, int]:
    """Random arrays that fit the recipe, 29 letters and 74 phonemes; returns their sizes."""
    random = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {"fc_w": (74, WIDTH), "fc_b": (74,)}
    for prefix, tokens in (("enc", 29), ("dec", 74)):
        shapes[f"{prefix}_emb"] = (tokens, WIDTH)
        shapes |= {f"{prefix}_w_{part}": (3 * WIDTH, WIDTH) for part in ("ih", "hh")}
        shapes |= {f"{prefix}_b_{part}": (3 * WIDTH,) for part in ("ih", "hh")}
    arrays = {name: random.standard_normal(shape, np.float32) for name, shape in shapes.items()}
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return {name: array.size for name, array in arrays.items()}


class Scores(unittest.TestCase):
    def test_edit_distance_counts_insertions_deletions_and_substitutions(self) -> None:
        self.assertEqual(edit_distance("", ""), 0)
        self.assertEqual(edit_distance("", "abc"), 3)
        self.assertEqual(edit_distance("kitten", "sitting"), 3)
        self.assertEqual(edit_distance("sunday", "saturday"), 3)

    def test_a_score_counts_whole_words_and_single_phonemes(self) -> None:
        result = score([["A", "B"], ["C", "D"]], [["A", "B"], ["C"]])
        self.assertEqual((result.identical_words, result.phoneme_edits), (1, 1))
        self.assertEqual((result.word_share, result.phoneme_share), (0.5, 0.75))


class Words(unittest.TestCase):
    def test_words_are_distinct_lower_case_ascii_and_a_smaller_count_is_a_prefix(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list"
            spellings = [
                f"{a}{b}{c}".title() for a in "abcdefghi" for b in "jklmnopq" for c in "rst"
            ]
            names = [a + b for a in spellings for b in ("x", "y", "z")]
            path.write_text("\n".join([*names, *map(str.upper, names), "it's", "naïve", "x1"]))
            words = draw_words(path)
            self.assertEqual(len(set(words)), 600)
            self.assertTrue(all(word.isascii() and word.isalpha() for word in words))
            self.assertTrue(all(word == word.lower() for word in words))
            self.assertEqual(draw_words(path, 7), words[:7])
            others = draw_others(path, 40)
            self.assertEqual(len(set(others)), 40)
            self.assertFalse(set(others) & set(words))
            self.assertEqual(others, draw_others(path, 40))


class Calibration(unittest.TestCase):
    def test_words_and_what_they_sound_like_lie_end_to_end_with_their_lengths(self) -> None:
        class Spelled:
            def __init__(self) -> None:
                self.graphemes = ["<pad>", "<unk>", "</s>", "a", "b"]
                self.phonemes = ["<pad>", "<unk>", "<s>", "</s>", "A", "B"]

            def predict(self, word: str) -> list[str]:
                return list(word.upper()[::-1])

        with tempfile.TemporaryDirectory() as folder:
            path = write_calibration(Path(folder), ["ab", "b"], Spelled())
            arrays = np.load(path)
            found = {name: arrays[name].tolist() for name in arrays}
            arrays.close()
        self.assertEqual(
            found,
            {
                "encoder": [3, 4, 2, 4, 2],
                "encoder.lengths": [3, 2],
                "decoder": [2, 5, 4, 2, 5],
                "decoder.lengths": [3, 2],
            },
        )


class Reference(unittest.TestCase):
    def test_the_class_runs_without_the_imports_and_corpora_of_its_module(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "g2p.py"
            source.write_text(SOURCE)
            predictor = load_predictor(source)
            self.assertEqual(predictor.predict("ba"), ["B", "A"])
            self.assertEqual(vars(predictor)["where"], str(Path(folder) / "checkpoint20.npz"))
            self.assertNotIn("cmu", vars(predictor))


class Commands(unittest.TestCase):
    def test_the_encoders_state_reaches_the_decoder(self) -> None:
        lacuna = Lacuna(HERE / "stand_in.py")
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_model(folder / "model.npz", seed=4)
            found = {
                tuple(lacuna.phonemes(folder / "model.npz", letters, folder))
                for letters in ([3, 4, 2], [20, 9, 2], [28, 5, 17, 2])
            }
            self.assertEqual(len(found), 3)
            self.assertTrue(all(3 not in ids and len(ids) <= 20 for ids in found))

    def test_a_failing_call_says_the_command_and_the_exit_code(self) -> None:
        lacuna = Lacuna(HERE / "stand_in.py")
        with self.assertRaisesRegex(CommandError, "exit code 2"):
            lacuna.call("inspect", "nothing")

    def test_a_missing_command_is_said_before_anything_runs(self) -> None:
        with self.assertRaisesRegex(CommandError, "no program"):
            Lacuna(HERE / "absent")


class Recipe(unittest.TestCase):
    def test_the_recipe_names_each_array_once_and_the_vocabularies_have_an_entry_a_row(
        self,
    ) -> None:
        recipe = json.loads((HERE.parent / "recipe.json").read_text())
        named: list[str] = []
        rows = {}
        for network in recipe["networks"]:
            vocabulary = (HERE.parent / network["vocabulary"]).read_text().splitlines()
            rows[network["name"]] = len(set(vocabulary))
            for layer in network["layers"]:
                [values] = layer.values()
                named += [values[key] for key in ("weight", "bias") if key in values]
                named += [values[key] for key in ("input", "recurrent") if key in values]
                named += values.get("biases", [])
        with tempfile.TemporaryDirectory() as folder:
            sizes = write_model(Path(folder) / "model.npz", seed=1)
        self.assertEqual(sorted(named), sorted(sizes))
        self.assertEqual(rows, {"encoder": 29, "decoder": 74})


class Cache(unittest.TestCase):
    def test_a_checkpoint_that_is_not_the_packages_is_refused(self) -> None:
        from fetch import CHECKPOINT_SHA256, fetch_checkpoint
        from fetching import FetchError

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "g2p_en"
            folder.mkdir()
            (folder / "g2p.py").write_text(SOURCE)
            write_model(folder / "checkpoint20.npz", seed=2)
            found = hashlib.sha256((folder / "checkpoint20.npz").read_bytes()).hexdigest()
            self.assertNotEqual(found, CHECKPOINT_SHA256)
            with self.assertRaisesRegex(FetchError, found):
                fetch_checkpoint(Path(name))


if __name__ == "__main__":
    unittest.main()
