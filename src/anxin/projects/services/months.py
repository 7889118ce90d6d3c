"""Taking in a month's roster, attendance or pay run (名册、考勤、工资表)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput
from anxin.kit.tables import read_rows
from anxin.projects.models import MonthSheet, SheetImport, WorkerMonth
from anxin.projects.rights import project_row, require_hand_in
from anxin.projects.sheets import check_headings, read_lines
from anxin.projects.types import SheetKind, SheetLine, SheetTaken
from anxin.projects.waking import standing_wake

ROWS_MAX: Final = 5_000
"""More people than work on any one site in a month."""

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


def sheet_import(
    *, project_id: UUID, month: date, kind: SheetKind, name: str, content: bytes, actor: Actor, at: datetime
) -> SheetTaken:
    """Take in a file: good rows are kept, bad ones reported with their reason, and a second time changes nothing.

    The file is the whole truth of its kind for that month: who is no longer in it is no longer said to be.

    Raises:
        NotFound, NotAllowed; BadInput: no table, a needed column missing, no good row, a month still to come.
    """
    row = project_row(actor, project_id)
    require_hand_in(actor, row)
    first = month.replace(day=1)
    if not row.starts_on.replace(day=1) <= first <= day_of(at):
        raise BadInput(_("月份应在开工之后，不能晚于本月。"), field="month")
    rows = list(read_rows(name, content, rows_max=min(ROWS_MAX, settings.ANXIN_ROWS_MAX)))
    if not rows:
        raise BadInput(_("文件里没有人员。第一行写列名，从第二行起每行一人。"), field="file")
    check_headings(kind, rows[0])
    lines, refused = read_lines(kind, rows, today=day_of(at))
    if not lines:
        raise BadInput(_("没有一行可以接收。第一处：%(why)s") % {"why": refused[0].reason}, field="file")
    with transaction.atomic():
        project_row(actor, project_id, lock=True)
        sheet, _new = MonthSheet.objects.get_or_create(project=row, month=first)
        _write(sheet, kind, lines)
        setattr(sheet, f"{kind.value}_at", at)
        sheet.save(update_fields=[f"{kind.value}_at"])
        SheetImport.objects.create(
            sheet=sheet,
            kind=kind.value,
            file_name=name[:200],
            taken=len(lines),
            refused=[{"line": one.line, "reason": one.reason} for one in refused],
            at=at,
            by_account=actor.account_id,
            by_name=actor.public_name,
        )
        standing_wake(row.pk)
    return SheetTaken(len(lines), tuple(refused))


def _write(sheet: MonthSheet, kind: SheetKind, lines: list[SheetLine]) -> None:
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
