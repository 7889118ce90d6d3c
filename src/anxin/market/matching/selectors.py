"""Matches, both ways: found in the index, checked again in SQL, said in words."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from anxin.identity.selectors import worker_cards
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import NotAllowed, NotFound
from anxin.market.jobs.rights import is_market_staff
from anxin.market.jobs.selectors import (
    applications_of_post,
    places_kept,
    post_for,
    posts_answered,
    posts_by_id,
    profiles_by_id,
)
from anxin.market.jobs.selectors.feeding import POSTS_SQL, WORKERS_SQL
from anxin.market.jobs.types import PostView
from anxin.market.matching import sqltext
from anxin.market.matching.models import IndexVersion
from anxin.market.matching.types import Candidate, Candidates, Job, Match, Matches, Parts, Seeker, Stamp, Weights
from anxin.market.matching.weights import weights
from anxin.market.matching.words import FURTHER_M, missing_in_words, parts_in_words
from anxin.policy.selectors import parameter

_SPARE = 10
"""So many more are taken from the index, because the check before showing may drop some."""

SQL_INDEX = "sql"
"""The name of the index when there is none and SQL answered by itself."""


def seeker_of(worker_id: UUID) -> Seeker | None:
    """A worker who looks for work now, as numbers."""
    sql = (
        f"SELECT w.* FROM ({WORKERS_SQL}) w WHERE w.id = "  # noqa: S608
        "(SELECT id FROM market_jobs_profile WHERE worker_id = %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [worker_id])
        row = cursor.fetchone()
    if row is None:
        return None
    id, x, y, radius, trades, skills, conditions, shifts, starts, ends, pay = row
    return Seeker(id, x, y, radius, tuple(trades), tuple(skills), conditions, shifts, starts, ends, pay)


def _job(post_id: int) -> Job | None:
    columns = "id, x, y, trade, starts, ends, shifts, pay, conditions, posted, skills, places"
    sql = f"SELECT {columns} FROM ({POSTS_SQL}) p WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [post_id])
        row = cursor.fetchone()
    if row is None:
        return None
    id, x, y, trade, starts, ends, shifts, pay, conditions, posted, skills, places = row
    return Job(id, x, y, trade, starts, ends, shifts, pay, conditions, posted, tuple(skills), places)


def matches_for_worker(*, worker_id: UUID, actor: Actor, at: datetime, most: int | None = None) -> Matches:
    """The best jobs for a worker (我的匹配), best first, each with its parts and what is missing for more.

    What the index finds is read again in PostgreSQL and scored anew there; what no longer passes is left out, so
    nobody is shown a job that was filled a second ago.

    Raises:
        NotAllowed: somebody else's, and not market staff. NotFound: no profile that looks for work.
    """
    from anxin.market.matching import live  # its numpy takes long to import, and few processes ever match

    _own_or_staff(worker_id, actor)
    seeker = seeker_of(worker_id)
    if seeker is None:
        raise NotFound(_("还没有登记找活，或者暂停了。先登记，马上就能看到匹配。"))
    weighing = weights(day_of(at))
    count = most or parameter("market", "list_most", on=day_of(at)).number
    minute = int(at.timestamp()) // 60
    known = live.held("post")
    only = live.top_posts(known, seeker, weighing, minute=minute, most=count + _SPARE) if known else None
    parts = _checked(seeker, weighing, only, on=day_of(at), minute=minute, most=count)
    further = live.opened_by_one(known, seeker, minute=minute, further=FURTHER_M) if known else {}
    stamp = Stamp(weighing.version, known.version.hex[-12:] if known else SQL_INDEX, at)
    rows = _matches(seeker, parts, posts_answered(worker_id), at)
    return Matches(seeker.id, rows, missing_in_words(further), stamp)


def match_for_worker(*, worker_id: UUID, post_id: int, actor: Actor, at: datetime) -> Match | None:
    """One job as it fits a worker, wherever it stands in his list; None when it does not fit, or he does not look.

    Raises:
        NotAllowed: somebody else's, and not market staff.
    """
    _own_or_staff(worker_id, actor)
    seeker = seeker_of(worker_id)
    if seeker is None:
        return None
    on, minute = day_of(at), int(at.timestamp()) // 60
    parts = _checked(seeker, weights(on), (post_id,), on=on, minute=minute, most=1)
    return next(iter(_matches(seeker, parts, posts_answered(worker_id), at)), None)


def _own_or_staff(worker_id: UUID, actor: Actor) -> None:
    if actor.worker_id != worker_id and not is_market_staff(actor):
        raise NotAllowed(_("只能看本人的匹配。"))


def _checked(
    seeker: Seeker, weighing: Weights, only: tuple[int, ...] | None, *, on: date, minute: int, most: int
) -> list[Parts]:
    source = f"SELECT * FROM ({POSTS_SQL}) q WHERE q.expires_on >= '{on.isoformat()}'"  # noqa: S608
    return sqltext.posts_for(seeker, weighing, source=source, minute=minute, most=most, only=only)


def _matches(seeker: Seeker, parts: list[Parts], applied: frozenset[int], at: datetime) -> tuple[Match, ...]:
    posts = posts_by_id(one.id for one in parts)
    kept = places_kept([one.id for one in parts], at=at)
    return tuple(
        Match(
            post=posts[one.id],
            score=one.total,
            parts=parts_in_words(one, same_trade=posts[one.id].trade in seeker.trades, asked=len(posts[one.id].skills)),
            distance_m=one.distance,
            free=max(posts[one.id].left - kept.get(one.id, 0), 0),
            on_the_way=kept.get(one.id, 0),
            applied=one.id in applied,
        )
        for one in parts
    )


def matches_for_post(*, post_id: int, actor: Actor, at: datetime, most: int | None = None) -> Candidates:
    """The best workers for a post (合适的人), best first: masked names, what they can, nothing about sex or age.

    Raises:
        NotFound: not the actor's post.
    """
    from anxin.market.matching import live

    post = post_for(actor, post_id)
    weighing = weights(day_of(at))
    known = live.held("profile")
    stamp = Stamp(weighing.version, known.version.hex[-12:] if known else SQL_INDEX, at)
    job = _job(post_id)
    if job is None:
        return Candidates((), stamp)
    count = most or parameter("market", "list_most", on=day_of(at)).number
    minute = int(at.timestamp()) // 60
    only = live.top_seekers(known, job, weighing, minute=minute, most=count + _SPARE) if known else None
    parts = sqltext.seekers_for(job, weighing, source=WORKERS_SQL, minute=minute, most=count, only=only)
    states = {one.profile_id: one.state_words for one in applications_of_post(actor, post_id)}
    return Candidates(_candidates(post, parts, states), stamp)


def _candidates(post: PostView, parts: list[Parts], states: dict[int, str]) -> tuple[Candidate, ...]:
    profiles = profiles_by_id(one.id for one in parts)
    cards = worker_cards(profile.worker_id for profile in profiles.values())
    return tuple(
        Candidate(
            profile_id=one.id,
            name=cards[profiles[one.id].worker_id].name,
            trade_names=profiles[one.id].trade_names,
            skill_names=profiles[one.id].skill_names,
            place=profiles[one.id].place,
            score=one.total,
            parts=parts_in_words(one, same_trade=post.trade in profiles[one.id].trades, asked=len(post.skills)),
            distance_m=one.distance,
            application_state=states.get(one.id, ""),
        )
        for one in parts
    )


def index_state() -> list[IndexVersion]:
    """The newest version of each kind, for the doctor and the command line."""
    return list(IndexVersion.objects.order_by("kind", "-built_at", "-id").distinct("kind"))
