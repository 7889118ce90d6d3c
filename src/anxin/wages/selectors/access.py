"""Which wage cases an actor may know of: those whose case he may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.cases.selectors import case_view, cases_visible
from anxin.cases.types import Sight
from anxin.identity.types import Actor
from anxin.wages.errors import NoSuchWageCase
from anxin.wages.models import WageCase

INNER: tuple[Sight, ...] = (Sight.FULL, Sight.OVERSIGHT)


def wages_visible(actor: Actor) -> QuerySet[WageCase]:
    """The wage cases whose case an actor may see, with the case beside them."""
    return WageCase.objects.filter(case__in=cases_visible(actor)).select_related("case")


def wage_visible(actor: Actor, case_id: UUID) -> WageCase:
    """One of them.

    Raises:
        NoSuchWageCase: there is none, or it is not the actor's to see.
    """
    case = wages_visible(actor).filter(pk=case_id).first()
    if case is None:
        raise NoSuchWageCase(_("没有找到这个欠薪案件，或者您无权查看。"))
    return case


def wage_inside(actor: Actor, case_id: UUID) -> tuple[WageCase, Sight]:
    """One of them for those who see its inside: officers and overseers.

    Raises:
        NoSuchWageCase: anybody else, the joint departments and the workers included.
    """
    case = wage_visible(actor, case_id)
    sight = case_view(actor, case_id).sight
    if sight not in INNER:
        raise NoSuchWageCase(_("没有找到这个欠薪案件，或者您无权查看。"))
    return case, sight
