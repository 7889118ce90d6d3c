"""Paths of cases for supervision: the newspaper's rider, paid the same afternoon, unless a test says otherwise."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from anxin.cases.types import Holder
from anxin.kit.ids import uuid7
from anxin.supervise.types import CasePath, Passage, Stay

REPORTED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Beijing
HOUR = timedelta(hours=1)

USUAL = (
    ("case.opened", "reported", 0),
    ("contact", "collecting", 1),
    ("submit", "reviewing", 2),
    ("approve", "approved", 2),
    ("batched", "paying", 4),
    ("paid", "paid", 6),
)
HOLDERS = {
    "reported": Holder.HANDLER,
    "collecting": Holder.WORKER,
    "reviewing": Holder.BUREAU,
    "approved": Holder.BUREAU,
    "paying": Holder.BANK,
}


def a_path(
    moves: tuple[tuple[str, str, int], ...] = USUAL,
    *,
    type: str = "injury_small",
    fast_lane: bool = True,
    opened_at: datetime = REPORTED,
    handler_org_id: UUID | None = None,
    platform_id: UUID | None = None,
    breached: bool = False,
    now: datetime = REPORTED + 100 * HOUR,
) -> CasePath:
    """A path from (move, step it leads to, hours after the report)."""
    passages = tuple(Passage(opened_at + hours * HOUR, move, step) for move, step, hours in moves)
    ends = [passage.at for passage in passages[1:]] + [now]
    stays = tuple(
        Stay(passage.step_to, passage.step_to, HOLDERS.get(passage.step_to, Holder.NOBODY), passage.at, end)
        for passage, end in zip(passages, ends, strict=True)
    )
    return CasePath(
        case_id=uuid7(),
        type=type,
        fast_lane=fast_lane,
        handler_org_id=handler_org_id or uuid7(),
        platform_id=platform_id,
        opened_at=opened_at,
        closed_on=None,
        result="",
        breached=breached,
        passages=passages,
        stays=stays,
    )
