"""What an employer does with an applicant: the same from a firm's desk and from the phone of somebody at home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.money import parse_yuan
from anxin.market.jobs import services
from anxin.market.jobs.types import EMPLOYER_REASONS, REASONS

Said = Mapping[str, Any]


class RefuseForm(forms.Form):
    """Why an applicant is not taken."""

    reason = forms.ChoiceField(label=gettext_lazy("原因"), choices=[(key, REASONS[key]) for key in EMPLOYER_REASONS])


def applicant_do(act: str, *, application_id: UUID, said: Said, actor: Actor, at: datetime) -> str:
    """Do it, and say what was done.

    Raises:
        NotFound: no such act, or not the actor's applicant. Refused: it cannot be done now.
    """
    doing = _ACTS.get(act)
    if doing is None:
        raise NotFound(_("没有这个操作，请刷新页面再试。"))
    return doing(application_id, said, actor, at)


def _accept(application_id: UUID, said: Said, actor: Actor, at: datetime) -> str:
    services.application_accept(application_id=application_id, actor=actor, at=at)
    return _("已录用，对方收到了消息。")


def _refuse(application_id: UUID, said: Said, actor: Actor, at: datetime) -> str:
    services.application_refuse(application_id=application_id, reason=said.get("reason", ""), actor=actor, at=at)
    return _("已答复不录用，对方看得到原因。")


def _started(application_id: UUID, said: Said, actor: Actor, at: datetime) -> str:
    services.work_start_by_employer(application_id=application_id, actor=actor, at=at)
    return _("已记上岗。")


def _no_show(application_id: UUID, said: Said, actor: Actor, at: datetime) -> str:
    services.application_no_show(application_id=application_id, actor=actor, at=at)
    return _("已记没有到岗，名额空出来了。")


def _confirm(application_id: UUID, said: Said, actor: Actor, at: datetime) -> str:
    minutes, fen = _hours_and_pay(said)
    services.hours_confirm(application_id=application_id, minutes=minutes, fen=fen, actor=actor, at=at)
    return _("已确认工时和工钱，请按时付钱。")


def _hours_and_pay(said: Said) -> tuple[int, int]:
    try:
        minutes = round(float(said.get("hours", "")) * 60)
    except (ValueError, OverflowError) as error:
        raise BadInput(_("请填写工时，例如 8 或 7.5。")) from error
    return minutes, parse_yuan(said.get("pay", ""))


_ACTS: Final[dict[str, Callable[[UUID, Said, Actor, datetime], str]]] = {
    "accept": _accept,
    "refuse": _refuse,
    "started": _started,
    "no-show": _no_show,
    "confirm": _confirm,
}
