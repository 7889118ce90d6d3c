"""Looking at what one subscribed to, and at one's own market's lists, network and pushes."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Count, Q

from anxin.identity.selectors import worker_cards
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound
from anxin.market.hall.access import market_of
from anxin.market.jobs.hours import say_shifts
from anxin.market.jobs.places import city
from anxin.market.jobs.trades import trade_list, trade_names
from anxin.market.jobs.types import Availability
from anxin.market.outreach.models import HelpGroup, Push, Representative, Subscription, Volunteer
from anxin.market.outreach.types import (
    GroupView,
    MemberView,
    Pace,
    PushKind,
    PushView,
    RepresentativeView,
    SubscriptionView,
    VisitView,
    VolunteerView,
)

_ROWS_MOST: Final = 100
_VISITS_SHOWN: Final = 3


def own_subscriptions(worker_id: UUID) -> tuple[SubscriptionView, ...]:
    """What a worker subscribed to himself."""
    rows = Subscription.objects.filter(worker_id=worker_id).order_by("made_at")
    return tuple(_subscription_view(row) for row in rows)


def _subscription_view(row: Subscription) -> SubscriptionView:
    return SubscriptionView(
        id=row.pk,
        trade_names=trade_names(row.trades),
        district_names=tuple(city().districts[code] for code in row.districts if code in city().districts),
        pay_hour_fen=row.pay_hour_fen,
        shifts_words=say_shifts(Availability(row.shifts)),
        pace=Pace(row.pace),
        ways=tuple(row.ways),
        made_at=row.made_at,
    )


def subscribed() -> list[tuple[int, str, int]]:
    """Trades somebody subscribed to, with how many people, the most first."""
    people: dict[int, set[UUID]] = {}
    for worker_id, trades in Subscription.objects.values_list("worker_id", "trades"):
        for code in trades:
            people.setdefault(code, set()).add(worker_id)
    listed = trade_list().trades
    found = [(code, listed[code].name, len(who)) for code, who in people.items() if code in listed]
    return sorted(found, key=lambda one: (-one[2], one[0]))


def groups(actor: Actor) -> tuple[GroupView, ...]:
    """The lists of one's own market."""
    rows = HelpGroup.objects.filter(org_id=market_of(actor)).annotate(people=Count("members")).order_by("name")
    return tuple(GroupView(row.pk, row.name, row.people) for row in rows)


def group_members(actor: Actor, group_id: UUID) -> tuple[GroupView, tuple[MemberView, ...]]:
    """A list of one's own market with its people, masked.

    Raises:
        NotFound: none of this market.
    """
    row = HelpGroup.objects.filter(pk=group_id, org_id=market_of(actor)).first()
    if row is None:
        raise NotFound("没有找到这个名单，请回到列表重新选择。")
    members = list(row.members.order_by("-added_at"))
    cards = worker_cards([each.worker_id for each in members])
    shown = tuple(
        MemberView(each.pk, each.worker_id, cards[each.worker_id].name, cards[each.worker_id].phone, each.added_at)
        for each in members
        if each.worker_id in cards
    )
    return GroupView(row.pk, row.name, len(members)), shown


def pushes(actor: Actor) -> tuple[PushView, ...]:
    """Pushes of one's own market and those of the product, newest first, with their reach."""
    rows = Push.objects.filter(Q(org_id=market_of(actor)) | Q(org_id=None)).order_by("-made_at")
    return tuple(
        PushView(
            row.pk,
            PushKind(row.kind),
            row.text,
            row.made_at,
            row.by_name,
            row.told,
            row.left_out,
            row.groups,
            row.group_people,
            row.circle,
        )
        for row in rows[:_ROWS_MOST]
    )


def network(actor: Actor) -> tuple[VolunteerView, ...]:
    """The volunteers of one's own market with their representatives and last visits."""
    rows = Volunteer.objects.filter(org_id=market_of(actor)).order_by("made_at")
    return tuple(
        VolunteerView(
            row.pk,
            row.name,
            row.phone,
            tuple(_representative(each) for each in row.representatives.order_by("place")),
        )
        for row in rows.prefetch_related("representatives__visits")
    )


def _representative(row: Representative) -> RepresentativeView:
    visits = sorted(row.visits.all(), key=lambda visit: (visit.day, visit.made_at), reverse=True)[:_VISITS_SHOWN]
    shown = tuple(VisitView(each.pk, each.day, each.note, each.next_on, each.by_name) for each in visits)
    return RepresentativeView(row.pk, row.place, row.name, row.phone, row.where, row.circle, shown)
