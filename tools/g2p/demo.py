#!/usr/bin/env python3
"""Converts the g2p-en network at several settings and compares the phonemes of 600 words.

Each setting is converted three times: plain; calibrated on a run of the model on its own choices,
which needs no data; and calibrated on 4000 other words.

python3 tools/g2p/demo.py --lacuna PATH [--words N] [--output FILE] [--check]
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calibration import write_calibration
from fetch import Sources, draw_others, draw_words, fetch
from fetching import FetchError, note
from lacuna_command import STOP_LETTER, CommandError, Lacuna
from score import Score, score

if TYPE_CHECKING:
    from reference import Predictor

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent.parent / ".cache" / "g2p"
RECIPE = HERE / "recipe.json"


@dataclass(frozen=True)
class Setting:
    """A setting; `least` is the per cent of words that `--check` asks for, calibrated on words."""

    name: str
    choices: tuple[str, ...]
    least: float | None


SETTINGS = (
    Setting("int8", ("--encoding", "int8"), 95.8),
    Setting("codes fitted", ("--encoding", "codes", "--codebook", "fitted"), 85),
    Setting("codes shift", ("--encoding", "codes", "--codebook", "shift"), 77),
    Setting("terms:8/16 fitted", ("--encoding", "terms:8/16", "--codebook", "fitted"), 61),
    Setting("terms:8/16 shift", ("--encoding", "terms:8/16", "--codebook", "shift"), None),
    Setting("terms:4/16 fitted", ("--encoding", "terms:4/16", "--codebook", "fitted"), 31),
)

# How each setting is calibrated, as the table calls it.
PLAIN, SELF, WORDS = "plain", "self-run", "words"


def ensure_numpy() -> None:
    """Starts again in an environment of its own when NumPy or pip is missing here."""
    if all(importlib.util.find_spec(name) for name in ("numpy", "pip")):
        return
    environment = CACHE / "venv"
    python = environment / "bin" / "python3"
    advice = "  sudo apt-get install -y python3-numpy python3-pip"
    if Path(sys.prefix).resolve() == environment.resolve():
        raise FetchError(
            f"NumPy is missing from {environment}; delete that folder, or type\n{advice}"
        )
    note(f"NumPy or pip is missing: making {environment}")
    CACHE.mkdir(parents=True, exist_ok=True)
    for command in (
        (sys.executable, "-m", "venv", "--clear", str(environment)),
        (str(python), "-m", "pip", "install", "--quiet", "numpy"),
    ):
        try:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise FetchError(f"could not set up NumPy; type\n{advice}") from error
    os.execv(python, [str(python), *sys.argv])


class Progress:
    """How far a row is, on one line of a terminal; nothing elsewhere."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.shown = label, total, sys.stderr.isatty()

    def step(self, done: int) -> None:
        if self.shown and (done % 10 == 0 or done == self.total):
            end = "\n" if done == self.total else ""
            print(
                f"\r{self.label}: {done}/{self.total} words", end=end, file=sys.stderr, flush=True
            )


def phonemes_of(
    lacuna: Lacuna, model: Path, words: list[str], names: tuple[list[str], list[str]], *options: str
) -> list[list[str]]:
    """Phonemes of every word by `lacuna run`, two calls a word, a word on each core."""
    letters, phonemes = names
    found = []
    progress = Progress(model.name, len(words))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:

        def sound(index: int) -> list[int]:
            folder = Path(name) / str(index)
            folder.mkdir()
            spelled = [letters.index(letter) for letter in words[index]] + [STOP_LETTER]
            return lacuna.phonemes(model, spelled, folder, options)

        for index, ids in enumerate(pool.map(sound, range(len(words))), start=1):
            found.append([phonemes[id] for id in ids])
            progress.step(index)
    return found


def dense_bytes(checkpoint: Path) -> int:
    """Bytes of every array, as float32."""
    import numpy as np

    with np.load(checkpoint) as arrays:
        return sum(4 * arrays[name].size for name in arrays)


def row(
    name: str, calibration: str, result: Score, size: int, dense: int, seconds: float
) -> dict[str, object]:
    """One row of the results; prints it."""
    print(
        f"{name:<18} {calibration:<9} {100 * result.word_share:>7.1f}%"
        f" {100 * result.phoneme_share:>9.1f}%"
        f" {size:>11,} {dense / size:>7.2f}x {seconds:>8.1f} s",
        flush=True,
    )
    return {
        "setting": name,
        "calibration": calibration,
        "words": result.words,
        "identicalWords": result.identical_words,
        "wordShare": result.word_share,
        "phonemes": result.phonemes,
        "phonemeEdits": result.phoneme_edits,
        "phonemeShare": result.phoneme_share,
        "bytes": size,
        "ratio": dense / size,
        "seconds": round(seconds, 3),
    }


def calibration_options(
    sources: Sources, predictor: "Predictor", folder: Path
) -> dict[str, tuple[str, ...]]:
    """Options of `convert` for each calibration; writes the words to calibrate on."""
    others = draw_others(sources.dictionary)
    note(f"{len(others)} other words to calibrate on, by the package's own code")
    return {
        PLAIN: ("--calibration", "none"),
        SELF: ("--calibration", "self"),
        WORDS: ("--calibrate", str(write_calibration(folder, others, predictor))),
    }


def compare(lacuna: Lacuna, sources: Sources, arguments: argparse.Namespace) -> int:
    """Every row of the table, and the JSON. Returns the exit code."""
    from reference import load_predictor

    words = draw_words(sources.dictionary, arguments.words)
    predictor = load_predictor(sources.package_source)
    note(f"{len(words)} words by the package's own code")
    expected = [predictor.predict(word) for word in words]
    for word, phonemes in list(zip(words, expected, strict=True))[:3]:
        note(f"  {word}: {' '.join(phonemes)}")
    names = (predictor.graphemes, predictor.phonemes)
    dense = dense_bytes(sources.checkpoint)

    print(
        f"{'setting':<18} {'chosen by':<9} {'words':>8} {'phonemes':>10} {'bytes':>11}"
        f" {'ratio':>8} {'time':>10}"
    )
    results, failures = [], []
    if not arguments.setting or "dense float" in arguments.setting:
        begin = time.monotonic()
        found = phonemes_of(lacuna, sources.checkpoint, words, names, "--recipe", str(RECIPE))
        result = score(expected, found)
        results.append(row("dense float", "", result, dense, dense, time.monotonic() - begin))
        if result.identical_words != result.words:
            failures.append("dense float: every word must be the package's own")
    arguments.models.mkdir(parents=True, exist_ok=True)
    calibrations = calibration_options(sources, predictor, arguments.models)
    for setting in SETTINGS:
        if arguments.setting and setting.name not in arguments.setting:
            continue
        for calibration, options in calibrations.items():
            begin = time.monotonic()
            name = f"{setting.name}-{calibration}".replace(" ", "-").replace("/", "-")
            model = arguments.models / f"{name}.lacuna"
            lacuna.convert(sources.checkpoint, RECIPE, model, (*setting.choices, *options))
            lacuna.call("verify", str(model))
            result = score(expected, phonemes_of(lacuna, model, words, names))
            size, seconds = model.stat().st_size, time.monotonic() - begin
            results.append(row(setting.name, calibration, result, size, dense, seconds))
            least = setting.least if calibration == WORDS else None
            if least is not None and 100 * result.word_share < least:
                failures.append(f"{setting.name}: at least {least}% of words expected")
    if arguments.output:
        document = {"schema": 1, "denseBytes": dense, "results": results}
        arguments.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    for failure in failures if arguments.check else ():
        note(failure)
    return 1 if arguments.check and failures else 0


def parse_arguments() -> argparse.Namespace:
    names = ["dense float", *(setting.name for setting in SETTINGS)]
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--lacuna", type=Path, default=Path("lacuna"), help="the lacuna command")
    parser.add_argument(
        "--words", type=int, default=600, metavar="N", help="take the first N words"
    )
    parser.add_argument("--setting", action="append", choices=names, help="only this row; repeats")
    parser.add_argument("--cache", type=Path, default=CACHE, help="folder for what is fetched")
    parser.add_argument("--models", type=Path, help="folder for the files made (CACHE/models)")
    parser.add_argument("--output", type=Path, help="write the results as JSON")
    parser.add_argument("--check", action="store_true", help="exit 1 when a row falls short")
    parser.add_argument("--fetch-only", action="store_true", help="fetch, and stop there")
    arguments = parser.parse_args()
    if not 1 <= arguments.words <= 600:
        parser.error("--words takes 1 to 600")
    arguments.models = arguments.models or arguments.cache / "models"
    return arguments


def main() -> int:
    arguments = parse_arguments()
    try:
        ensure_numpy()
        sources = fetch(arguments.cache)
        if arguments.fetch_only:
            return 0
        return compare(Lacuna(arguments.lacuna), sources, arguments)
    except FetchError as error:
        note(f"demo: {error}")
        return 3
    except CommandError as error:
        note(f"demo: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
