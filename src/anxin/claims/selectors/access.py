"""Which claims an actor may know of: those whose case he may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from anxin.cases.selectors import cases_visible
from anxin.claims.errors import NoSuchClaim
from anxin.claims.models import InjuryClaim
from anxin.identity.types import Actor


def claims_visible(actor: Actor) -> QuerySet[InjuryClaim]:
    """The claims whose case an actor may see, with what pages need of the case."""
    rows = InjuryClaim.objects.filter(case__in=cases_visible(actor))
    return rows.annotate(
        step=F("case__step"),
        type=F("case__type"),
        type_version=F("case__type_version"),
        version=F("case__version"),
        entered_at=F("case__entered_at"),
        next_due=F("case__next_due"),
        closed_on=F("case__closed_on"),
        paused_on=F("case__paused_on"),
    )


def claim_visible(actor: Actor, case_id: UUID) -> Any:
    """One claim with its annotations.

    Raises:
        NoSuchClaim: there is none, or it is not the actor's to see.
    """
    claim = claims_visible(actor).select_related("platform_check").filter(pk=case_id).first()
    if claim is None:
        raise NoSuchClaim(_("没有找到这个案件，或者您无权查看。"))
    return claim
