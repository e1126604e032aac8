"""One run: makes the networks, lets competitors take turns, and collects what they say."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from . import results as names
from .bars import READ_LIMITS, SIZE
from .lacuna_competitor import CommandError, Lacuna, LacunaCompetitor
from .measure import Competitor, alternate
from .onnx_competitor import OnnxCompetitor
from .onnx_graph import save_both
from .results import Group, Results
from .scipy_competitor import ScipyCompetitor
from .torch_competitor import TorchCompetitor
from .weights import Weights, random_weights

TOKENS = 10_000
STREAMS = 32

Maker = Callable[[], Competitor]


@dataclass(frozen=True)
class Plan:
    """What is measured, and for how long."""

    sizes: tuple[int, ...]
    rounds: int
    seconds: float
    """Of one turn."""
    deadline: float
    """Of `time.monotonic`: past it, rounds are few."""


class Session:
    """A run with one `lacuna` command. Files are made in `work`, and removed again."""

    def __init__(self, lacuna: Lacuna, plan: Plan, work: Path) -> None:
        self.lacuna = lacuna
        self.plan = plan
        self.work = work
        self.results = Results()

    def run(self) -> Results:
        # What goals are set for comes first, should time run out.
        for size in sorted(self.plan.sizes, key=lambda size: (size != SIZE, -size)):
            self.results.recurrent[size] = self.recurrent(size)
            if size == SIZE:
                self.results.language_model = self.language_model()
                self.results.streams = self.streams()
        return self.results

    def recurrent(self, size: int) -> Group:
        """Two LSTM layers, against everyone."""
        group = Group(f"two LSTM layers of {size:,}", size)
        with self._folder() as folder:
            weights = random_weights(size)
            files = self._convert(group, weights, folder)
            makers = self._lacuna(files)
            if size == SIZE:
                makers |= self._kernels(files)
            makers |= self._onnx(group, weights, 1, folder)
            makers[names.TORCH_FLOAT32] = lambda: TorchCompetitor(
                names.TORCH_FLOAT32, weights, int8=False
            )
            makers[names.TORCH_INT8] = lambda: TorchCompetitor(names.TORCH_INT8, weights, int8=True)
            makers[names.SCIPY] = lambda: ScipyCompetitor(names.SCIPY, weights, 2)
            makers[names.SCIPY_HALF] = lambda: ScipyCompetitor(names.SCIPY_HALF, weights, 1)
            return self._measure(group, makers)

    def language_model(self) -> Group:
        """A token of a language model: embedding, two LSTM layers, output layer."""
        title = f"a language model: embedding, two LSTM layers of {SIZE}, {TOKENS:,} outputs"
        group = Group(title, SIZE, tokens=TOKENS)
        with self._folder() as folder:
            weights = random_weights(SIZE, tokens=TOKENS)
            files = self._convert(group, weights, folder, halves=False)
            makers = self._lacuna(files) | self._onnx(group, weights, 1, folder)
            return self._measure(group, makers)

    def streams(self) -> Group:
        """Many streams at once, against a batch."""
        title = f"{STREAMS} streams at once, two LSTM layers of {SIZE}"
        group = Group(title, SIZE, streams=STREAMS)
        with self._folder() as folder:
            weights = random_weights(SIZE)
            files = self._convert(group, weights, folder, halves=False)
            makers = self._lacuna(files, STREAMS) | self._onnx(group, weights, STREAMS, folder)
            return self._measure(group, makers)

    def _folder(self) -> TemporaryDirectory[str]:
        self.work.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=self.work)

    def _convert(
        self, group: Group, weights: Weights, folder: str, *, halves: bool = True
    ) -> dict[str, Path]:
        """Lacuna files by competitor: at 2/16 and, with `halves`, at 1/16."""
        _say(f"{group.title}: making the models")
        dense = Path(folder) / "dense.npz"
        weights.save(dense)
        files: dict[str, Path] = {}
        encodings = {names.LACUNA: "terms:2/16"}
        if halves:
            encodings[names.LACUNA_HALF] = "terms:1/16"
        for name, encoding in encodings.items():
            file = Path(folder) / f"{encoding.replace(':', '-').replace('/', '-')}.lacuna"
            scopes = ["", "embedding=", "linear="] if weights.embedding is not None else [""]
            answer = self.lacuna.convert(dense, file, [scope + encoding for scope in scopes])
            if group.streams == 1 and "megabytesPerSecond" in answer:
                speed = float(answer["megabytesPerSecond"])
                self.results.convert_speed[f"{group.title}, {encoding}"] = round(speed, 1)
            files[name] = file
        dense.unlink()
        return files

    def _lacuna(self, files: dict[str, Path], streams: int = 1) -> dict[str, Maker]:
        def maker(name: str, file: Path) -> Maker:
            return lambda: LacunaCompetitor(name, self.lacuna, file, streams=streams)

        return {name: maker(name, file) for name, file in files.items()}

    def _kernels(self, files: dict[str, Path]) -> dict[str, Maker]:
        file = files[names.LACUNA]

        def maker(kernel: str) -> Maker:
            name = names.lacuna_kernel(kernel)
            return lambda: LacunaCompetitor(name, self.lacuna, file, kernel=kernel)

        return {names.lacuna_kernel(kernel): maker(kernel) for kernel in READ_LIMITS}

    def _onnx(self, group: Group, weights: Weights, streams: int, folder: str) -> dict[str, Maker]:
        try:
            full, quantized = save_both(weights, streams, Path(folder))
        except Exception as error:
            # One that fails is no reason to lose the others; its row says why it is empty.
            for name in (names.ONNX_FLOAT32, names.ONNX_INT8):
                group.missing[name] = _reason(error)
            return {}
        return {
            names.ONNX_FLOAT32: lambda: OnnxCompetitor(names.ONNX_FLOAT32, full, weights, streams),
            names.ONNX_INT8: lambda: OnnxCompetitor(names.ONNX_INT8, quantized, weights, streams),
        }

    def _measure(self, group: Group, makers: dict[str, Maker]) -> Group:
        competitors: list[Competitor] = []
        for name, make in makers.items():
            try:
                competitors.append(make())
            except Exception as error:
                group.missing[name] = _reason(error)
                _say(f"{group.title}: without {name}: {_reason(error)}")
        plan = self.plan
        _say(f"{group.title}: {len(competitors)} competitors, up to {plan.rounds} rounds")
        started = time.monotonic()
        measured = alternate(competitors, plan.rounds, plan.seconds, plan.deadline)
        group.measurements = {measurement.name: measurement for measurement in measured}
        _say(f"{group.title}: measured in {time.monotonic() - started:.0f} s")
        return group


def _reason(error: Exception) -> str:
    """In one line."""
    text = str(error) if isinstance(error, CommandError) else f"{type(error).__name__}: {error}"
    return " ".join(text.split())[:300]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
