"""Carrying a morning's plan out: everybody is invited to the place that was found for him."""

from __future__ import annotations

from datetime import datetime

from anxin.identity.types import Actor
from anxin.kit.errors import Refused
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.services import application_invite
from anxin.market.matching.morning import morning_pairs


def morning_apply(*, actor: Actor, at: datetime) -> int:
    """Invite every planned worker; who has promised these hours meanwhile is left out. Returns how many were invited.

    Safe to repeat: an invitation that stands is not made twice.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    _plan, pairs = morning_pairs(at=at)
    invited = 0
    for pair in pairs:
        try:
            application_invite(post_id=pair.post_id, profile_id=pair.profile_id, actor=actor, at=at)
        except Refused:
            continue
        invited += 1
    return invited
