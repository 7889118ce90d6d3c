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
from anxin.market.jobs.checker import check, posting_rules, serious
from anxin.market.jobs.models import Certificate, Cohort, Employer, JobPost, Profile
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.services.posts import post_fill, refuse_impossible
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
def posts_put_many(*, offers: Sequence[Offer], actor: Actor, at: datetime) -> int:
    """Check and publish many posts; those with serious findings are left out. Returns how many went live.

    Raises:
        NotAllowed: not market staff. BadInput: the first value that cannot be right.
    """
    require_market_staff(actor)
    employers = Employer.objects.in_bulk({one.employer_id for one in offers})
    rules = posting_rules(day_of(at))
    rows = []
    for one in offers:
        employer = employers[one.employer_id]
        refuse_impossible(one.draft, rules, at)
        findings = check(one.draft, rules)
        if serious(findings) or employer.state != EmployerState.VERIFIED:
            continue
        row = JobPost(employer=employer, made_at=one.at, made_by_id=actor.account_id, state=PostState.LIVE.value)
        post_fill(row, one.draft, findings, rules.version, at=one.at)
        row.posted_at, row.posted_hour = one.at, int(one.at.timestamp()) // 3600
        rows.append(row)
    JobPost.objects.bulk_create(rows, batch_size=_CHUNK)
    return len(rows)
