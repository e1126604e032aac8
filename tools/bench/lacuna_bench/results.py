"""What one run has measured."""

import statistics
from dataclasses import dataclass, field

from .measure import Measurement

LACUNA = "Lacuna terms:2/16"
LACUNA_HALF = "Lacuna terms:1/16"
ONNX_FLOAT32 = "ONNX Runtime float32"
ONNX_INT8 = "ONNX Runtime dynamic int8"
TORCH_FLOAT32 = "PyTorch float32"
TORCH_INT8 = "PyTorch dynamic int8"
SCIPY = "SciPy CSR, density 2/16"
SCIPY_HALF = "SciPy CSR, density 1/16"


def lacuna_kernel(kernel: str) -> str:
    """The name of the competitor that is Lacuna at 2/16 with a kernel forced."""
    return f"{LACUNA}, {kernel}"


@dataclass
class Group:
    """Competitors that took turns, all with the same network."""

    title: str
    hidden: int
    streams: int = 1
    tokens: int = 0
    measurements: dict[str, Measurement] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Competitors that could not take part, and why."""

    def get(self, name: str) -> Measurement | None:
        return self.measurements.get(name)

    def read_nanoseconds(self, measurement: Measurement) -> float | None:
        """What reading a competitor's bytes takes: the median of all turns of all competitors that
        read as many, so that kernels are set against one time."""
        count = measurement.facts.get("readBytes")
        reads = [
            sample.read_nanoseconds
            for other in self.measurements.values()
            if other.facts.get("readBytes") == count
            for sample in other.samples
            if sample.read_nanoseconds is not None
        ]
        if measurement.read_nanoseconds is None or not reads:
            return None
        return statistics.median(reads)

    def read_ratio(self, measurement: Measurement) -> float | None:
        """How many times longer a competitor's step takes than reading its bytes."""
        reading = self.read_nanoseconds(measurement)
        return measurement.nanoseconds / reading if reading else None

    def json(self) -> dict[str, object]:
        base = self.get(LACUNA)
        return {
            "title": self.title,
            "hidden": self.hidden,
            "streams": self.streams,
            "tokens": self.tokens,
            "competitors": [
                measurement_json(m, base) | self._reading_json(m)
                for m in self.measurements.values()
            ],
            "missing": self.missing,
        }

    def _reading_json(self, measurement: Measurement) -> dict[str, object]:
        reading, ratio = self.read_nanoseconds(measurement), self.read_ratio(measurement)
        if reading is None or ratio is None:
            return {}
        return {"readNanoseconds": round(reading, 1), "timesRead": round(ratio, 3)}


def measurement_json(measurement: Measurement, base: Measurement | None) -> dict[str, object]:
    """One competitor, its time relative to `base` with the least and the most of the rounds."""
    found: dict[str, object] = {
        "name": measurement.name,
        "medianNanoseconds": round(measurement.nanoseconds, 1),
        "rounds": [round(sample.nanoseconds, 1) for sample in measurement.samples],
        "steps": sum(sample.steps for sample in measurement.samples),
    }
    if base is not None:
        ratios = measurement.ratios(base)
        found["timesLacuna"] = {
            "median": round(measurement.ratio(base), 3),
            "least": round(min(ratios), 3),
            "most": round(max(ratios), 3),
        }
    return found | measurement.facts


@dataclass
class Results:
    """All groups of a run."""

    recurrent: dict[int, Group] = field(default_factory=dict)
    """Two LSTM layers, by their hidden size."""
    language_model: Group | None = None
    streams: Group | None = None
    convert_speed: dict[str, float] = field(default_factory=dict)
    """Megabytes of dense float32 a second, by group and encoding."""

    @property
    def groups(self) -> list[Group]:
        others = [self.language_model, self.streams]
        return [self.recurrent[size] for size in sorted(self.recurrent)] + [
            group for group in others if group is not None
        ]
