"""Characters that cannot be kept. Speaks no language, so the engine of the rules may ask it too."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Nothing a person types holds what cannot be kept: NUL, and half a character, which no encoding has."""
    return text.isprintable() or _UNSTORABLE.search(text) is None  # most texts are printable: asking that is quicker


def storable(text: str) -> str:
    """Without what cannot be kept."""
    return _UNSTORABLE.sub("", text)
