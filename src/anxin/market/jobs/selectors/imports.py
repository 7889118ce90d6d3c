"""Files that are being taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as lazy

from anxin.identity.types import Actor
from anxin.market.jobs.models import MarketImport
from anxin.market.jobs.rights import require_market_staff

STATES: Final = {
    "waiting": lazy("排队中"),
    "running": lazy("导入中"),
    "done": lazy("已完成"),
    "cancelled": lazy("已停止"),
}


@dataclass(frozen=True, slots=True)
class ImportView:
    """One file and how far it is."""

    id: UUID
    file_name: str
    state: str
    lines: int
    taken: int
    same: int
    refused: int
    made_at: datetime

    @property
    def done(self) -> int:
        return self.taken + self.same + self.refused

    @property
    def running(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])


def imports_listed(actor: Actor, *, most: int = 20) -> list[ImportView]:
    """The newest files.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    rows = MarketImport.objects.defer("content", "refusals").order_by("-made_at", "-id")[:most]
    return [
        ImportView(row.pk, row.file_name, row.state, row.lines, row.taken, row.same, row.refused, row.made_at)
        for row in rows
    ]
