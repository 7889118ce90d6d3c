"""Rows turned into the frozen views others see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anxin.identity.types import RestrictionKind
from anxin.kit.money import yuan_sign
from anxin.kit.text import listed
from anxin.market.jobs import hours
from anxin.market.jobs.models import Application, Certificate, Employer, InterviewSlot, JobPost, Profile
from anxin.market.jobs.trades import condition_names, skill_names, trade_list, trade_names
from anxin.market.jobs.types import (
    PAY_UNITS,
    ApplicationState,
    ApplicationView,
    Availability,
    CertificateView,
    Channel,
    EmployerKind,
    EmployerState,
    EmployerView,
    Finding,
    Insurance,
    InterviewKind,
    InterviewView,
    PayKind,
    Point,
    PostState,
    PostView,
    ProfileState,
    ProfileView,
    Settle,
)

STOPPING = (RestrictionKind.BLACKLISTED, RestrictionKind.PUBLISHING_STOPPED)
"""Restrictions that stop an employer from offering work."""


def pay_words(kind: PayKind, pay_fen: int) -> str:
    """``¥260 / 天``: whole yuan without the fen."""
    amount = yuan_sign(pay_fen)
    return f"{amount.removesuffix('.00')} / {PAY_UNITS[kind]}"


def when_words(post: JobPost) -> str:
    """``11月25日 8:00–17:00`` or ``11月25日起 每天 8:00–17:00``."""
    clock = f"{hours.say_clock(post.day_start)}–{hours.say_clock(_end(post))}"
    if post.first_day == post.last_day:
        return f"{_day(post.first_day)} {clock}"
    days = _("%(first)s至%(last)s") % {"first": _day(post.first_day), "last": _day(post.last_day)}
    return f"{days} {hours.say_days(post.weekdays)} {clock}"


def _end(post: JobPost) -> int:
    return post.day_end if post.day_end > post.day_start else post.day_end + hours.DAY


def _day(day: date) -> str:
    return f"{day:%-d %b}" if get_language() == "en" else f"{day.month}月{day.day}日"


def hours_words(post: JobPost) -> str:
    """``8 小时``, ``7.5 小时``: one shift."""
    halves = hours.length(post.day_start, post.day_end) * 2 // 60
    number = f"{halves // 2}.5" if halves % 2 else f"{halves // 2}"
    return _("%(hours)s 小时") % {"hours": number}


def post_number(post_id: int) -> str:
    """How people name a post: ``GW000123``."""
    return f"GW{post_id:06d}"


def post_view(row: JobPost) -> PostView:
    """A post with its employer loaded."""
    trade = trade_list().trades[row.trade]
    return PostView(
        id=row.pk,
        number=post_number(row.pk),
        employer_id=row.employer_id,
        employer_name=row.employer.name,
        employer_kind=EmployerKind(row.employer.kind),
        state=PostState(row.state),
        trade=row.trade,
        trade_name=trade.name,
        trade_abroad=trade.shown if trade.shown != trade.name else "",
        group=trade.group,
        title=row.title,
        work=row.work,
        extra=row.extra,
        place=row.place,
        district=row.district,
        point=Point(row.x_m, row.y_m),
        directions=row.directions,
        headcount=row.headcount,
        taken=row.taken,
        first_day=row.first_day,
        last_day=row.last_day,
        day_start=row.day_start,
        day_end=row.day_end,
        weekdays=row.weekdays,
        when_words=when_words(row),
        hours_day=hours_words(row),
        pay_kind=PayKind(row.pay_kind),
        pay_fen=row.pay_fen,
        pay_words=pay_words(PayKind(row.pay_kind), row.pay_fen),
        pay_hour_fen=row.pay_hour_fen,
        settle=Settle(row.settle),
        insurance=Insurance(row.insurance),
        meals=row.meals,
        lodging=row.lodging,
        skills=tuple(row.skills),
        skill_names=skill_names(row.skills),
        conditions=row.conditions,
        condition_names=condition_names(row.conditions),
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        repost_of=row.repost_of,
        expires_on=row.expires_on,
        posted_at=row.posted_at,
        changed_at=row.changed_at,
        findings=tuple(Finding(**entry) for entry in row.findings),
        override_reason=row.override_reason,
        state_reason=row.state_reason,
    )


def certificate_view(row: Certificate, on: date) -> CertificateView:
    """A certificate on a day."""
    return CertificateView(
        id=row.pk,
        condition=1 << row.bit,
        name=listed(condition_names(1 << row.bit)),
        expires_on=row.expires_on,
        checked=row.checked_at is not None,
        paper_id=row.paper_id,
        expired=row.expires_on is not None and row.expires_on < on,
        problem=row.problem,
    )


def profile_view(row: Profile, certificates: Iterable[Certificate], on: date) -> ProfileView:
    """A profile with the certificates given."""
    availability = Availability(row.shifts, row.first_day, row.last_day)
    return ProfileView(
        id=row.pk,
        worker_id=row.worker_id,
        state=ProfileState(row.state),
        trades=tuple(row.trades),
        trade_names=trade_names(row.trades),
        skills=tuple(row.skills),
        skill_names=skill_names(row.skills),
        conditions=row.conditions,
        condition_names=condition_names(row.conditions),
        availability=availability,
        availability_words=hours.say_shifts(availability),
        place=row.place,
        district=row.district,
        point=Point(row.x_m, row.y_m),
        radius_km=row.radius_m // 1000,
        pay_kind=PayKind(row.pay_kind),
        pay_fen=row.pay_fen,
        pay_words=pay_words(PayKind(row.pay_kind), row.pay_fen) if row.pay_fen else _("都可以"),
        about=row.about,
        contact_by=tuple(row.contact_by),
        channel=Channel(row.channel),
        registered_at=row.registered_at,
        changed_at=row.changed_at,
        certificates=tuple(certificate_view(one, on) for one in certificates),
    )


def employer_view(row: Employer, *, flagged: str = "") -> EmployerView:
    """An employer with its organisation loaded."""
    return EmployerView(
        id=row.pk,
        kind=EmployerKind(row.kind),
        name=row.name,
        org_id=row.org_id,
        worker_id=row.worker_id,
        state=EmployerState(row.state),
        credit_code=row.org.credit_code if row.org else "",
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        controller_name=row.controller_name,
        has_licence=row.licence_paper_id is not None,
        reason=row.reason,
        registered_at=row.registered_at,
        flagged=flagged,
    )


def interview_view(row: InterviewSlot, *, taken: int, waiting: int) -> InterviewView:
    """A time to meet with the numbers of those who come and those who wait."""
    return InterviewView(
        id=row.pk,
        post_id=row.post_id,
        at=row.at,
        minutes=row.minutes,
        kind=InterviewKind(row.kind),
        where=row.where,
        seats=row.seats,
        taken=taken,
        waiting=waiting,
    )


def application_view(
    row: Application, *, worker_name: str, worker_phone: str = "", interview: InterviewView | None, waiting_place: int
) -> ApplicationView:
    """An application with its post and employer loaded."""
    return ApplicationView(
        id=row.pk,
        number=row.number,
        post=post_view(row.post),
        state=ApplicationState(row.state),
        reason=row.reason,
        note=row.note,
        made_at=row.made_at,
        changed_at=row.changed_at,
        profile_id=row.profile_id,
        worker_id=row.profile.worker_id,
        worker_name=worker_name,
        worker_phone=worker_phone,
        interview=interview,
        waiting_place=waiting_place,
        started_at=row.started_at,
        finished_at=row.finished_at,
        worker_minutes=row.worker_minutes,
        worker_fen=row.worker_fen,
        employer_minutes=row.employer_minutes,
        employer_fen=row.employer_fen,
        employer_confirmed_at=row.employer_confirmed_at,
    )
