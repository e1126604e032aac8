"""What a run of the stages `clip`, `prune` and `quantize` was told, as its folder keeps it."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from lacuna_train.data import Unit
from lacuna_train.dense import DenseSettings
from lacuna_train.encodings import Encoding
from lacuna_train.errors import TrainError
from lacuna_train.grouping import Grouping
from lacuna_train.loop import LoopSettings
from lacuna_train.recurrent import Gates
from lacuna_train.run_folder import read_settings

Stage = Literal["clip", "prune", "quantize"]


@dataclass(frozen=True)
class StageSettings:
    """One run. `source` is the run it starts from, `teachers` dense runs to distill from."""

    stage: Stage
    unit: Unit
    model: DenseSettings
    loop: LoopSettings
    gates: Gates = "clipped"
    encodings: dict[str, Encoding] = field(default_factory=dict)
    grouping: Grouping = "consecutive"
    # Share of the run over which the schedule goes from all weights to as few as are to stay.
    gradual: float = 0.0
    # Masks and stored values are taken anew every so many steps.
    interval: int = 1
    # Dropout of whole words of the input, and of recurrent weights.
    word_dropout: float = 0.0
    weight_dropout: float = 0.0
    penalty: float = 0.05
    # Strength of the pull on cells and gates that lie beyond the ends of their lines.
    saturation: float = 0.03
    target_density: float | None = None
    source: str | None = None
    teachers: list[str] = field(default_factory=list)
    distill: float = 0.5

    def as_json(self) -> dict[str, Any]:
        """Return plain values for `settings.json`."""
        return asdict(self) | {
            "encodings": {key: str(value) for key, value in self.encodings.items()}
        }

    @classmethod
    def read(cls, run: Path) -> "StageSettings":
        """Read a run's settings."""
        found = read_settings(run)
        if found.get("stage") not in ("clip", "prune", "quantize"):
            raise TrainError(f"{run}: a run of the stage {found.get('stage')!r}")
        found["encodings"] = {
            name: Encoding.parse(text) for name, text in found["encodings"].items()
        }
        try:
            found["model"] = DenseSettings(**found["model"])
            found["loop"] = LoopSettings(**found["loop"])
            return cls(**found)
        except TypeError as error:
            raise TrainError(f"{run}: a setting that is not known: {error}") from error
