"""The wage sheet of a worker (工资核算表): lines in, sums out, the ledger with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.services import entry_add
from anxin.cases.types import Audience
from anxin.funds.memo import ARREARS
from anxin.funds.services import memo_post
from anxin.funds.types import Posting
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid7
from anxin.wages.errors import NotReady
from anxin.wages.models import WageLine, WageWorker
from anxin.wages.services.money import owed_change, sums_follow
from anxin.wages.services.working import officer_case
from anxin.wages.sheet import Line, LineIn, lines_of


def sheet_set(*, wage_worker_id: UUID, lines: Sequence[LineIn], actor: Actor, at: datetime) -> int:
    """Determine what one worker is owed; see :func:`sheets_set`."""
    return sheets_set(case_id=_case_of(wage_worker_id), sheets={wage_worker_id: lines}, actor=actor, at=at)


@transaction.atomic
def sheets_set(*, case_id: UUID, sheets: Mapping[UUID, Sequence[LineIn]], actor: Actor, at: datetime) -> int:
    """Determine what workers of a case are owed (核算), all or none; give the sum of their wages in fen.

    The lines of each take the place of those before. Extra damages ordered before stay on top. No lines at all say that
    nothing is owed. As many statements for two hundred workers as for one.

    Raises:
        BadInput: a line that cannot be right. SumsDisagree: less than has been paid.
        NotReady: somebody has withdrawn. NotYours, MoveBlocked.
    """
    officer_case(case_id, actor, at)
    worked_out = {worker_id: lines_of(lines, today=day_of(at)) for worker_id, lines in sheets.items()}
    rows = _locked(case_id, sheets)
    WageLine.objects.filter(worker__in=rows, replaced_at=None).update(replaced_at=at)
    WageLine.objects.bulk_create(_row(row, one, actor, at) for row in rows for one in worked_out[row.pk])
    postings: list[Posting] = []
    total = 0
    for row in rows:
        wages = sum(one.owed_fen for one in worked_out[row.pk])
        postings += owed_change(row, wages + row.extra_fen, key=f"wage-sheet:{uuid7()}", memo=_("工资核算"))
        row.determined = True
        total += wages
    memo_post(postings, fund=ARREARS, actor=actor, at=at)
    WageWorker.objects.bulk_update(rows, ["owed_fen", "determined"])
    sums_follow(case_id)
    whose = {"worker": rows[0].pk} if len(rows) == 1 else {"workers": len(rows)}
    entry_add(
        case_id=case_id,
        key="wage.sheet",
        audience=Audience.STAFF,
        data={**whose, "owed_fen": total},
        actor=actor,
        at=at,
    )
    return total


def _locked(case_id: UUID, ids: Collection[UUID]) -> list[WageWorker]:
    """Workers of the case under row locks; their names and numbers are not opened."""
    plain = ("case_id", "owed_fen", "extra_fen", "paid_fen", "withdrawn_at", "determined")
    rows = list(WageWorker.objects.select_for_update().only(*plain).filter(case_id=case_id, pk__in=ids).order_by("pk"))
    if len(rows) != len(ids):
        raise BadInput(_("这名劳动者不在本案里，请核对名单。"))
    if any(row.withdrawn_at is not None for row in rows):
        raise NotReady(_("这名劳动者已经撤回投诉，不再核算。"))
    return rows


def _row(row: WageWorker, one: Line, actor: Actor, at: datetime) -> WageLine:
    return WageLine(
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


def _case_of(wage_worker_id: UUID) -> UUID:
    case_id = WageWorker.objects.filter(pk=wage_worker_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise BadInput(_("没有找到这名劳动者，请刷新页面。"))
    return case_id
