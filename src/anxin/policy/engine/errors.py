"""What the engine refuses, each with a sentence that says what to do."""

from anxin.kit.errors import BadInput, Refused


class PolicyError(Refused):
    """Base of everything the rules cannot answer."""


class NoRules(PolicyError):
    """No released pack applied on that day, as far as we had published by the other day."""


class MissingRow(PolicyError):
    """A limit or a parameter that nobody has entered: the product never guesses a legal number."""


class BadFacts(PolicyError, BadInput):
    """The facts do not fit the pack: an unknown fact, or a value of another type."""


class BadPack(PolicyError, BadInput):
    """A pack cannot be read or does not hold together.

    Args:
        line: 1-based line in the YAML text, 0 when the whole file is meant.
    """

    def __init__(self, sentence: str, *, line: int = 0) -> None:
        super().__init__(f"第 {line} 行：{sentence}" if line else sentence)
        self.line = line
        self.plain = sentence
