"""Command-line options that several commands share."""

import argparse
import dataclasses
import math
from collections.abc import Callable
from pathlib import Path

from lacuna_train.grouping import GROUPINGS
from lacuna_train.loop import PRECISIONS, LoopSettings

_LOOP_DEFAULTS = LoopSettings(epochs=10, batch=32, length=64, rate=2e-3)


def count(text: str) -> int:
    """Read a whole number from 1 on."""
    return _whole(text, 1)


def count_or_none(text: str) -> int:
    """Read a whole number from 0 on."""
    return _whole(text, 0)


def share(text: str) -> float:
    """Read a share that leaves something: from 0 to less than 1."""
    value = _number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to less than 1, found {text}")
    return value


def positive(text: str) -> float:
    """Read a number greater than 0."""
    value = _number(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number greater than 0, found {text}")
    return value


def strength(text: str) -> float:
    """Read a number from 0 on."""
    value = _number(text)
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number from 0 on, found {text}")
    return value


def _whole(text: str, least: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"expected a whole number from {least} on, found {text}")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a number, found {text}") from None


# How each field of `LoopSettings` is read, and what it means.
_LOOP_OPTIONS: dict[str, tuple[Callable[[str], int | float | str], str]] = {
    "epochs": (count, "times that the training text is read"),
    "batch": (count, "streams that it is cut into, which are read side by side"),
    "length": (count, "steps that gradients go back"),
    "rate": (positive, "learning rate of Adam at its peak"),
    "warmup": (share, "share of all steps in which the rate rises; then it falls to 1%%"),
    "clip_norm": (positive, "greatest norm of a gradient"),
    "weight_decay": (strength, "Adam's"),
    "precision": (str, "what products are computed in"),
    "seed": (count_or_none, "of all that is random"),
    "patience": (
        count_or_none,
        "stop for good after so many epochs without a better validation loss; 0: never",
    ),
    "average": (share, "share that stays of the parameters' average at each step; 0: none"),
    "restart": (share, "share of the streams whose state is set to zero before each window"),
}


def add_loop_options(parser: argparse.ArgumentParser) -> None:
    """Add the folders, and one option for each field of `LoopSettings`."""
    parser.add_argument("--corpus", type=Path, required=True, help="a folder of lacuna-corpus")
    parser.add_argument("--run", type=Path, required=True, help="folder for log and checkpoints")
    for field in dataclasses.fields(LoopSettings):
        default = getattr(_LOOP_DEFAULTS, field.name)
        reader, meaning = _LOOP_OPTIONS[field.name]
        parser.add_argument(
            f"--{field.name.replace('_', '-')}",
            type=reader,
            default=default,
            choices=PRECISIONS if field.name == "precision" else None,
            help=f"{meaning} (default {default})",
        )


def loop_settings(options: argparse.Namespace) -> LoopSettings:
    """Return the `LoopSettings` among parsed options."""
    names = (field.name for field in dataclasses.fields(LoopSettings))
    return LoopSettings(**{name: getattr(options, name) for name in names})


def add_stage_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `clip`, `prune` and `quantize`."""
    parser.add_argument(
        "--source", type=Path, help="run to start from; without it, from random weights"
    )
    parser.add_argument(
        "--unit",
        choices=("word", "character"),
        default="word",
        help="what a token is; with a source as there (default word)",
    )
    for name, default in (("embedding", 256), ("hidden", 256), ("layers", 2)):
        parser.add_argument(
            f"--{name}", type=count, help=f"default: the source's, without one {default}"
        )
    parser.add_argument("--dropout", type=share, help="default: the source's, without one 0.35")
    parser.add_argument(
        "--tied", action="store_true", default=None, help="one matrix for embedding and output"
    )
    parser.add_argument(
        "--gates",
        choices=("clipped", "smooth"),
        default="clipped",
        help="lines clipped at their ends, or sigmoid and tanh (default clipped)",
    )
    parser.add_argument(
        "--encoding",
        action="append",
        default=[],
        help="terms:K/G[,output][,fitted], codes[,fitted] or int8 for the recurrent matrices; "
        "embedding=..., linear=... or ARRAY=... for others; may repeat (default int8)",
    )
    parser.add_argument(
        "--grouping",
        choices=GROUPINGS,
        default="consecutive",
        help="which hidden units share a group (default consecutive)",
    )
    parser.add_argument(
        "--gradual", type=share, default=0.0, help="share of the run over which weights go"
    )
    parser.add_argument("--interval", type=count, default=1, help="steps between looks at a mask")
    parser.add_argument(
        "--word-dropout", type=share, default=0.0, help="share of the input's words that drop out"
    )
    parser.add_argument(
        "--weight-dropout",
        type=share,
        default=0.0,
        help="share of the recurrent weights that drop out",
    )
    parser.add_argument(
        "--penalty", type=strength, default=0.05, help="strength of the regularizer"
    )
    parser.add_argument(
        "--saturation",
        type=strength,
        default=0.03,
        help="strength of the pull back on what is clipped",
    )
    parser.add_argument("--target-density", type=share, help="adapt the strength to reach this")
    parser.add_argument(
        "--teacher",
        type=Path,
        action="append",
        default=[],
        help="dense run to distill from; of several, the mean of what they expect",
    )
    parser.add_argument(
        "--distill", type=strength, default=0.5, help="weight of the teacher's loss"
    )
