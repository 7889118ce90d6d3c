"""Finding what a lost job or a silent platform left behind (巡查)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from anxin.cases.engine import do
from anxin.claims.models import DecisionRecord, InjuryClaim, Objection, PlatformCheck
from anxin.claims.records import counting
from anxin.claims.services.catching_up import payments_catch_up
from anxin.claims.services.deciding import DECIDABLE, claim_advance
from anxin.claims.services.kept_sheets import kept_sheet_make
from anxin.claims.services.sheets import sheet_make
from anxin.claims.types import ORDINARY, SMALL, PlatformAnswer
from anxin.identity.types import Actor
from anxin.kit.errors import Refused

log = logging.getLogger(__name__)

SHEETS_AT_ONCE: Final = 200


def claims_sweep(*, at: datetime) -> None:
    """Everything the jobs of claims should have done, done again where it was not."""
    platforms_silent(at=at)
    for case_id in _undecided():
        _quietly(claim_advance, case_id=case_id, at=at)
    payments_catch_up(at=at)
    for record_id in _without_sheet():
        _quietly(sheet_make, record_id=record_id, at=at)
    for case_id in list(_kept_without_sheet()):
        _quietly(kept_sheet_make, case_id=case_id, at=at)


def platforms_silent(*, at: datetime) -> int:
    """Platforms whose time to answer has passed: the case goes on without them, and it is noted. Returns how many."""
    late = PlatformCheck.objects.filter(
        answer=PlatformAnswer.NONE,
        due_at__lt=at,
        claim__case__closed_on=None,
        claim__case__type__in=(SMALL, ORDINARY),
        claim__case__step__in=(*DECIDABLE, "investigating", "assessing", "deciding"),
    )
    silent = list(late.values_list("pk", flat=True))
    for case_id in silent:
        _quietly(do, case_id=case_id, move="platform_silent", actor=Actor.system(), at=at)
    return len(silent)


def open_claims_of(worker_id: UUID) -> list[UUID]:
    """Fast-lane claims of a worker that may still be decided."""
    rows = InjuryClaim.objects.filter(worker_id=worker_id, case__type=SMALL, case__step__in=DECIDABLE)
    return list(rows.values_list("pk", flat=True))


def _undecided() -> Iterator[UUID]:
    """Claims that could be decided and were not, or that were recommended for payment and are not approved."""
    decided = counting(OuterRef("pk"))
    waiting = InjuryClaim.objects.filter(case__type=SMALL, case__step__in=DECIDABLE, applied_at__isnull=False)
    rows = waiting.filter(~Exists(decided) | Exists(decided.filter(outcome="pay", settled_at=None)))
    return rows.order_by("pk").values_list("pk", flat=True).iterator()


def _without_sheet() -> list[UUID]:
    settled = DecisionRecord.objects.filter(Q(settled_at__isnull=False), sheet_paper_id=None, superseded_at=None)
    return list(settled.order_by("settled_at").values_list("pk", flat=True)[:SHEETS_AT_ONCE])


def _kept_without_sheet() -> QuerySet[Objection, UUID]:
    kept = Objection.objects.filter(case__step="kept", sheet_paper_id=None)
    return kept.order_by("raised_at").values_list("pk", flat=True)[:SHEETS_AT_ONCE]


def _quietly(act: Callable[..., object], **arguments: object) -> None:
    """One case that cannot be helped now must not keep the others waiting."""
    try:
        act(**arguments)
    except Refused as refusal:
        log.info("sweep: %s: %s", act.__name__, refusal)
