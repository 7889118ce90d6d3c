"""Setting bad lines aside (隔离): kept sealed, with what is wrong, for the platform to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from anxin.cover.models import QuarantinedLine
from anxin.cover.parsing import ORDER_NO_MAX
from anxin.cover.types import OrderLine, Problem
from anxin.kit.chain import canonical
from anxin.kit.characters import storable
from anxin.kit.crypto import blind


@dataclass(frozen=True, slots=True)
class SetAside:
    """A line to set aside, and why."""

    line: OrderLine
    problem: Problem
    reason: str


def set_aside(*, platform_id: UUID, lines: Sequence[SetAside], at: datetime) -> None:
    """Keep bad lines for the platform to look at. One that was dropped or fixed and comes again is open again."""
    rows = {row.digest: row for row in (_row(platform_id, one, at) for one in lines)}
    if not rows:
        return
    QuarantinedLine.objects.bulk_create(
        rows.values(),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["platform", "digest"],
        update_fields=["last_at", "reason", "problem", "settled_at", "settled_how", "settled_by"],
    )


def _row(platform_id: UUID, one: SetAside, at: datetime) -> QuarantinedLine:
    content = {name: storable(value)[:200] for name, value in asdict(one.line).items()}
    return QuarantinedLine(
        platform_id=platform_id,
        digest=blind(canonical(content).decode(), purpose="cover.quarantine"),
        order_no=content["order_no"][:ORDER_NO_MAX],
        content=content,
        problem=one.problem.value,
        reason=one.reason[:300],
        first_at=at,
        last_at=at,
    )
