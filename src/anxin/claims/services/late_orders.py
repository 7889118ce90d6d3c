"""Orders we learn of only after an accident on them (事故后申报): an alarm, and another look at the facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.services import note_add
from anxin.claims import tasks
from anxin.claims.models import InjuryClaim
from anxin.claims.services.telling import told_of
from anxin.claims.snapshots import cover_snapshot
from anxin.cover.events import OrdersToldLate, SuspectOrder
from anxin.cover.selectors import cover_at
from anxin.identity.selectors import staff_with
from anxin.identity.types import Actor, Role
from anxin.kit.jobs import defer
from anxin.notify.services import tell
from anxin.notify.types import Audience, Recipient

ALARM = "order_told_late"


def orders_told_late(event: OrdersToldLate) -> None:
    """Listener: look for open cases whose accident lies on one of these orders."""
    found = [(claim_id, order.order_no) for claim_id, order in _struck(event.orders, event.at)]
    for claim_id, order_no in found:
        defer(tasks.look_at_late_order, case_id=str(claim_id), order_no=order_no)


def _struck(orders: Sequence[SuspectOrder], at: datetime) -> Iterable[tuple[UUID, SuspectOrder]]:
    """Open cases reported before ``at`` with the order their accident lies on. One query for a whole batch."""
    claims = InjuryClaim.objects.filter(
        worker_id__in={order.worker_id for order in orders},
        happened_at__gte=min(order.accepted_at for order in orders),
        happened_at__lte=max(order.covers_until for order in orders),
        reported_at__lte=at,
        case__closed_on=None,
    ).values_list("pk", "worker_id", "happened_at")
    for claim_id, worker_id, happened_at in claims:
        for order in orders:
            if order.worker_id == worker_id and order.accepted_at <= happened_at <= order.covers_until:
                yield claim_id, order
                break


def late_order_look(*, case_id: UUID, order_no: str, at: datetime) -> bool:
    """Look the cover of an accident up again after an order for it was placed late; alarm the people concerned once.

    The facts of a case that is still being worked on take in the order. One told after the accident is marked so, that
    no machine decides on it; one told in time that had to wait for a part of the store only mends the answer. Returns
    whether there was something new.
    """
    with transaction.atomic():
        claim = InjuryClaim.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
        if claim is None:
            return False
        answer = cover_at(worker_id=claim.worker_id, at=claim.happened_at)
        order = next((one for one in answer.orders if one.order_no == order_no), None)
        late = order is not None and order.declared_after(claim.happened_at)
        if order is None or (claim.covered and not late):
            return False
        claim.cover = cover_snapshot(answer, not_this_order=bool(claim.cover.get("not_this_order")))
        claim.covered, claim.declared_late = answer.covered, answer.declared_late
        claim.order_no = answer.order.order_no if answer.order else ""
        claim.save(update_fields=["cover", "covered", "declared_late", "order_no"])
        note_add(case_id=case_id, text=_note(order_no, late=late), actor=Actor.system(), at=at)
        if late:
            _alarm(case_id, order_no, at)
    return True


def _note(order_no: str, *, late: bool) -> str:
    if late:
        return _("报警：订单 %(order)s 在事故发生之后才申报，请核实这一单是否真实。") % {"order": order_no}
    return _("订单 %(order)s 及时申报过，因存储故障刚刚入库，保障结论已更新。") % {"order": order_no}


def _alarm(case_id: UUID, order_no: str, at: datetime) -> None:
    told = told_of(case_id)
    if told is None:
        return
    handler = [Recipient(account_id=told.handler_id)] if told.handler_id else []
    supervisors = [Recipient(account_id=person.account_id) for person in staff_with(Role.SUPERVISOR)]
    for audience, people in ((Audience.HANDLER, handler), (Audience.SUPERVISOR, supervisors)):
        if people:
            tell(
                event=ALARM,
                audience=audience,
                recipients=people,
                data={"number": told.number, "order": order_no},
                key=f"case:{case_id}:{ALARM}:{order_no}",
                at=at,
                subject=told.subject,
            )
