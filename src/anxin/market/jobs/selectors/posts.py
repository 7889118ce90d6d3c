"""Posts: searched by everybody, managed by their employers, watched by staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of, day_of
from anxin.kit.errors import NotFound
from anxin.kit.statements import Prepared
from anxin.market.jobs import hours
from anxin.market.jobs.models import Application, Employer, Hold, JobPost
from anxin.market.jobs.rights import WATCHERS, is_market_staff, managed_post, may_manage
from anxin.market.jobs.terms import alternatives, wanted_of
from anxin.market.jobs.types import ApplicationState, Page, PostState, PostView, Search
from anxin.market.jobs.views import post_view

PAGE_ROWS = 20
COUNTED_MOST = 1000
_ORDERS = {"new": ("-posted_at", "-id"), "pay": ("-pay_hour_fen", "-id"), "soon": ("start_minute", "id")}


def _seen() -> QuerySet[JobPost]:
    """Posts with what a view of them shows: search words stay away, and what the employer has sealed stays shut."""
    unseen = ("terms", "employer__contact_phone", "employer__controller_name", "employer__controller_blind")
    return JobPost.objects.select_related("employer").defer(*unseen)


def open_posts(on: date) -> QuerySet[JobPost]:
    """Posts anybody may answer on a day."""
    return _seen().filter(state=PostState.LIVE.value, expires_on__gte=on, taken__lt=F("headcount"))


def posts_search(search: Search, *, at: datetime) -> Page:
    """Open posts by free words and filters (搜索): every word must be there, Chinese or by pinyin initials."""
    rows = _filtered(open_posts(day_of(at)), search, at)
    order = _ORDERS.get(search.order, _ORDERS["new"])
    number = max(search.page, 1)
    start = (number - 1) * PAGE_ROWS
    found = list(rows.order_by(*order)[start : start + PAGE_ROWS + 1])
    total = rows.order_by()[: COUNTED_MOST + 1].count()
    return Page(
        rows=tuple(post_view(row) for row in found[:PAGE_ROWS]),
        number=number,
        has_next=len(found) > PAGE_ROWS,
        total=min(total, COUNTED_MOST),
        total_capped=total > COUNTED_MOST,
    )


def _filtered(rows: QuerySet[JobPost], search: Search, at: datetime) -> QuerySet[JobPost]:
    for word in wanted_of(search.words):
        if len(word) == 1:
            rows = rows.filter(terms__overlap=alternatives(word[0]))
        else:
            rows = rows.filter(terms__contains=word)
    conditions = {
        "trade": search.trade,
        "district": search.district,
        "settle": search.settle,
        "meals": search.meals,
        "lodging": search.lodging,
    }
    rows = rows.filter(**{name: value for name, value in conditions.items() if value})
    if search.group:
        rows = rows.filter(trade__gte=search.group * 100, trade__lt=search.group * 100 + 100)
    if search.pay_hour_fen:
        rows = rows.filter(pay_hour_fen__gte=search.pay_hour_fen)
    if search.first_day:
        rows = rows.filter(start_minute__gte=hours.minute_of(search.first_day, 0))
    if search.today_only:
        rows = rows.filter(first_day=day_of(at))
    return rows


def post_public(post_id: int, *, at: datetime) -> PostView | None:
    """A post as everybody may read it; one that has ended is shown as ended, a draft is nobody's business."""
    hidden = [PostState.DRAFT.value, PostState.REVIEW.value, PostState.PULLED.value]
    row = _seen().filter(pk=post_id).exclude(state__in=hidden).first()
    return post_view(row) if row else None


def posts_by_id(post_ids: Iterable[int]) -> dict[int, PostView]:
    """Several posts, one query; the caller has chosen them."""
    wanted = set(post_ids)
    return {row.pk: post_view(row) for row in _rows_by_id(ids=wanted)} if wanted else {}


_rows_by_id = Prepared(lambda ids: _seen().filter(pk__in=ids))


def post_for(actor: Actor, post_id: int) -> PostView:
    """A post for those who manage or watch it.

    Raises:
        NotFound: there is none, or it is not the actor's business.
    """
    row = JobPost.objects.select_related("employer", "employer__org").filter(pk=post_id).first()
    if row is not None and actor.has(*WATCHERS):
        return post_view(row)
    return post_view(managed_post(actor, row))


def posts_of_employer(
    actor: Actor, employer_id: UUID, *, text: str = "", state: str = "", most: int = 200
) -> tuple[PostView, ...]:
    """An employer's posts, open ones first, for those who manage or watch it; those with ``text`` in their title.

    Raises:
        NotFound: not the actor's business.
    """
    employer = Employer.objects.filter(pk=employer_id).first()
    if employer is None or not (may_manage(actor, employer) or actor.has(*WATCHERS)):
        raise NotFound(_("没有找到这个用人单位，请刷新页面再看。"))
    rows = JobPost.objects.filter(employer=employer).select_related("employer").order_by("-changed_at", "-id")
    if text:
        rows = rows.filter(title__icontains=text)
    if state:
        rows = rows.filter(state=state)
    views = [post_view(row) for row in rows[:most]]
    first = (PostState.REVIEW, PostState.LIVE, PostState.DRAFT, PostState.PAUSED)
    return tuple(sorted(views, key=lambda view: first.index(view.state) if view.state in first else len(first)))


def posts_waiting(actor: Actor, *, most: int = 200) -> tuple[PostView, ...]:
    """Posts that wait for a person of the market, oldest first."""
    if not (is_market_staff(actor) or actor.has(*WATCHERS)):
        return ()
    rows = JobPost.objects.filter(state=PostState.REVIEW.value).select_related("employer").order_by("changed_at", "id")
    return tuple(post_view(row) for row in rows[:most])


def places_kept(post_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Places held for people on their way, by post; posts without any are left out."""
    wanted = set(post_ids)
    return dict(_kept(ids=wanted, at=at)) if wanted else {}


_kept: Prepared[Any] = Prepared(
    lambda ids, at: (
        Hold.objects.filter(post_id__in=ids, released_at__isnull=True, until__gt=at)
        .order_by()
        .values_list("post_id")
        .annotate(Count("id"))
    )
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Today's numbers of the market, for the hall and the wall."""

    posts: int
    places: int
    new_today: int
    applied_today: int
    accepted_today: int
    by_group: dict[int, tuple[int, int]]
    """Open posts and places of each family of trades that has any."""


def figures_today(*, at: datetime) -> Figures:
    """Open posts and places, what is new, who applied and who was taken today."""
    today = at_start_of(day_of(at))
    rows = open_posts(day_of(at)).select_related(None).order_by()
    by_trade = rows.values_list("trade").annotate(posts=Count("id"), places=Sum(F("headcount") - F("taken")))
    groups: dict[int, tuple[int, int]] = {}
    for code, count, places in by_trade:
        before = groups.get(code // 100, (0, 0))
        groups[code // 100] = (before[0] + count, before[1] + places)
    applied = Application.objects.filter(made_at__gte=today).exclude(state=ApplicationState.INVITED.value)
    return Figures(
        posts=sum(posts for posts, _places in groups.values()),
        places=sum(places for _posts, places in groups.values()),
        new_today=rows.filter(posted_at__gte=today).count(),
        applied_today=applied.count(),
        accepted_today=Application.objects.filter(Q(accepted_at__gte=today)).count(),
        by_group=groups,
    )
