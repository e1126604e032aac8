"""The one error that this package raises for input it cannot use."""


class CorpusError(Exception):
    """Input that is missing, malformed, or not the text that was expected."""
