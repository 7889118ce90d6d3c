"""Reporting an accident (报案): at once in somebody's hands, once however often it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import Known, do, open_case
from anxin.cases.types import CaseRef, Channel, PartyIn
from anxin.claims.events import AccidentReported
from anxin.claims.models import InjuryClaim, PlatformCheck, Report
from anxin.claims.moments import due_moment
from anxin.claims.places import Charge, in_charge
from anxin.claims.services.handlers import Handler, handler_card, handler_for
from anxin.claims.services.papers import stored_attach
from anxin.claims.snapshots import cover_snapshot
from anxin.claims.types import SMALL, HandlerCard, PlatformAnswer, Position, ReportRef, What
from anxin.cover.selectors import SAME_DAY, cover_at
from anxin.cover.types import CoverAnswer
from anxin.documents.types import PaperKind
from anxin.identity.types import Actor, Role
from anxin.kit.characters import is_storable
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day
from anxin.kit.errors import BadInput, NotAllowed
from anxin.kit.events import emit
from anxin.kit.statements import Prepared, ask, insert
from anxin.kit.text import paragraph, sentence
from anxin.kit.workdays import current_calendar, due
from anxin.policy.selectors import limit

PLACE_MAX: Final = 200
NARRATIVE_MAX: Final = 2000
PHOTOS_MAX: Final = 9
KEY_MAX: Final = 64
CLOCK_SKEW: Final = timedelta(minutes=5)
DECIDED: Final = ("approved", "paying", "payment_fix", "paid")

STAFF_REPORTERS: Final = (Role.INSURER_HANDLER, Role.INSURER_MANAGER, Role.BUREAU_INTAKE)


@dataclass(frozen=True, slots=True)
class _Told:
    """A report with every text checked."""

    worker_id: UUID
    client_key: str
    happened_at: datetime
    what: What
    place: str = field(repr=False)
    narrative: str = field(repr=False)
    position: dict[str, str] | None = field(repr=False)
    photos: list[str]
    channel: Channel


@dataclass(frozen=True, slots=True)
class _Platform:
    """The platform of an accident, and whether it vouches for what it reports."""

    id: UUID | None
    confirms: bool


def report_make(
    *,
    actor: Actor,
    worker_id: UUID,
    client_key: str,
    happened_at: datetime,
    place: str,
    what: What | str,
    at: datetime,
    narrative: str = "",
    photos: Sequence[UUID] = (),
    position: Position | None = None,
    channel: Channel | str = Channel.WORKER,
    platform_id: UUID | None = None,
    not_this_order: bool = False,
    platform_confirms: bool = False,
) -> ReportRef:
    """Report an accident (一键报案). It may be incomplete or wrong: it becomes a claim only by the application.

    The same ``client_key`` again returns the first answer. Another report of the same accident, by the worker, the
    platform or the station, joins the case that is there; two at the same instant wait for each other.

    Args:
        client_key: made by the sender, the same for every retry of one report.
        photos: ids of stored files.
        platform_id: the platform, when it reports for its worker or the worker named it; otherwise the order says it.
        not_this_order: the worker says that the order found is not the one.
        platform_confirms: the platform that reports has verified the facts, so that nobody need ask it again.

    Raises:
        NotAllowed: the actor may not report for this worker.
        BadInput: with the field.
    """
    by_platform = _check_reporter(actor, worker_id, platform_id)
    told = _told(worker_id, client_key, happened_at, place, what, narrative, photos, position, channel, at)
    platform = _Platform(platform_id, platform_confirms and by_platform)
    with transaction.atomic():
        _queue_behind(worker_id)
        known = _known(told)
        if known is not None and known.client_key == told.client_key:
            return _again(known)
        if known is not None:
            return _join(known, told, actor, at)
        return _open(told, actor, at, platform, not_this_order)


def _check_reporter(actor: Actor, worker_id: UUID, platform_id: UUID | None) -> bool:
    """May the actor report for this worker; true when it does so for the platform."""
    by_platform = platform_id is not None and platform_id in actor.orgs(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER)
    if actor.is_system or actor.worker_id == worker_id or by_platform or actor.has(*STAFF_REPORTERS):
        return by_platform
    raise NotAllowed(_("只能为自己报案。平台和经办机构可以替劳动者报案。"))


def _told(
    worker_id: UUID,
    client_key: str,
    happened_at: datetime,
    place: str,
    what: What | str,
    narrative: str,
    photos: Sequence[UUID],
    position: Position | None,
    channel: Channel | str,
    at: datetime,
) -> _Told:
    if not client_key or len(client_key) > KEY_MAX or not is_storable(client_key):
        raise BadInput(_("这次提交缺少编号，请刷新页面后再报一次。"), field="client_key")
    if happened_at > at + CLOCK_SKEW:
        raise BadInput(_("事故时间在将来，请改成事故发生的时间。"), field="happened_at")
    if what not in set(What):
        raise BadInput(_("请选一下是怎么受伤的。"), field="what")
    if len(photos) > PHOTOS_MAX:
        raise BadInput(_("照片最多 %(most)s 张。") % {"most": PHOTOS_MAX}, field="photos")
    return _Told(
        worker_id=worker_id,
        client_key=client_key,
        happened_at=happened_at,
        what=What(what),
        place=sentence(place, most=PLACE_MAX, label=_("地点")),
        narrative=paragraph(narrative, most=NARRATIVE_MAX, label=_("经过")),
        position=asdict(position) if position else None,
        photos=[str(photo) for photo in photos],
        channel=Channel(channel),
    )


def _queue_behind(worker_id: UUID) -> None:
    """One report of a worker at a time: the second one finds what the first has written."""
    lock = int.from_bytes(hashlib.sha256(b"claims.report" + worker_id.bytes).digest()[:8], "big", signed=True)
    ask("SELECT pg_advisory_xact_lock(%s)", [lock])


_reports_of = Prepared(
    lambda worker_id: (
        Report.objects.filter(worker_id=worker_id)
        .order_by("-reported_at")
        .values_list("pk", "client_key", "happened_at", "claim__what", "claim__case__step", "claim__case__closed_on")
    )
)


def _known(told: _Told) -> Report | None:
    """The report with this key, else the first one of the same accident whose case is still open.

    Once a case is decided, only a report of the very same kind of accident still belongs to it: who was paid for a
    fall and is hit by a car within the hour has had another accident.
    """
    near = timedelta(minutes=settings.ANXIN_SAME_ACCIDENT_MINUTES)
    same_key, same_accident = None, None
    for report_id, key, happened_at, what, step, closed_on in _reports_of(worker_id=told.worker_id):
        if key == told.client_key:
            same_key = report_id
        open_to_it = closed_on is None and (what == told.what or step not in DECIDED)
        if open_to_it and abs(happened_at - told.happened_at) <= near:
            same_accident = report_id
    found = same_key or same_accident
    return Report.objects.select_related("claim").get(pk=found) if found else None


def _again(known: Report) -> ReportRef:
    return _ref(known, joined=known.joined)


def _join(known: Report, told: _Told, actor: Actor, at: datetime) -> ReportRef:
    claim = known.claim
    report = _report(told, claim, actor, at, joined=True)
    report.save(force_insert=True)
    do(case_id=claim.pk, move="joined_report", actor=Actor.system(), at=at, data={"report": report.pk})
    _attach_photos(told, claim.pk, actor, at)
    return _ref(report, joined=True)


def _open(told: _Told, actor: Actor, at: datetime, platform: _Platform, not_this_order: bool) -> ReportRef:
    answer = cover_at(worker_id=told.worker_id, at=told.happened_at)
    asked = _Platform(platform.id or _platform_of(answer), platform.confirms)
    charge = in_charge(answer.order.region if answer.order else "", told.worker_id, asked.id)
    handler = handler_for(charge.handling_org, at=at)
    case = _case(told, actor, at, charge, handler)
    claim = _claim(told, case, answer, charge, at, not_this_order)
    insert(claim)
    if charge.platform is not None:
        _ask_platform(claim, charge.platform.id, actor, at, confirmed=asked.confirms)
    report = _report(told, claim, actor, at, joined=False)
    insert(report)
    _attach_photos(told, claim.pk, actor, at)
    emit(AccidentReported(claim.pk, told.worker_id, asked.id, answer.covered, answer.declared_late, at))
    return ReportRef(
        report_id=report.pk,
        case_id=claim.pk,
        number=claim.number,
        joined=False,
        handler=handler.card if handler else None,
        sentence=_received(handler, at),
    )


def _attach_photos(told: _Told, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Photos of the scene become papers of the case: seen by who works on it, kept and destroyed with it."""
    for photo in told.photos:
        stored_attach(
            actor=actor, case_id=case_id, kind=PaperKind.SCENE_PHOTO, name=_("现场照片"), file_id=UUID(photo), at=at
        )


def _platform_of(answer: CoverAnswer) -> UUID | None:
    """The platform to ask: that of the order, else of the order of that day nearest to the accident."""
    if answer.order is not None:
        return answer.order.platform_id
    near = next((item for item in answer.nearest if abs(item.gap) <= SAME_DAY), None)
    return near.order.platform_id if near else None


def _case(told: _Told, actor: Actor, at: datetime, charge: Charge, handler: Handler | None) -> CaseRef:
    own_name = actor.name if actor.worker_id == told.worker_id else ""
    parties = [PartyIn("worker", worker_id=told.worker_id, name=own_name)]
    if charge.platform is not None:
        parties.append(PartyIn("platform", org_id=charge.platform.id))
    if charge.insurer is not None:
        parties.append(PartyIn("insurer", org_id=charge.insurer.id))
    return open_case(
        type=SMALL,
        org_id=charge.bureau.id,
        actor=actor,
        at=at,
        channel=told.channel,
        parties=tuple(parties),
        handler_id=handler.person.account_id if handler else None,
        known=Known(charge.orgs, {handler.person.account_id: handler.person} if handler else {}),
    )


def _claim(
    told: _Told, case: CaseRef, answer: CoverAnswer, charge: Charge, at: datetime, not_this_order: bool
) -> InjuryClaim:
    return InjuryClaim(
        case_id=case.case_id,
        number=case.public_id,
        worker_id=told.worker_id,
        platform_id=charge.platform.id if charge.platform else None,
        happened_at=told.happened_at,
        reported_at=at,
        what=told.what,
        place=told.place,
        narrative=told.narrative,
        position=told.position,
        cover=cover_snapshot(answer, not_this_order=not_this_order),
        covered=answer.covered,
        order_no=answer.order.order_no if answer.order else "",
        declared_late=answer.declared_late,
    )


def _report(told: _Told, claim: InjuryClaim, actor: Actor, at: datetime, *, joined: bool) -> Report:
    return Report(
        claim=claim,
        worker_id=told.worker_id,
        client_key=told.client_key,
        happened_at=told.happened_at,
        what=told.what,
        place=told.place,
        narrative=told.narrative,
        photos=told.photos,
        channel=told.channel.value,
        by_account=actor.account_id,
        reported_at=at,
        joined=joined,
    )


def _ask_platform(claim: InjuryClaim, platform_id: UUID, actor: Actor, at: datetime, *, confirmed: bool) -> None:
    """Ask the platform for the facts, with a last moment to answer; silence is noticed by the sweep.

    A platform that reports what it has verified is not asked for what it has just said.
    """
    last = due_moment(limit("oi.platform.check", on=day_of(at)), at)
    check = PlatformCheck(claim=claim, platform_id=platform_id, asked_at=at, due_at=last)
    if confirmed:
        check.answer, check.answered_at, check.answered_by = PlatformAnswer.CONFIRMED.value, at, actor.account_id
    insert(check)


def _received(handler: Handler | None, at: datetime) -> str:
    """What the worker reads at once: received, who has it, by when that person calls."""
    if handler is None:
        return _("已收到报案。经办员很快会联系您，您可以先在这里交材料。")
    contact = limit("oi.first.contact.day", on=day_of(at))
    day = due(day_of(at), length=contact.length, unit=contact.unit, calendar=current_calendar()).day
    return _("已收到。%(org)s 经办员 %(name)s 负责您的案件，%(day)s 前会联系您。") % {
        "org": handler.card.org_name,
        "name": handler.card.name,
        "day": say_day(day),
    }


def _ref(report: Report, *, joined: bool) -> ReportRef:
    """The answer to a report that is not the first of its accident."""
    claim = report.claim
    card = handler_card(claim.pk)
    sentence = _("这次事故已经报过案，案号 %(number)s。新说的情况已经并入，不会重复立案。") % {"number": claim.number}
    return ReportRef(
        report.pk, claim.pk, claim.number, joined, card, sentence if joined else _received_again(claim, card)
    )


def _received_again(claim: InjuryClaim, card: HandlerCard | None) -> str:
    name = card.name if card else _("经办员")
    return _("已收到，案号 %(number)s，由 %(name)s 负责。") % {"number": claim.number, "name": name}
