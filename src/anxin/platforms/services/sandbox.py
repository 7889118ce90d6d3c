"""The sandbox (沙箱): a twin organisation and invented people, so that nothing a platform tries touches anything real.

Orders of a twin stand under the twin and belong to test people only; its reports never become cases. Real platforms
cannot name test people, and a sandbox cannot name real ones (``identity.numbers.is_test_number``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.selectors import org, workers_by_id_numbers
from anxin.identity.services import org_create, worker_register
from anxin.identity.types import Actor, OrgKind
from anxin.kit.errors import BadInput
from anxin.platforms.models import QuotaRow, Sandbox
from anxin.platforms.twins import people
from anxin.platforms.types import Quota

QUOTA: Final = Quota(per_minute=300, burst=60)
"""A sandbox's quota: small, so that a client can meet its end without a storm."""

_SYSTEM: Final = Actor.system("沙箱")


@transaction.atomic
def sandbox_of(*, platform_id: UUID, at: datetime) -> UUID:
    """The sandbox organisation of a platform, made at the first call.

    Raises:
        BadInput: that organisation is no platform.
    """
    found = Sandbox.objects.filter(platform_id=platform_id).values_list("twin_id", flat=True).first()
    if found:
        return found
    home = org(platform_id)
    if home is None or home.kind is not OrgKind.PLATFORM:
        raise BadInput(_("只有平台企业有沙箱。"))
    twin = org_create(
        kind=OrgKind.SANDBOX,
        name=f"{home.name}（沙箱）",
        short_name=f"{home.short_name[:34]}（沙箱）",
        actor=_SYSTEM,
        at=at,
    )
    Sandbox.objects.create(platform_id=platform_id, twin_id=twin.id, made_at=at)
    QuotaRow.objects.create(org_id=twin.id, per_minute=QUOTA.per_minute, burst=QUOTA.burst, spent_until=at)
    _people(at)
    return twin.id


def _people(at: datetime) -> None:
    known = workers_by_id_numbers({number for _name, number in people()})
    for serial, (name, number) in enumerate(people(), start=1):
        if number not in known:
            worker_register(phone=f"1600000{serial:04d}", name=name, id_number=number, actor=_SYSTEM, at=at)
