"""What a move's form must hold: answers by kind, and which of them are words that must be kept sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.errors import FormIncomplete
from anxin.cases.registry import SEALED_ASKS, Ask, AskKind, Move
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.kit.text import line, paragraph

REASON_MAX: Final = 2000
"""Longest reason or free text, in characters."""


def read_form(move: Move, data: Mapping[str, Any] | None, reason: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Check a move's answers; give what may stand in the event, and the words kept beside it.

    Answers the declaration does not ask for are passed on: services put ids there.

    Raises:
        FormIncomplete: naming the field.
    """
    answers = dict(data or {})
    words: dict[str, str] = {}
    text = paragraph(reason, most=REASON_MAX, label=_("理由"))
    if move.reason and not text:
        raise FormIncomplete(_("请写明理由，再办理“%(move)s”。") % {"move": move.label}, field="reason")
    if text:
        words["reason"] = text
    for ask in move.asks:
        value = _answer(ask, answers.pop(ask.key, None))
        if value is None:
            continue
        if ask.kind in SEALED_ASKS:
            words[ask.key] = str(value)
        else:
            answers[ask.key] = value
    return answers, words


def _answer(ask: Ask, value: Any) -> Any:
    if value is None or value == "":
        if ask.required:
            raise FormIncomplete(_("请填写“%(label)s”。") % {"label": ask.label}, field=ask.key)
        return None
    try:
        return _PARSERS[ask.kind](ask, value)
    except BadInput as error:
        raise FormIncomplete(error.sentence, field=ask.key) from error
    except (ValueError, TypeError) as error:
        raise FormIncomplete(_("“%(label)s”填写有误，请检查。") % {"label": ask.label}, field=ask.key) from error


def _choice(ask: Ask, value: Any) -> str:
    if value not in {key for key, _label in ask.choices}:
        raise ValueError(value)
    return str(value)


def _number(ask: Ask, value: Any) -> int:
    number = int(str(value))
    if not 0 <= number < 2**31:
        raise ValueError(value)
    return number


def _yes_no(ask: Ask, value: Any) -> bool:
    if value in (True, "yes", "on", "true"):
        return True
    if value in (False, "no", "false"):
        return False
    raise ValueError(value)


_PARSERS: Final[Mapping[AskKind, Callable[[Ask, Any], Any]]] = {
    AskKind.TEXT: lambda ask, value: " ".join(paragraph(str(value), most=200, label=ask.label).split()),
    AskKind.LONG_TEXT: lambda ask, value: paragraph(str(value), most=REASON_MAX, label=ask.label),
    AskKind.DAY: lambda ask, value: value if isinstance(value, date) else date.fromisoformat(str(value)),
    AskKind.NUMBER: _number,
    AskKind.MONEY: lambda ask, value: value if isinstance(value, int) else parse_yuan(str(value)),
    AskKind.CHOICE: _choice,
    AskKind.YES_NO: _yes_no,
    AskKind.STAFF: lambda ask, value: UUID(str(value)),
    AskKind.ORG: lambda ask, value: UUID(str(value)),
    AskKind.LIMIT: lambda ask, value: line(str(value), most=60, label=ask.label),
}
