"""A run's log as a picture: validation perplexity and hidden densities over the epochs."""

from pathlib import Path

from lacuna_train.errors import TrainError
from lacuna_train.run_folder import RunFolder


def require_picture(out: Path) -> None:
    """Refuse a picture's name that does not say which kind."""
    if out.suffix not in (".png", ".svg"):
        raise TrainError(f"{out}: expected a name that ends in .png or .svg")


def plot(runs: list[Path], out: Path) -> None:
    """Draw one curve a run to a `.png` or `.svg`."""
    require_picture(out)
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (perplexity, density) = pyplot.subplots(2, 1, figsize=(7, 7), sharex=True)
    for run in runs:
        entries = [entry for entry in RunFolder(run).entries() if "epoch" in entry]
        if not entries:
            raise TrainError(f"{run}: nothing to draw: no epoch in its log; an import has none")
        epochs = [entry["epoch"] for entry in entries]
        values = [entry["validationPerplexity"] for entry in entries]
        perplexity.plot(epochs, values, marker=".", label=run.name)
        for layer in range(len(entries[0].get("densities", []))):
            densities = [entry["densities"][layer] for entry in entries]
            density.plot(epochs, densities, marker=".", label=f"{run.name}, layer {layer}")
    perplexity.set_ylabel("validation perplexity")
    perplexity.set_yscale("log")
    perplexity.legend()
    density.set_ylabel("hidden density (last batch)")
    density.set_xlabel("epoch")
    if density.lines:
        density.legend()
    figure.tight_layout()
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out)
    pyplot.close(figure)
