"""The one error that this package raises for input it cannot use."""


class TrainError(Exception):
    """A setting, a file or a checkpoint that cannot be used, and why."""
