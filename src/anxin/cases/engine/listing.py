"""Writing a listing (挂牌督办) of a locked case: by a person's service, or by the sweep after a breach."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.recording import record
from anxin.cases.engine.situation import Situation
from anxin.cases.events import CaseListed
from anxin.cases.models import Listing
from anxin.cases.types import Audience, ListingLevel
from anxin.kit.events import emit

RAISED: Final = "listing.raised"


@transaction.atomic(savepoint=False)
def raise_listing(
    here: Situation, level: ListingLevel, reason: str, *, limit: str = "", until: date | None = None
) -> UUID:
    """Write a listing of a locked case, lifting a lower one."""
    Listing.objects.filter(case=here.case, lifted_at__isnull=True).update(
        lifted_at=here.at, lifted_by_id=here.actor.account_id, lifted_why=_("由上一级挂牌督办")
    )
    listing = Listing.objects.create(
        case=here.case,
        level=level.value,
        reason=reason,
        limit=limit,
        raised_by_id=here.actor.account_id,
        raised_by_name=here.actor.name,
        raised_at=here.at,
        until=until,
    )
    here.case.listed_level = level.value
    data = {"listing": listing.pk, "level": level.value} | ({"limit": limit} if limit else {})
    record(here, RAISED, audience=Audience.STAFF, data=data, changed=("listed_level",))
    emit(CaseListed(here.case.pk, level.value, here.at))
    return listing.pk
