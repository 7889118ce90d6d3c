"""Domain refusals: sentences a person can act on."""


def noted(text: str) -> str:
    """Note a sentence for the catalogue where the code is pure: it runs in processes that know no language.

    It stays Chinese here; a page in another language says it again (``web.ui.retelling``).
    """
    return text


class Refused(Exception):
    """A rule of the product says no.

    ``str(error)`` is a complete Chinese sentence that says what happened and what to do next; pages
    show it as it is, the API sends it as the ``detail`` of an RFC 9457 problem.
    """

    status = 409

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Refused):
    """The actor holds no post that may do this."""

    status = 403


class NotFound(Refused):
    """There is no such object, or the actor may not know of it: both look the same."""

    status = 404


class BadInput(Refused):
    """A value cannot be understood."""

    status = 422
