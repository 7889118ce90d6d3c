"""Sentence templates: text with ``{fact}`` places, nothing more (no attributes, no indexes, no format codes)."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.pack import Rule, Sentence
from anxin.policy.engine.trace import Line

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_line = tuple.__new__
"""A line of its ten values, in half the time of the constructor that sorts names and defaults first."""
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


def maker(rule: Rule, result: str, sentence: Sentence, words: Words) -> Callable[..., Line]:
    """A function ``(values, amount_fen=None, cut_fen=None)`` that makes the line of a rule with one of its sentences.

    Every value is put into words once, however often the three sentences mention it.

    Raises:
        BadPack: when a sentence names something that ``words`` has not.
    """
    texts = (sentence.worker, sentence.staff, sentence.change or "")
    names = tuple(dict.fromkeys(name for text in sentence.texts() for name in places(text, line=sentence.line)))
    for name in names:
        if name not in words:
            can = "、".join(words) or "无"
            raise BadPack(f"{rule.id} 的句子里不能用“{name}”，可用：{can}", line=sentence.line)
    used = tuple((name, words[name]) for name in names)
    worker, staff, change = (_form(text, names).format for text in texts)
    changes = sentence.change is not None
    rule_id, article, text, mark = rule.id, rule.article, rule.text, rule.mark.value

    def make(values: Mapping[str, Any], amount_fen: int | None = None, cut_fen: int | None = None) -> Line:
        said = [say(values[name]) for name, say in used]
        would_change = change(*said) if changes else None
        return _line(
            Line,
            (rule_id, article, text, result, worker(*said), staff(*said), amount_fen, cut_fen, would_change, mark),
        )

    return make


def _form(template: str, names: Sequence[str]) -> str:
    """The template with the numbers of the names in their places: ``{1} of {0}``."""
    return _PLACE.sub(lambda place: f"{{{names.index(place[1])}}}", template)
