"""What this package raises for files and inputs that it refuses."""


class LacunaError(Exception):
    """A file, an input or a state that cannot be used."""


class RuleError(LacunaError):
    """A file breaks a numbered rule of the format.

    `rule` is the rule's number, `place` the part of the file, `offset` its first byte in the file.
    """

    def __init__(self, rule: str, place: str, offset: int, expected: object, found: object) -> None:
        self.rule = rule
        self.place = place
        self.offset = offset
        self.expected = str(expected)
        self.found = str(found)
        super().__init__(
            f"rule {rule}: {place} (byte {offset}): expected {self.expected}, found {self.found}"
        )


class InputError(LacunaError):
    """Tokens, features or states that a network does not take."""
