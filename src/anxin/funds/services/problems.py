"""Writing down what does not add up, once (待办差异)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.funds.errors import WrongState
from anxin.funds.models import BankFile, Discrepancy, Fund, PayoutOrder, StatementLine
from anxin.funds.rights import DESK_ROLES, require_person
from anxin.funds.types import Severity
from anxin.identity.types import Actor
from anxin.kit.errors import BadInput, NotFound
from anxin.kit.text import sentence


def note_problem(
    *,
    kind: str,
    reference: str,
    severity: Severity,
    detail: str,
    at: datetime,
    fund: Fund | None = None,
    payout: PayoutOrder | None = None,
    file: BankFile | None = None,
    line: StatementLine | None = None,
) -> None:
    """Put something before people; the same thing seen again is the same row. Ids and sums only, never names."""
    Discrepancy.objects.bulk_create(
        [
            Discrepancy(
                fund=fund,
                kind=kind,
                reference=reference[:80],
                severity=severity,
                detail=detail[:400],
                payout=payout,
                file=file,
                line=line,
                raised_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def problems_close(*, lines: Sequence[UUID], how: str, at: datetime) -> None:
    """Close what was said about statement lines that are explained now."""
    open_ones = Discrepancy.objects.filter(line__in=lines, settled_at__isnull=True)
    open_ones.update(settled_at=at, settled_by_name=_("系统"), settled_how=how)


@transaction.atomic
def problem_settle(*, problem_id: UUID, how: str, actor: Actor, at: datetime) -> None:
    """Say what was done about a difference (了结差异). What changed the books is a correction, not this.

    Raises:
        WrongState: somebody has settled it already.
    """
    require_person(actor, *DESK_ROLES)
    how = sentence(how, most=400, label=_("处理结果"))
    if not how:
        raise BadInput(_("请写明怎样处理的。"), field="how")
    row = Discrepancy.objects.select_for_update(of=("self",)).filter(pk=problem_id).first()
    if row is None:
        raise NotFound(_("没有找到这条差异。"))
    if row.settled_at:
        raise WrongState(_("这条差异已由 %(name)s 了结。") % {"name": row.settled_by_name})
    row.settled_at, row.settled_by_id, row.settled_by_name, row.settled_how = at, actor.account_id, actor.name, how
    row.save(update_fields=["settled_at", "settled_by_id", "settled_by_name", "settled_how"])
