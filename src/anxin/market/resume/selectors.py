"""A worker's own résumé, put together from his registration and what he added."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import override

from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor
from anxin.market.jobs.places import city
from anxin.market.jobs.selectors import applications_of_worker, profile_of
from anxin.market.jobs.types import ApplicationState, PayKind, ProfileView
from anxin.market.resume.models import Resume
from anxin.market.resume.services import past_work
from anxin.market.resume.types import Certificate, PastWork, ResumeFacts

_PROVEN_MOST = 3


@dataclass(frozen=True, slots=True)
class OwnResume:
    """What the page shows: the facts, and what only the owner sees."""

    facts: ResumeFacts = field(repr=False)
    past: tuple[PastWork, ...] = field(repr=False)
    words: str = field(repr=False)
    proposed: str = field(repr=False)
    has_profile: bool

    @property
    def trade(self) -> str:
        return self.facts.trades[0] if self.facts.trades else ""


@override(settings.LANGUAGE_CODE)
def own_resume(actor: Actor) -> OwnResume:
    """The actor's résumé: a Chinese paper, whatever language the page around it speaks."""
    assert actor.worker_id is not None, "the route admits workers only"
    worker, profile = worker_by_id(actor.worker_id), profile_of(actor)
    assert worker is not None, "who is signed in is registered"
    row = Resume.objects.filter(worker_id=actor.worker_id).first() or Resume(worker_id=actor.worker_id)
    past = tuple(past_work(told) for told in row.past)
    facts = ResumeFacts(
        name=worker.name,
        phone=worker.phone,
        years=row.years,
        past=(*_proven(actor), *past),
        words=row.words,
        polished=row.polished,
        photo=bytes(row.photo) if row.photo else None,
        **(_wishes(profile) if profile and profile.trades else {"trades": ()}),
    )
    return OwnResume(facts, past, row.words, row.proposed, profile is not None and bool(profile.trades))


def _wishes(profile: ProfileView) -> dict[str, object]:
    checked = {each.name for each in profile.certificates if each.checked}
    dated = {each.name: each.expires_on for each in profile.certificates if not each.expired}
    return {
        "trades": profile.trade_names,
        "district": city().districts.get(profile.district, ""),
        "skills": profile.skill_names,
        "certificates": tuple(Certificate(name, until, name in checked) for name, until in dated.items()),
        "free_when": profile.availability_words,
        "radius_km": profile.radius_km,
        "pay_fen": profile.pay_fen or None,
        "pay_unit": {PayKind.HOUR: "hour", PayKind.DAY: "day", PayKind.PIECE: "piece"}.get(profile.pay_kind, "month"),
        "tools": tuple(name for name in profile.condition_names if name.startswith("自")),
    }


def _proven(actor: Actor) -> tuple[PastWork, ...]:
    """Jobs done through this market, where both sides said so."""
    done = [each for each in applications_of_worker(actor) if each.state is ApplicationState.PAID]
    return tuple(
        PastWork(
            each.post.title,
            each.post.employer_name,
            f"{each.post.first_day:%Y-%m}",
            f"{each.post.last_day:%Y-%m}",
            proven=True,
        )
        for each in done[:_PROVEN_MOST]
    )
