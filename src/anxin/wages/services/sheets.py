"""The wage sheet of a worker (工资核算表): lines in, sums out, the ledger with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.services import entry_add
from anxin.cases.types import Audience
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid7
from anxin.wages.errors import NotReady
from anxin.wages.models import WageLine, WageWorker
from anxin.wages.services.money import owed_set, sums_follow
from anxin.wages.services.working import officer_case
from anxin.wages.sheet import LineIn, lines_of


@transaction.atomic
def sheet_set(*, wage_worker_id: UUID, lines: Sequence[LineIn], actor: Actor, at: datetime) -> int:
    """Determine what a worker is owed (核算): these lines take the place of those before; give the sum in fen.

    Extra damages ordered before stay on top. No lines at all say that nothing is owed.

    Raises:
        BadInput: a line that cannot be right. SumsDisagree: less than has been paid.
        NotReady: he has withdrawn. NotYours, MoveBlocked.
    """
    case_id = _case_of(wage_worker_id)
    officer_case(case_id, actor, at)
    worked_out = lines_of(lines, today=day_of(at))
    row = WageWorker.objects.select_for_update().get(pk=wage_worker_id)
    if row.withdrawn_at is not None:
        raise NotReady(_("这名劳动者已经撤回投诉，不再核算。"))
    wages = sum(one.owed_fen for one in worked_out)
    WageLine.objects.filter(worker=row, replaced_at=None).update(replaced_at=at)
    WageLine.objects.bulk_create(
        WageLine(
            worker=row,
            period_from=one.given.period_from,
            period_to=one.given.period_to,
            basis=one.given.basis.value,
            price_fen=one.given.price_fen,
            quantity_milli=one.given.quantity_milli,
            agreed_fen=one.agreed_fen,
            paid_fen=one.given.paid_fen,
            owed_fen=one.owed_fen,
            note=one.given.note,
            made_at=at,
            made_by=actor.account_id,
        )
        for one in worked_out
    )
    owed_set(row, wages + row.extra_fen, key=f"wage-sheet:{uuid7()}", memo=_("工资核算"), actor=actor, at=at)
    row.determined = True
    row.save(update_fields=["owed_fen", "determined"])
    sums_follow(case_id)
    entry_add(
        case_id=case_id,
        key="wage.sheet",
        audience=Audience.STAFF,
        data={"worker": row.pk, "owed_fen": wages},
        actor=actor,
        at=at,
    )
    return wages


def _case_of(wage_worker_id: UUID) -> UUID:
    case_id = WageWorker.objects.filter(pk=wage_worker_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise BadInput(_("没有找到这名劳动者，请刷新页面。"))
    return case_id
