"""Supervision by name (挂牌督办): raised by a person or by a breach, lifted by the level that raised it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine.listing import raise_listing
from anxin.cases.engine.recording import locked_for, record
from anxin.cases.engine.transactions import one_transaction
from anxin.cases.errors import MoveBlocked, NotYours
from anxin.cases.models import Listing
from anxin.cases.types import LISTING_NAMES, Audience, ListingLevel, Sight
from anxin.identity.types import Actor, OrgKind, Role
from anxin.kit.errors import BadInput
from anxin.kit.text import paragraph

LIFTED: Final = "listing.lifted"
LISTING_ROLES: Final = (Role.BUREAU_LEAD, Role.SUPERVISOR)

_LEVELS: Final = {
    OrgKind.DISTRICT: frozenset({ListingLevel.COUNTY}),
    OrgKind.BUREAU: frozenset({ListingLevel.CITY, ListingLevel.PROVINCE}),
}
"""A district lists for the county. A city bureau lists for the city, and records what the province orders."""


def levels_of(actor: Actor) -> frozenset[ListingLevel]:
    """The levels at which somebody may raise and lift a listing."""
    held = (_LEVELS.get(post.org_kind, frozenset()) for post in actor.posts if post.role in LISTING_ROLES)
    return frozenset().union(*held)


def listing_raise(
    *, case_id: UUID, level: ListingLevel, reason: str, actor: Actor, at: datetime, until: date | None = None
) -> UUID:
    """List a case; a higher level takes over a lower listing.

    Raises:
        NotYours: not the actor's level. BadInput: no reason.
        MoveBlocked: closed, or listed at this level or above already.
    """
    words = paragraph(reason, most=500, label=_("挂牌原因"))
    if not words:
        raise BadInput(_("请写明挂牌原因。"), field="reason")
    if level not in levels_of(actor):
        raise NotYours(_("您的岗位不能%(level)s督办。") % {"level": LISTING_NAMES[level]})
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("挂牌督办"), sights=(Sight.FULL, Sight.OVERSIGHT))
        if here.case.closed_on is not None:
            raise MoveBlocked(_("案件已经办结，不需要挂牌督办。"))
        if here.case.listed_level >= level:
            raise MoveBlocked(_("这个案件已经在%(level)s督办。") % {"level": _name(here.case.listed_level)})
        return raise_listing(here, level, words, until=until)


def listing_lift(*, case_id: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """Lift the listing of a case, with a reason.

    Raises:
        NotYours: another level listed it. MoveBlocked: it is not listed.
    """
    words = paragraph(reason, most=500, label=_("摘牌原因"))
    if not words:
        raise BadInput(_("请写明摘牌原因。"), field="reason")
    with one_transaction():
        here = locked_for(case_id, actor, at, what=_("摘牌"), sights=(Sight.FULL, Sight.OVERSIGHT))
        listing = Listing.objects.filter(case=here.case, lifted_at__isnull=True).first()
        if listing is None:
            raise MoveBlocked(_("这个案件没有挂牌督办，请刷新页面。"))
        if ListingLevel(listing.level) not in levels_of(actor):
            raise NotYours(_("只有挂牌的一级可以摘牌：%(level)s。") % {"level": _name(listing.level)})
        with transaction.atomic(savepoint=False):
            listing.lifted_at, listing.lifted_by_id, listing.lifted_why = at, actor.account_id, words
            listing.save(update_fields=("lifted_at", "lifted_by_id", "lifted_why"))
            here.case.listed_level = 0
            record(here, LIFTED, audience=Audience.STAFF, data={"listing": listing.pk}, changed=("listed_level",))


def _name(level: int) -> str:
    return LISTING_NAMES[ListingLevel(level)]
