"""Workers in the market: registering once, editing, pausing, leaving."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.documents.services import file_store, paper_add, papers_destroy
from anxin.documents.types import PaperKind
from anxin.identity.numbers import id_birth_date
from anxin.identity.selectors import worker_by_id
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.events import emit
from anxin.kit.text import paragraph, sentence
from anxin.market.jobs import hours
from anxin.market.jobs.events import ProfileLeft, ProfileSubmitted, ProofRefused
from anxin.market.jobs.models import Certificate, Cohort, Hardship, Profile
from anxin.market.jobs.places import city
from anxin.market.jobs.rights import is_market_staff, require_market_staff
from anxin.market.jobs.services.moves import withdraw_pending
from anxin.market.jobs.trades import (
    SKILLS_MOST,
    TRADES_MOST,
    adult_mask,
    certificates_mask,
    condition_names,
    trade,
    trade_list,
)
from anxin.market.jobs.types import Channel, PayKind, ProfileIn, ProfileState, ProfileView
from anxin.market.jobs.views import profile_view

CONTACT_WAYS = ("app", "sms", "phone")
RADIUS_KM = range(1, 101)
ABOUT_MOST = 600
_WORKDAY, _WEEK = 8 * 60, 6
_FEN_BELIEVED = 100_000_000


@transaction.atomic
def profile_save(*, worker_id: UUID, profile: ProfileIn, channel: Channel, actor: Actor, at: datetime) -> ProfileView:
    """Register a worker for work, or change what he is looking for (求职登记). One profile a worker, for good.

    Coming back after leaving starts anew. Certificates that are ticked are noted as "not seen yet".

    Raises:
        NotFound: neither the worker himself nor market staff. BadInput: a value that cannot be right.
    """
    worker = worker_by_id(worker_id) if _may(actor, worker_id) else None
    if worker is None:
        raise NotFound(_("没有找到这位劳动者，请重新查找。"))
    row = Profile.objects.select_for_update().filter(worker_id=worker_id).first()
    if row is None:
        row = Profile(worker_id=worker_id, channel=channel.value, registered_at=at)
    fill(row, profile, born=id_birth_date(worker.id_number), at=at)
    row.save()
    _certificates_ticked(row, profile.conditions, at)
    conditions_count(row, on=day_of(at))
    _note_cohort(row, worker.id_number)
    return _view(row, at)


@transaction.atomic
def profile_submit(*, worker_id: UUID, profile: ProfileIn, actor: Actor, at: datetime) -> bool:
    """A platform registers one of its workers who agreed (代登记). What he registered himself is never touched.

    The caller has checked that he is the platform's worker. He is told, with how to leave.

    Returns:
        Whether this registered him.

    Raises:
        NotAllowed: no platform. Refused: he left the market; only he himself comes back.
    """
    if not actor.has(Role.PLATFORM_OPERATOR):
        raise NotAllowed(_("代登记由平台的接口办理。"))
    standing = Profile.objects.select_for_update().filter(worker_id=worker_id).first()
    if standing is not None:
        if standing.state == ProfileState.LEFT:
            raise Refused(_("本人已经注销求职登记，要找活请本人重新登记。"))
        return False
    profile_save(worker_id=worker_id, profile=profile, channel=Channel.API, actor=Actor.system(actor.name), at=at)
    emit(ProfileSubmitted(worker_id, actor.name, at))
    return True


def _may(actor: Actor, worker_id: UUID) -> bool:
    return actor.worker_id == worker_id or is_market_staff(actor)


def fill(row: Profile, said: ProfileIn, *, born: date, at: datetime) -> None:
    """Put what was said into a row, checked and with the numbers the index compares.

    Raises:
        BadInput: naming the field.
    """
    if not said.trades or len(said.trades) > TRADES_MOST:
        raise BadInput(_("请选 1 至 %(most)s 个工种。") % {"most": TRADES_MOST}, field="trades")
    for code in said.trades:
        trade(code)
    if len(said.skills) > SKILLS_MOST or not set(said.skills) <= trade_list().skills.keys():
        raise BadInput(_("技能最多选 %(most)s 项。") % {"most": SKILLS_MOST}, field="skills")
    if not said.availability.shifts & hours.ALL_SHIFTS:
        raise BadInput(_("请选什么时候可以干活。"), field="days")
    if said.radius_km not in RADIUS_KM:
        raise BadInput(_("请选愿意去多远，1 至 100 公里。"), field="radius_km")
    if not 0 <= said.pay_fen <= _FEN_BELIEVED:
        raise BadInput(_("期望工钱不对，请重新填写。"), field="pay")
    city().check(said.point)
    row.trades, row.skills = list(dict.fromkeys(said.trades)), sorted(set(said.skills))
    row.own_conditions = said.conditions & ~certificates_mask() & ~adult_mask()
    row.shifts = said.availability.shifts & hours.ALL_SHIFTS
    _fill_days(row, said)
    row.place, row.district = said.place[:60], said.district
    row.x_m, row.y_m, row.radius_m = said.point.x_m, said.point.y_m, said.radius_km * 1000
    row.pay_kind, row.pay_fen = said.pay_kind.value, said.pay_fen
    row.pay_hour_fen = _hour_pay(said)
    row.about = paragraph(said.about, most=ABOUT_MOST, label=_("自我介绍"))
    row.contact_by = [way for way in CONTACT_WAYS if way in said.contact_by] or ["app"]
    row.conditions = row.own_conditions | (adult_mask() if is_adult(born, day_of(at)) else 0)
    row.state, row.left_at, row.changed_at = ProfileState.ACTIVE.value, None, at


def _fill_days(row: Profile, said: ProfileIn) -> None:
    first, last = said.availability.first_day, said.availability.last_day
    if first and last and last < first:
        raise BadInput(_("结束日期不能早于开始日期。"), field="last_day")
    row.first_day, row.last_day = first, last
    row.from_minute = hours.minute_of(first, 0) if first else 0
    row.until_minute = hours.minute_of(last, hours.DAY) if last else 2**31 - 1


def _hour_pay(said: ProfileIn) -> int:
    """The least somebody wants for an hour. Days and months are counted as full ones."""
    if said.pay_kind is PayKind.PIECE and said.pieces_hour <= 0:
        return 0
    return hours.hour_pay(
        said.pay_kind, said.pay_fen, minutes_day=_WORKDAY, days_week=_WEEK, pieces_hour=said.pieces_hour
    )


def is_adult(born: date, on: date) -> bool:
    """Eighteen, on the birthday itself (民法典第十七条)."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years >= 18


def conditions_count(row: Profile, *, on: date) -> None:
    """Work out anew what a worker can show on a day: ticked, certified, and of age."""
    held = row.certificates.filter(problem="")
    valid = sum(1 << one.bit for one in held if one.expires_on is None or one.expires_on >= on)
    worker = worker_by_id(row.worker_id)
    adult = worker is not None and is_adult(id_birth_date(worker.id_number), on)
    conditions = row.own_conditions | valid | (adult_mask() if adult else 0)
    if conditions != row.conditions:
        row.conditions = conditions
        row.save(update_fields=["conditions"])


def _certificates_ticked(row: Profile, bits: int, at: datetime) -> None:
    """A ticked certificate is noted; one that is no longer ticked and was never seen goes."""
    ticked = {one.bit for one in trade_list().conditions if one.kind == "certificate" and bits & one.mask}
    row.certificates.exclude(bit__in=ticked).filter(paper_id__isnull=True, checked_at__isnull=True).delete()
    known = set(row.certificates.values_list("bit", flat=True))
    Certificate.objects.bulk_create(
        [Certificate(profile=row, bit=bit, number="", added_at=at) for bit in sorted(ticked - known)]
    )


def _note_cohort(row: Profile, id_number: str) -> None:
    Cohort.objects.update_or_create(profile=row, defaults={"group": cohort_of(id_number)})


def cohort_of(id_number: str) -> str:
    """``F 1990``: sex and birth year of an ID number, for the impact report only."""
    return f"{'M' if int(id_number[16]) % 2 else 'F'} {id_number[6:10]}"


@transaction.atomic
def profile_pause(*, worker_id: UUID, paused: bool, actor: Actor, at: datetime) -> ProfileView:
    """Stop looking for a while, or begin again. Doing it twice is doing it once."""
    row = _own(worker_id, actor)
    if row.state != ProfileState.LEFT:
        row.state = (ProfileState.PAUSED if paused else ProfileState.ACTIVE).value
        row.changed_at = at
        row.save(update_fields=["state", "changed_at"])
    return _view(row, at)


@transaction.atomic
def profile_leave(*, worker_id: UUID, actor: Actor, at: datetime) -> None:
    """Leave the market (注销求职登记). What was kept for matching goes now; the ledger of services stays its time.

    Raises:
        Refused: work is promised or not paid yet.
    """
    row = _own(worker_id, actor)
    withdraw_pending(row, actor=actor, at=at)
    erase(row, at=at)
    emit(ProfileLeft(worker_id, at))


def erase(row: Profile, *, at: datetime) -> None:
    """Blank a profile: trades, skills, place, words, certificates with photos, hardships, cohort."""
    papers_destroy(subject=subject_of(row.pk))
    row.certificates.all().delete()
    row.hardships.all().delete()
    Cohort.objects.filter(profile=row).delete()
    row.trades, row.skills, row.contact_by = [], [], []
    row.own_conditions = row.conditions = row.shifts = row.pay_fen = row.pay_hour_fen = 0
    row.first_day = row.last_day = None
    row.place = row.district = row.about = ""
    row.x_m, row.y_m, row.radius_m = 0, 0, 1
    row.state, row.left_at, row.changed_at = ProfileState.LEFT.value, at, at
    row.save()


@transaction.atomic
def certificate_add(
    *,
    worker_id: UUID,
    bit: int,
    actor: Actor,
    at: datetime,
    number: str = "",
    expires_on: date | None = None,
    photo: tuple[str, bytes] | None = None,
) -> ProfileView:
    """Note a certificate, with its photo when there is one (添加证件). Adding it again replaces what was said.

    Raises:
        BadInput: no such certificate, or a photo that cannot be read.
    """
    row = _own(worker_id, actor)
    if not certificates_mask() >> bit & 1:
        raise BadInput(_("请从列表里选一种证件。"), field="bit")
    paper_id = _photo(row, photo, actor, at) if photo else None
    values: dict[str, Any] = {"number": number.strip()[:40], "expires_on": expires_on, "added_at": at, "problem": ""}
    if paper_id is not None:
        values |= {"paper_id": paper_id, "checked_at": None, "checked_by": None}
    Certificate.objects.update_or_create(profile=row, bit=bit, defaults=values)
    conditions_count(row, on=day_of(at))
    return _view(row, at)


@transaction.atomic
def certificate_check(*, certificate_id: UUID, actor: Actor, at: datetime, problem: str = "") -> None:
    """Market staff have seen the certificate (核验证件); with a problem it does not count until it is added again.

    Raises:
        NotAllowed: not market staff. NotFound: no such certificate.
    """
    require_market_staff(actor)
    row = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
    if row is None:
        raise NotFound(_("没有找到这份证件，请刷新页面再看。"))
    row.problem = sentence(problem, most=200, label=_("原因"))
    row.checked_at, row.checked_by_id = None if row.problem else at, actor.account_id
    row.save(update_fields=["problem", "checked_at", "checked_by"])
    profile = Profile.objects.select_for_update().get(pk=row.profile_id)
    conditions_count(profile, on=day_of(at))
    if row.problem:
        what = "、".join(condition_names(1 << row.bit))
        emit(ProofRefused(profile.worker_id, f"certificate:{row.pk}", what, row.problem, at))


@transaction.atomic
def hardship_note(
    *,
    worker_id: UUID,
    kind: str,
    actor: Actor,
    at: datetime,
    note: str = "",
    until: date | None = None,
    proof: tuple[str, bytes] | None = None,
) -> UUID:
    """Note a hardship with its proof (登记就业困难). Kept apart from the profile; no employer ever sees it.

    Raises:
        NotFound: neither the worker himself nor market staff. BadInput: an unknown kind.
    """
    row = _own(worker_id, actor)
    if kind not in HARDSHIPS:
        raise BadInput(_("请从列表里选一种情况。"), field="kind")
    paper_id = _photo(row, proof, actor, at) if proof else None
    said = paragraph(note, most=300, label=_("说明"))
    return Hardship.objects.create(profile=row, kind=kind, note=said, until=until, paper_id=paper_id, added_at=at).pk


@transaction.atomic
def hardship_prove(*, hardship_id: UUID, actor: Actor, at: datetime, problem: str = "") -> None:
    """Market staff have seen the proof (核实困难情况), or say what is wrong with it.

    Raises:
        NotAllowed: not market staff. NotFound: no such entry.
    """
    require_market_staff(actor)
    row = Hardship.objects.select_for_update().select_related("profile").filter(pk=hardship_id).first()
    if row is None:
        raise NotFound(_("没有找到这一条，请刷新页面再看。"))
    row.problem = sentence(problem, most=200, label=_("原因"))
    row.proved_at, row.proved_by_id = None if row.problem else at, actor.account_id
    row.save(update_fields=["problem", "proved_at", "proved_by"])
    if row.problem:
        emit(ProofRefused(row.profile.worker_id, f"hardship:{row.pk}", _("困难情况的证明"), row.problem, at))


HARDSHIPS = {
    "older": "大龄",
    "disabled": "残疾",
    "low_income": "低保或低收入",
    "no_job_home": "零就业家庭",
    "long_jobless": "长期失业",
    "landless": "失地",
    "caring": "要照顾家里人",
    "released": "刑满释放或戒毒康复",
    "veteran": "退役军人",
    "other": "其他困难",
}
"""Kinds of hardship a worker may name; a province decides which of them count (就业促进法第五十二条)."""


def _photo(row: Profile, photo: tuple[str, bytes], actor: Actor, at: datetime) -> UUID:
    name, content = photo
    file = file_store(name=name, content=content, actor=actor, at=at)
    return paper_add(
        file_id=file.id,
        kind=PaperKind.OTHER,
        subject=subject_of(row.pk),
        actor=actor,
        at=at,
        name=name,
        read=False,
    )


def subject_of(profile_id: int) -> str:
    """What photos of a profile are filed under."""
    return f"market:profile:{profile_id}"


def _own(worker_id: UUID, actor: Actor) -> Profile:
    rows = Profile.objects.select_for_update().filter(worker_id=worker_id)
    row = rows.first() if _may(actor, worker_id) else None
    if row is None:
        raise NotFound(_("还没有登记找活，请先登记。"))
    return row


def _view(row: Profile, at: datetime) -> ProfileView:
    return profile_view(row, row.certificates.order_by("bit"), day_of(at))
