"""Sentence templates: text with ``{fact}`` places, nothing more (no attributes, no indexes, no format codes)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from anxin.policy.engine.errors import BadPack

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
Words = Mapping[str, Callable[[Any], str]]


def places(template: str, *, line: int = 0) -> tuple[str, ...]:
    """The names in a template.

    Raises:
        BadPack: on a single brace or on anything but a plain name between braces.
    """
    rest = _PLACE.sub("", template)
    if "{" in rest or "}" in rest:
        raise BadPack("句子里的花括号没有配对", line=line)
    names = tuple(_PLACE.findall(template))
    for name in names:
        if not _NAME.fullmatch(name):
            raise BadPack(f"花括号里只能写事实名称，不能写“{name}”", line=line)
    return names


def writer(template: str, words: Words) -> Callable[[Mapping[str, Any]], str]:
    """A function that fills a template from facts."""
    parts = _PLACE.split(template)
    texts, names = parts[::2], parts[1::2]
    if not names:
        return lambda facts: template
    pieces = [(text, name, words[name]) for text, name in zip(texts, names, strict=False)]
    tail = texts[-1]

    def fill(facts: Mapping[str, Any]) -> str:
        filled = [text + say(facts[name]) for text, name, say in pieces]
        filled.append(tail)
        return "".join(filled)

    return fill
