"""The `lacuna-train` command."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from lacuna_corpus.errors import CorpusError

from lacuna_train import commands
from lacuna_train.errors import TrainError
from lacuna_train.options import add_loop_options, add_stage_options, count, count_or_none, share


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, 2 for input that cannot be used, 3 for an I/O error, or 130."""
    options = parser().parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    run: Callable[[argparse.Namespace], None] = options.run_command
    try:
        run(options)
    except (TrainError, CorpusError) as error:
        print(f"lacuna-train: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"lacuna-train: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("lacuna-train: interrupted; a stage goes on by the same command", file=sys.stderr)
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="lacuna-train", description=__doc__)
    top.add_argument(
        "--threads", type=count_or_none, default=0, help="CPU threads (default: PyTorch's)"
    )
    subcommands = top.add_subparsers(required=True)
    dense = subcommands.add_parser("dense", help="train an ordinary LSTM language model")
    add_loop_options(dense)
    dense.add_argument("--source", type=Path, help="dense run to start from, of the same shape")
    dense.add_argument("--unit", choices=("word", "character"), default="word")
    dense.add_argument("--embedding", type=count, help="default 256, or the hidden size when tied")
    dense.add_argument("--hidden", type=count, default=256)
    dense.add_argument("--layers", type=count, default=2)
    dense.add_argument("--dropout", type=share, default=0.35)
    dense.add_argument("--tied", action="store_true", help="one matrix for embedding and output")
    dense.set_defaults(run_command=commands.dense)
    for stage, summary in (
        ("clip", "train with clipped gates and a penalty that turns units off"),
        ("prune", "train with top-k masks by group, weights still floats"),
        ("quantize", "train with exactly the weights and activations that a file stores"),
    ):
        command = subcommands.add_parser(stage, help=summary)
        add_loop_options(command)
        add_stage_options(command)
        command.set_defaults(run_command=commands.stage, stage=stage)
    export = subcommands.add_parser("export", help="write .npz, vocabulary and recipe of a run")
    export.add_argument("--run", type=Path, required=True, help="a dense or quantize run")
    export.add_argument("--corpus", type=Path, required=True, help="the corpus it was trained on")
    export.add_argument("-o", "--out", type=Path, required=True, help="folder to write to")
    export.add_argument("--name", required=True, help="name of the files")
    export.add_argument("--network", default="austen", help="name of the network")
    export.add_argument("--half", action="store_true", help="float16, for a dense run")
    export.set_defaults(run_command=commands.export)
    taken = subcommands.add_parser(
        "import", help="make a run of an .npz, to start from or to be taught by"
    )
    taken.add_argument("arrays", type=Path, help="an .npz, as export or lacuna export writes it")
    taken.add_argument("--run", type=Path, required=True, help="folder to write")
    taken.add_argument("--unit", choices=("word", "character"), default="word")
    taken.add_argument(
        "--gates",
        choices=("clipped", "smooth"),
        required=True,
        help="what the arrays were trained with; smooth makes a dense run",
    )
    taken.add_argument("--corpus", type=Path, help="measure it on this folder of lacuna-corpus")
    taken.set_defaults(run_command=commands.import_run)
    evaluate = subcommands.add_parser("evaluate", help="score a text with a run's best model")
    evaluate.add_argument("--run", type=Path, required=True)
    evaluate.add_argument("--corpus", type=Path, required=True, help="whose vocabulary to use")
    evaluate.add_argument("--text", type=Path, required=True)
    evaluate.set_defaults(run_command=commands.evaluate)
    plot = subcommands.add_parser("plot", help="draw the logs of runs")
    plot.add_argument("runs", type=Path, nargs="+")
    plot.add_argument("-o", "--out", type=Path, required=True)
    plot.set_defaults(run_command=commands.plot)
    frontier = subcommands.add_parser("frontier", help="perplexity against size, over many runs")
    frontier.add_argument("runs", type=Path, nargs="+", help="finished runs")
    frontier.add_argument("--baseline", type=Path, required=True, help="the dense run to beat")
    frontier.add_argument("-o", "--out", type=Path, help="a picture to draw, .png or .svg")
    frontier.set_defaults(run_command=commands.frontier)
    group = subcommands.add_parser("grouping", help="compare groupings of a run's weights")
    group.add_argument("--run", type=Path, required=True)
    group.add_argument("--encoding", action="append", required=True)
    group.add_argument("--trials", type=count, default=20_000)
    group.set_defaults(run_command=commands.grouping)
    sensitivity = subcommands.add_parser(
        "sensitivity", help="choose each matrix's encoding under a byte budget"
    )
    sensitivity.add_argument("--run", type=Path, required=True, help="a clip or prune run")
    sensitivity.add_argument("--corpus", type=Path, required=True)
    sensitivity.add_argument("--budget", type=count, required=True, help="bytes of all matrices")
    sensitivity.add_argument("--tokens", type=count, default=8_000, help="validation tokens to use")
    sensitivity.add_argument("--candidate", action="append", help="an encoding to consider")
    sensitivity.set_defaults(run_command=commands.sensitivity)
    return top


if __name__ == "__main__":
    sys.exit(main())
