"""Many rows at a time, for files and for filling a city: the same checks, fewer questions to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anxin.identity.numbers import id_birth_date
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import day_of
from anxin.kit.errors import Refused
from anxin.kit.events import emit
from anxin.market.jobs.checker import PostingRules, check, posting_rules
from anxin.market.jobs.events import PostPublished
from anxin.market.jobs.models import Certificate, Cohort, Employer, JobPost, Profile
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.services.employers import sibling_restricted
from anxin.market.jobs.services.posts import (
    post_fill,
    refuse_impossible,
    refuse_no_household,
    refuse_serious,
    refuse_stopped,
)
from anxin.market.jobs.services.profiles import cohort_of, fill
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import Channel, EmployerState, PostIn, PostState, ProfileIn

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Registration:
    """A worker, entered in ``identity`` before, and what he is looking for."""

    worker: WorkerView
    profile: ProfileIn
    at: datetime


@transaction.atomic
def profiles_put_many(*, registrations: Sequence[Registration], channel: Channel, actor: Actor, at: datetime) -> int:
    """Register workers who have no profile yet; those who have one keep it. Returns how many are new.

    Raises:
        NotAllowed: not market staff. BadInput: the first value that cannot be right.
    """
    require_market_staff(actor)
    ids = [one.worker.id for one in registrations]
    known = set(Profile.objects.filter(worker_id__in=ids).values_list("worker_id", flat=True))
    fresh = [one for one in registrations if one.worker.id not in known]
    rows = [_row(one, channel) for one in fresh]
    Profile.objects.bulk_create(rows, batch_size=_CHUNK)
    pairs = list(zip(rows, fresh, strict=True))
    Cohort.objects.bulk_create(
        [Cohort(profile=row, group=cohort_of(one.worker.id_number)) for row, one in pairs], batch_size=_CHUNK
    )
    certificates = [one for one in trade_list().conditions if one.kind == "certificate"]
    Certificate.objects.bulk_create(
        [
            Certificate(profile=row, bit=kind.bit, number="", added_at=one.at)
            for row, one in pairs
            for kind in certificates
            if one.profile.conditions & kind.mask
        ],
        batch_size=_CHUNK,
    )
    return len(rows)


def _row(one: Registration, channel: Channel) -> Profile:
    row = Profile(worker_id=one.worker.id, channel=channel.value, registered_at=one.at)
    fill(row, one.profile, born=id_birth_date(one.worker.id_number), at=one.at)
    certified = sum(kind.mask for kind in trade_list().conditions if kind.kind == "certificate")
    row.conditions |= one.profile.conditions & certified
    return row


@dataclass(frozen=True, slots=True)
class Offer:
    """A post of an employer, made at a moment."""

    employer_id: UUID
    draft: PostIn
    at: datetime


@transaction.atomic
def posts_put_many(*, offers: Sequence[Offer], actor: Actor, at: datetime, told: bool = True) -> list[str]:
    """Check and publish many posts, as one at a time would be (:func:`post_save`), but keep no drafts.

    Args:
        told: tell those who wait for such work; a city filled with posts of last week tells nobody.

    Returns:
        For each why it was left out; empty for one that stands now.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    rules, firms = posting_rules(day_of(at)), _firms({one.employer_id for one in offers})
    rows: list[JobPost] = []
    answers: list[str] = []
    for one in offers:
        try:
            rows.append(_post_row(one, firms[one.employer_id], rules, actor, at))
            answers.append("")
        except Refused as refusal:
            answers.append(refusal.sentence)
    JobPost.objects.bulk_create(rows, batch_size=_CHUNK)
    for row in rows:
        if told and row.state == PostState.LIVE:
            emit(PostPublished(row.pk, at))
    return answers


@dataclass(frozen=True, slots=True)
class _Firm:
    """An employer, asked once for all its posts: what stops it, and whether its posts go live at once."""

    row: Employer
    stopped: Refused | None
    trusted: bool


def _firms(ids: set[UUID]) -> dict[UUID, _Firm]:
    rows = Employer.objects.select_for_update(of=("self",)).select_related("org").filter(pk__in=ids).order_by("pk")
    return {row.pk: _Firm(row, _stopped(row), _trusted(row)) for row in rows}


def _stopped(row: Employer) -> Refused | None:
    try:
        refuse_stopped(row)
    except Refused as refusal:
        return refusal
    return None


def _trusted(row: Employer) -> bool:
    return row.state == EmployerState.VERIFIED and not sibling_restricted(row)


def _post_row(one: Offer, firm: _Firm, rules: PostingRules, actor: Actor, at: datetime) -> JobPost:
    if firm.stopped is not None:
        raise firm.stopped
    refuse_impossible(one.draft, rules, at)
    refuse_no_household(firm.row, one.draft)
    findings = check(one.draft, rules)
    refuse_serious(findings)
    row = JobPost(employer=firm.row, made_at=one.at, made_by_id=actor.account_id)
    post_fill(row, one.draft, findings, rules.version, at=one.at)
    row.state = (PostState.LIVE if firm.trusted else PostState.REVIEW).value
    if firm.trusted:
        row.posted_at, row.posted_hour = one.at, int(one.at.timestamp()) // 3600
    return row
