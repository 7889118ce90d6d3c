"""Workers: entering them once, whoever is first to name them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.identity.events import WorkerRegistered
from anxin.identity.models import Account, Worker
from anxin.identity.models.people import AccountKind
from anxin.identity.names import person_name_parse, same_name
from anxin.identity.numbers import id_number_parse, phone_parse, resident_shaped
from anxin.identity.realname import RealNameAnswer, RealNameVerdict, provider
from anxin.identity.services.records import account_event
from anxin.identity.types import Actor, IdKind, RealNameState, Role, WorkerView
from anxin.identity.views import worker_in_clear
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import NotAllowed, NotFound, Refused
from anxin.kit.events import emit
from anxin.kit.ids import uuid7
from anxin.kit.statements import insert

REGISTRARS = (
    Role.PLATFORM_OPERATOR,
    Role.PLATFORM_MANAGER,
    Role.INSURER_HANDLER,
    Role.INSURER_MANAGER,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
    Role.MARKET_OPERATOR,
)
"""Posts that may enter a worker on the worker's behalf; workers enter themselves through the phone log-in."""

NOT_MATCHING = (
    "没能完成登记：姓名、证件号码、手机号码和已有登记对不上。请对照证件再看一遍；仍不行，请本人带身份证到人社窗口办理。"
)
"""One sentence for every clash, so that nobody can ask which ID numbers or phones are registered."""


@transaction.atomic
def worker_register(
    *, phone: str, name: str, id_number: str, actor: Actor, at: datetime, id_kind: IdKind = IdKind.RESIDENT
) -> WorkerView:
    """Enter a worker, or find the one already entered (劳动者登记). Key: the ID number.

    A platform that names a known worker with an old phone gets the known worker; the phone stays as it was,
    because it is what he signs in with.

    Raises:
        BadInput: a number or the name cannot be right.
        Refused: the ID number belongs to another name, or the phone to another worker.
    """
    if not (actor.is_system or actor.has(*REGISTRARS)):
        raise NotAllowed(_("您不能代为登记劳动者，请本人用手机号码登录后登记。"))
    person = _parsed(phone, name, id_number, id_kind, at)
    known = _known(person) or _insert(person, at=at) or _known(person)
    if known is None or not same_name(known.name, person.name):
        raise Refused(NOT_MATCHING)
    return worker_in_clear(known)


def worker_register_self(
    *, phone: str, name: str, id_number: str, at: datetime, id_kind: IdKind = IdKind.RESIDENT
) -> WorkerView:
    """Enter the worker who has just proved that the phone is his, after the real-name check (本人实名登记).

    A provider that gives no answer does not stop anybody: the check is repeated later (``real_name_check``). It knows
    ID cards only; other documents stay unchecked until somebody at the window has seen them.

    Raises:
        BadInput: a number or the name cannot be right.
        Refused: the check says no, or the ID number is registered with another phone. One sentence for both.
    """
    person = _parsed(phone, name, id_number, id_kind, at)
    answer = _asked(person)
    if answer.verdict is RealNameVerdict.MISMATCH:
        raise Refused(NOT_MATCHING)
    with transaction.atomic():
        row = _known(person) or _insert(person, at=at) or _known(person)
        if row is None or not same_name(row.name, person.name) or row.phone != person.phone:
            raise Refused(NOT_MATCHING)
        _note_verdict(row, answer, at)
    return worker_in_clear(row)


def real_name_check(*, worker_id: UUID, at: datetime) -> WorkerView:
    """Ask the provider about a registered worker and keep its verdict; an unknown verdict changes nothing."""
    row = Worker.objects.filter(pk=worker_id).first()
    if row is None:
        raise NotFound(_("没有找到这位劳动者，请重新查找。"))
    answer = _asked(_Person(row.name, row.id_number, row.phone, row.id_number_blind))
    _note_verdict(row, answer, at)
    return worker_in_clear(row)


@transaction.atomic
def worker_phone_change(*, worker_id: UUID, phone: str, actor: Actor, at: datetime) -> WorkerView:
    """Give a worker a new phone at the window, where the ID card was seen (更换手机号码). Open sessions end.

    Raises:
        NotAllowed: only the bureau's intake may. Refused: the phone belongs to another worker.
    """
    if not actor.has(Role.BUREAU_INTAKE):
        raise NotAllowed(_("更换手机号码请本人带身份证到人社窗口办理。"))
    row = Worker.objects.select_for_update().filter(pk=worker_id).first()
    if row is None:
        raise NotFound(_("没有找到这位劳动者，请重新查找。"))
    row.phone = phone_parse(phone)
    row.phone_blind = blind(row.phone, purpose="worker.phone")
    try:
        with transaction.atomic():
            row.save(update_fields=["phone", "phone_blind"])
    except IntegrityError as error:
        raise Refused(_("这个手机号码已登记在另一位劳动者名下，请先核实号码。"), field="phone") from error
    Account.objects.filter(pk=row.account_id).update(access_stamp=F("access_stamp") + 1)
    account_event(account_id=row.account_id, what="phone_changed", actor=actor, at=at)
    return worker_in_clear(row)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    number_blind: str


def _asked(person: _Person) -> RealNameAnswer:
    """What the provider says; nothing of a number it cannot know."""
    if not resident_shaped(person.id_number):
        return RealNameAnswer(RealNameVerdict.UNKNOWN)
    return provider().check(name=person.name, id_number=person.id_number, phone=person.phone)


def _parsed(phone: str, name: str, id_number: str, id_kind: IdKind, at: datetime) -> _Person:
    number = id_number_parse(id_number, on=day_of(at), kind=id_kind)
    return _Person(person_name_parse(name), number, phone_parse(phone), blind(number, purpose="worker.id_number"))


def _known(person: _Person) -> Worker | None:
    return Worker.objects.filter(id_number_blind=person.number_blind).first()


def _note_verdict(row: Worker, answer: RealNameAnswer, at: datetime) -> None:
    if answer.verdict is RealNameVerdict.UNKNOWN:
        return
    matches = answer.verdict is RealNameVerdict.MATCH
    row.real_name_state = (RealNameState.CONFIRMED if matches else RealNameState.REFUSED).value
    row.real_name_at, row.real_name_provider = at, provider().key
    row.save(update_fields=["real_name_state", "real_name_at", "real_name_provider"])


def _insert(person: _Person, *, at: datetime) -> Worker | None:
    """The new row, or None when somebody else was faster or the phone is taken."""
    account = Account(kind=AccountKind.WORKER, username=f"w-{uuid7().hex}", password=make_password(None), created_at=at)
    worker = Worker(
        account=account,
        name=person.name,
        id_number=person.id_number,
        id_number_blind=person.number_blind,
        phone=person.phone,
        phone_blind=blind(person.phone, purpose="worker.phone"),
        registered_at=at,
    )
    try:
        with transaction.atomic():
            insert(account)
            insert(worker)
    except IntegrityError:
        return None
    emit(WorkerRegistered(worker_id=worker.id, at=at))
    return worker
