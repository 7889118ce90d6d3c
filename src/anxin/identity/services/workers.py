"""Workers: entering them once, whoever is first to name them."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from anxin.identity.events import WorkerRegistered
from anxin.identity.models import Account, Worker
from anxin.identity.models.people import AccountKind
from anxin.identity.names import person_name_parse, same_name
from anxin.identity.numbers import id_number_parse, phone_parse
from anxin.identity.types import Actor, Role, WorkerView
from anxin.identity.views import worker_in_clear
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import NotAllowed, Refused
from anxin.kit.events import emit
from anxin.kit.ids import uuid7

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

_NOT_MATCHING = (
    "没能完成登记：姓名、证件号码、手机号码和已有登记对不上。请对照证件再看一遍；仍不行，请本人带身份证到人社窗口办理。"
)
"""One sentence for every clash, so that nobody can ask which ID numbers or phones are registered."""


@transaction.atomic
def worker_register(*, phone: str, name: str, id_number: str, actor: Actor, at: datetime) -> WorkerView:
    """Enter a worker, or find the one already entered (劳动者登记). Key: the ID number.

    A platform that names a known worker with an old phone gets the known worker; the phone stays as it was,
    because it is what he signs in with.

    Raises:
        BadInput: a number or the name cannot be right.
        Refused: the ID number belongs to another name, or the phone to another worker.
    """
    if not (actor.is_system or actor.has(*REGISTRARS)):
        raise NotAllowed("您不能代为登记劳动者，请本人用手机号码登录后登记。")
    name, number, phone = person_name_parse(name), id_number_parse(id_number, on=day_of(at)), phone_parse(phone)
    number_blind = blind(number, purpose="worker.id_number")
    known = Worker.objects.filter(id_number_blind=number_blind).first()
    if known is None:
        known = _insert(name=name, number=number, phone=phone, at=at)
    if known is None:
        known = Worker.objects.filter(id_number_blind=number_blind).first()
    if known is None or not same_name(known.name, name):
        raise Refused(_NOT_MATCHING)
    return worker_in_clear(known)


def _insert(*, name: str, number: str, phone: str, at: datetime) -> Worker | None:
    """The new row, or None when somebody else was faster or the phone is taken."""
    account = Account(kind=AccountKind.WORKER, username=f"w-{uuid7().hex}", password=make_password(None), created_at=at)
    worker = Worker(
        account=account,
        name=name,
        id_number=number,
        id_number_blind=blind(number, purpose="worker.id_number"),
        phone=phone,
        phone_blind=blind(phone, purpose="worker.phone"),
        registered_at=at,
    )
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            worker.save(force_insert=True)
    except IntegrityError:
        return None
    emit(WorkerRegistered(worker_id=worker.id, at=at))
    return worker
