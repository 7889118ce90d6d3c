"""Looking at a worker's record: each look, and each refused look, leaves a line with its purpose."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.models import Worker
from anxin.identity.services.records import read_log
from anxin.identity.types import Actor, Role, WorkerView
from anxin.identity.views import worker_in_clear
from anxin.kit import clock
from anxin.kit.errors import NotAllowed, NotFound

READERS = (
    Role.PLATFORM_OPERATOR,
    Role.PLATFORM_MANAGER,
    Role.INSURER_HANDLER,
    Role.INSURER_MANAGER,
    Role.BUREAU_INTAKE,
    Role.BUREAU_REVIEWER,
    Role.BUREAU_LEAD,
    Role.FINANCE_MAKER,
    Role.FINANCE_CHECKER,
    Role.FINANCE_RELEASER,
    Role.SUPERVISOR,
    Role.JOINT_OFFICER,
    Role.MARKET_OPERATOR,
    Role.WAGE_INSPECTOR,
)
"""Posts whose work is about people. The three administrators and the policy analyst have no reason to look."""

FIELDS = ("name", "id_number", "phone")


def worker_view(
    actor: Actor, worker_id: UUID, purpose: str, *, fields: tuple[str, ...] = FIELDS, at: datetime | None = None
) -> WorkerView:
    """A worker in clear, for a person to see; the look is logged with who, when and why (查阅留痕).

    The caller has checked that the actor's own case is about this worker; here the post is checked once more.

    Args:
        purpose: why, in words and with the number people use (``核对票据 SH20261119-PAWEN2``); never empty.
        fields: what the page shows, for the log.

    Raises:
        NotAllowed: the post has no reason to look; the try is logged. BadInput: no purpose.
    """
    moment = at or clock.now()
    worker = Worker.objects.filter(pk=worker_id).first()
    if worker is None:
        raise NotFound(_("没有找到这位劳动者，请重新查找。"))
    granted = actor.worker_id == worker_id or actor.has(*READERS)
    read_log(actor=actor, worker_id=worker_id, purpose=purpose, fields=fields, granted=granted, at=moment)
    if not granted:
        raise NotAllowed(_("您的岗位不能查看劳动者信息，这次尝试已记录。"))
    return worker_in_clear(worker)
