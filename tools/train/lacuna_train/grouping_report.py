"""Compare the groupings of a run's weights by the magnitude that they keep."""

from pathlib import Path
from typing import Any

from torch import Tensor

from lacuna_train.compress_stage import load_stage
from lacuna_train.dense_stage import load_dense
from lacuna_train.encodings import Encoding, choose
from lacuna_train.grouping import GROUPINGS, Space, kept_share, regroup, spaces
from lacuna_train.run_folder import read_settings


def compare(run: Path, options: list[str], trials: int) -> dict[str, float]:
    """Print and return the share of magnitude kept, by grouping."""
    stage = read_settings(run)["stage"]
    model: Any = load_dense(run)[0] if stage == "dense" else load_stage(run)[0]
    settings = model.settings
    state: dict[str, Tensor] = dict(model.state_dict())
    state.pop("_extra_state", None)
    if settings.tied:
        state.pop("output.weight", None)
    names = [name for name, value in state.items() if value.dim() == 2]
    encodings: dict[str, Encoding] = choose(names, options)
    width = state["embedding.weight"].shape[1]
    all_spaces: list[Space] = spaces(settings.layers, settings.hidden, width, tied=settings.tied)
    found: dict[str, float] = {}
    for grouping in GROUPINGS:
        found[grouping] = kept_share(
            regroup(state, all_spaces, encodings, grouping, trials), encodings
        )
        print(f"{grouping:<12} keeps {found[grouping]:.4f} of the magnitude")
    return found
