"""Workers who look for work, employers who offer it, and what happens between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from anxin.identity.selectors import org as identity_org
from anxin.identity.types import Actor, OrgKind, Role
from anxin.market.jobs.hours import ALL_SHIFTS, ALL_WEEK
from anxin.market.jobs.models import Employer
from anxin.market.jobs.services import application_accept, application_make, post_save, profile_save
from anxin.market.jobs.types import (
    Availability,
    Channel,
    PayKind,
    Point,
    PostIn,
    PostView,
    ProfileIn,
    ProfileView,
    Settle,
)
from tests.given.people import NOON, a_staff, a_worker, an_org

TODAY = NOON.date()
WAITER = 801
CLEANER = 101
_serial = count(1)


def a_profile_in(**changes: Any) -> ProfileIn:
    """A waiter who can work any time, near the centre, for 20 yuan an hour."""
    said = ProfileIn(
        trades=(WAITER,),
        availability=Availability(ALL_SHIFTS),
        place="样板街口",
        point=Point(0, 0),
        radius_km=10,
        pay_fen=2000,
        skills=(57, 58),
        conditions=1 << 1,
        district="110191",
    )
    return replace(said, **changes)


def a_seeker(*, worker: Actor | None = None, at: datetime = NOON, **changes: Any) -> tuple[Actor, ProfileView]:
    """A registered worker with a profile."""
    who = worker or a_worker()
    assert who.worker_id is not None
    view = profile_save(
        worker_id=who.worker_id, profile=a_profile_in(**changes), channel=Channel.PHONE, actor=who, at=at
    )
    return who, view


def an_employer(
    *, name: str = "", controller: str = "", verified: bool = True, officer: Actor | None = None
) -> tuple[Actor, UUID]:
    """A verified firm and its officer. ``controller`` names the same controlling person for several."""
    known = identity_org(officer.orgs(Role.EMPLOYER_OFFICER)[0]) if officer else None
    org = known or an_org(OrgKind.EMPLOYER, name=name)
    officer = officer or a_staff(Role.EMPLOYER_OFFICER, org=org, name="何试雇")
    row = Employer.objects.create(
        kind="company",
        name=org.name,
        org_id=org.id,
        state="verified" if verified else "waiting",
        contact_name="何试雇",
        contact_phone="13900009999",
        controller_name="钱试控",
        controller_blind=controller,
        registered_at=NOON,
        verified_at=NOON if verified else None,
    )
    return officer, row.pk


def a_draft(**changes: Any) -> PostIn:
    """Waiters wanted tomorrow from nine to five, 26 yuan an hour, nothing wrong with it."""
    tomorrow = TODAY + timedelta(days=1)
    draft = PostIn(
        trade=WAITER,
        title="餐厅服务员",
        work="午市和晚市点单、上菜、收台，有人带。",
        place="样板街 12 号",
        point=Point(1000, 0),
        district="110191",
        headcount=2,
        first_day=tomorrow,
        last_day=tomorrow,
        day_start=9 * 60,
        day_end=17 * 60,
        weekdays=ALL_WEEK,
        pay_kind=PayKind.HOUR,
        pay_fen=2600,
        settle=Settle.DAILY,
        expires_on=tomorrow,
        conditions=0,
        contact_name="何试雇",
        contact_phone="13900009999",
    )
    return replace(draft, **changes)


def a_post(
    *, employer: tuple[Actor, UUID] | None = None, at: datetime = NOON, **changes: Any
) -> tuple[Actor, PostView]:
    """A live post and the officer who wrote it."""
    officer, employer_id = employer or an_employer()
    saved = post_save(employer_id=employer_id, draft=a_draft(**changes), actor=officer, at=at)
    assert saved.post is not None, saved.findings
    return officer, saved.post


def an_application(worker: Actor, post: PostView, *, at: datetime = NOON) -> UUID:
    """The worker applies."""
    assert worker.worker_id is not None
    return application_make(worker_id=worker.worker_id, post_id=post.id, key=f"k{next(_serial)}", actor=worker, at=at)


def an_engagement(worker: Actor, officer: Actor, post: PostView, *, at: datetime = NOON) -> UUID:
    """The worker applied and was taken."""
    application_id = an_application(worker, post, at=at)
    application_accept(application_id=application_id, actor=officer, at=at)
    return application_id


def a_day(offset: int) -> date:
    """A day counted from today."""
    return TODAY + timedelta(days=offset)
