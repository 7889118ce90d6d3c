"""What ``funds`` refuses, each a sentence that says what to do next."""

from anxin.kit.errors import BadInput, Refused


class KeyReused(Refused):
    """The same business key was posted before with another amount, payee or subject."""


class PayoutsFrozenNow(Refused):
    """The fund is frozen: nothing leaves until the books are explained."""


class WrongState(Refused):
    """The object has moved on; the step does not fit any more."""


class SamePerson(Refused):
    """Maker, checker and releaser must be different people."""


class BadPayee(BadInput):
    """An account number or clearing number that no bank would take."""


class BadBankFile(BadInput):
    """A file from a bank that cannot be read or does not add up in itself."""


class FileConflict(Refused):
    """The bank used a reference it had used before, for other bytes."""
