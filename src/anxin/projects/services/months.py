"""Taking in a month's roster, attendance or pay run (名册、考勤、工资表)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput, NotFound
from anxin.projects.models import MonthSheet, SheetImport, WorkerMonth
from anxin.projects.rights import project_row, require_hand_in
from anxin.projects.types import RefusedLine, SheetKind, SheetLine
from anxin.projects.waking import standing_wake

_CLEARED: Final[dict[SheetKind, dict[str, Any]]] = {
    SheetKind.ROSTER: {"on_roster": False},
    SheetKind.ATTENDANCE: {"half_days": None},
    SheetKind.PAY: {"due_fen": None, "paid_fen": None, "paid_on": None},
}
_WRITTEN: Final[dict[SheetKind, tuple[str, ...]]] = {
    SheetKind.ROSTER: ("name", "employer", "trade", "on_roster"),
    SheetKind.ATTENDANCE: ("half_days",),
    SheetKind.PAY: ("due_fen", "paid_fen", "paid_on", "account"),
}


@transaction.atomic
def month_open(*, project_id: UUID, month: date, actor: Actor, at: datetime) -> UUID:
    """The place for a month's files (月度资料); made when it is asked for first.

    Raises:
        NotFound, NotAllowed; BadInput: a month before the works or still to come.
    """
    row = project_row(actor, project_id)
    require_hand_in(actor, row)
    first = month.replace(day=1)
    if not row.starts_on.replace(day=1) <= first <= day_of(at):
        raise BadInput(_("月份应在开工之后，不能晚于本月。"), field="month")
    sheet, _new = MonthSheet.objects.get_or_create(project=row, month=first)
    return sheet.pk


@transaction.atomic
def sheet_take(
    *,
    sheet_id: UUID,
    kind: SheetKind,
    name: str,
    lines: Sequence[SheetLine],
    actor: Actor,
    at: datetime,
    refused: Sequence[RefusedLine] = (),
) -> None:
    """Take in a month's file, already understood line by line; the same file again changes nothing.

    The file is the whole truth of its kind for that month: who is no longer in it is no longer said to be.

    Args:
        refused: lines of the file that were not understood, kept with their reasons.

    Raises:
        NotFound, NotAllowed; BadInput: nobody in it.
    """
    found = MonthSheet.objects.filter(pk=sheet_id).first()
    if found is None:
        raise NotFound(_("没有找到这个月份，请从工程项目页面重新上传。"))
    row = project_row(actor, found.project_id, lock=True)
    require_hand_in(actor, row)
    if not lines:
        raise BadInput(_("文件里没有可以接收的人员。"), field="file")
    _write(found, kind, lines)
    setattr(found, f"{kind.value}_at", at)
    found.save(update_fields=[f"{kind.value}_at"])
    SheetImport.objects.create(
        sheet=found,
        kind=kind.value,
        file_name=name[:200],
        taken=len(lines),
        refused=[{"line": one.line, "reason": one.reason} for one in refused],
        at=at,
        by_account=actor.account_id,
        by_name=actor.public_name,
    )
    standing_wake(row.pk)


def _write(sheet: MonthSheet, kind: SheetKind, lines: Sequence[SheetLine]) -> None:
    WorkerMonth.objects.filter(sheet=sheet).update(**_CLEARED[kind])
    people = [_person(sheet, kind, line) for line in lines]
    WorkerMonth.objects.bulk_create(
        people,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["sheet", "id_blind"],
        update_fields=list(_WRITTEN[kind]),
    )
    WorkerMonth.objects.filter(sheet=sheet, on_roster=False, half_days=None, due_fen=None).delete()


def _person(sheet: MonthSheet, kind: SheetKind, line: SheetLine) -> WorkerMonth:
    return WorkerMonth(
        sheet=sheet,
        name=line.name,
        id_number=line.id_number,
        id_blind=blind(line.id_number, purpose="worker.id_number"),
        employer=line.employer,
        trade=line.trade,
        on_roster=kind is SheetKind.ROSTER,
        half_days=line.half_days,
        due_fen=line.due_fen,
        paid_fen=line.paid_fen,
        paid_on=line.paid_on,
        account=line.account,
    )
