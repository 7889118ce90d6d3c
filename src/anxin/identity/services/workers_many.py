"""Many workers at a time (批量登记): the same checks and the same answers as one by one, in a handful of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.events import WorkerRegistered
from anxin.identity.models import Account, Worker
from anxin.identity.models.people import AccountKind
from anxin.identity.names import person_name_parse, same_name
from anxin.identity.numbers import id_number_parse, phone_parse
from anxin.identity.services.workers import NOT_MATCHING, REGISTRARS
from anxin.identity.types import Actor, WorkerView
from anxin.identity.views import worker_in_clear
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import NotAllowed, Refused
from anxin.kit.events import emit
from anxin.kit.ids import uuid7

_CHUNK: Final = 1000


@dataclass(frozen=True, slots=True)
class PersonIn:
    """One person as typed."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of one line: the worker, or the sentence that says why not."""

    worker: WorkerView | None
    new: bool
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class _Parsed:
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    number_blind: str
    phone_blind: str


@transaction.atomic
def workers_register_many(*, people: Sequence[PersonIn], actor: Actor, at: datetime) -> list[Registered]:
    """Enter many workers, or find those already entered. One answer a line, in the order of the lines.

    A line that cannot be right, or clashes with a registered worker or an earlier line, is refused by itself.

    Raises:
        NotAllowed: the actor may not enter workers.
    """
    if not (actor.is_system or actor.has(*REGISTRARS)):
        raise NotAllowed(_("您不能代为登记劳动者，请本人用手机号码登录后登记。"))
    parsed = [_parsed(one, day_of(at)) for one in people]
    good = [one for one in parsed if isinstance(one, _Parsed)]
    numbers, blinds = {one.number_blind for one in good}, {one.phone_blind for one in good}
    known = {row.id_number_blind: row for row in Worker.objects.filter(id_number_blind__in=numbers)}
    phones = set(Worker.objects.filter(phone_blind__in=blinds).values_list("phone_blind", flat=True))
    unusable = make_password(None)
    fresh: dict[str, Worker] = {}
    answers = [_answer(one, known, phones, fresh, unusable, at) for one in parsed]
    Account.objects.bulk_create([row.account for row in fresh.values()], batch_size=_CHUNK)
    Worker.objects.bulk_create(fresh.values(), batch_size=_CHUNK)
    for row in fresh.values():
        emit(WorkerRegistered(worker_id=row.id, at=at))
    return answers


def _parsed(one: PersonIn, on: date) -> _Parsed | str:
    try:
        number = id_number_parse(one.id_number, on=on)
        name, phone = person_name_parse(one.name), phone_parse(one.phone)
    except Refused as refused:
        return refused.sentence
    return _Parsed(name, number, phone, blind(number, purpose="worker.id_number"), blind(phone, purpose="worker.phone"))


def _answer(
    one: _Parsed | str,
    known: dict[str, Worker],
    phones: set[str],
    fresh: dict[str, Worker],
    unusable: str,
    at: datetime,
) -> Registered:
    if isinstance(one, str):
        return Registered(None, False, one)
    row = known.get(one.number_blind)
    if row is not None:
        return Registered(worker_in_clear(row), False) if same_name(row.name, one.name) else _clash()
    if one.phone_blind in phones:
        return _clash()
    account = Account(kind=AccountKind.WORKER, username=f"w-{uuid7().hex}", password=unusable, created_at=at)
    row = Worker(
        account=account,
        name=one.name,
        id_number=one.id_number,
        id_number_blind=one.number_blind,
        phone=one.phone,
        phone_blind=one.phone_blind,
        registered_at=at,
    )
    fresh[one.number_blind] = known[one.number_blind] = row
    phones.add(one.phone_blind)
    return Registered(worker_in_clear(row), True)


def _clash() -> Registered:
    return Registered(None, False, NOT_MATCHING)
