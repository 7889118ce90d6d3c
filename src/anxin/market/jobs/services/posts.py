"""Posts: written, checked, published, ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.identity.numbers import phone_parse
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.events import emit
from anxin.kit.text import line, paragraph, sentence
from anxin.market.jobs import hours
from anxin.market.jobs.checker import PostingRules, check, posting_rules, serious
from anxin.market.jobs.events import PostEnded, PostPublished
from anxin.market.jobs.models import Employer, JobPost
from anxin.market.jobs.places import city
from anxin.market.jobs.rights import managed_employer, managed_post, require_market_staff
from anxin.market.jobs.services.employers import sibling_restricted, stopping
from anxin.market.jobs.services.moves import end_pending
from anxin.market.jobs.terms import terms_of
from anxin.market.jobs.trades import POST_SKILLS_MOST, trade, trade_list
from anxin.market.jobs.types import (
    EmployerKind,
    EmployerState,
    Finding,
    Insurance,
    PayKind,
    PostIn,
    PostState,
    PostView,
)
from anxin.market.jobs.views import post_view

_OPEN_STATES = (PostState.DRAFT, PostState.REVIEW, PostState.LIVE, PostState.PAUSED)
_HEADCOUNT_BELIEVED = 30_000
_FEN_BELIEVED = 100_000_000


@dataclass(frozen=True, slots=True)
class SavedPost:
    """What became of a draft: the post when it was kept, and everything the checker said."""

    post: PostView | None
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        return bool(serious(self.findings))


@transaction.atomic
def post_save(
    *,
    employer_id: UUID,
    draft: PostIn,
    actor: Actor,
    at: datetime,
    post_id: int | None = None,
    publish: bool = True,
) -> SavedPost:
    """Keep what an employer wrote, check it, and publish it when nothing serious was found (发布岗位).

    A live post is only replaced by a text that passes: with serious findings nothing is kept and the old one stays.
    Until staff have verified the employer, or when a sister firm is restricted, a post waits for review.

    Raises:
        NotFound: not the actor's employer or post. Refused: a restriction runs. BadInput: a number cannot be right.
    """
    employer = managed_employer(actor, _employer(employer_id))
    refuse_stopped(employer)
    row = _row(post_id, employer, actor, at)
    rules = posting_rules(day_of(at))
    refuse_impossible(draft, rules, at)
    refuse_no_household(employer, draft)
    findings = check(draft, rules)
    blocked = bool(serious(findings))
    if blocked and row.state in (PostState.LIVE, PostState.PAUSED):
        return SavedPost(None, findings)
    if blocked and not _storable(draft):
        return SavedPost(None, findings)
    post_fill(row, draft, findings, rules.version, at=at)
    row.override_by_id, row.override_reason = None, ""
    row.state = _state_after(row, employer, publish=publish, blocked=blocked)
    _since(row, at)
    row.save()
    if row.state == PostState.LIVE:
        emit(PostPublished(row.pk, at))
    return SavedPost(post_view(row), findings)


def draft_check(*, draft: PostIn, at: datetime) -> tuple[Finding, ...]:
    """What the checker says about a draft that is still being written; nothing is kept.

    Raises:
        BadInput: a number or date that cannot be.
    """
    rules = posting_rules(day_of(at))
    refuse_impossible(draft, rules, at)
    return check(draft, rules)


def _employer(employer_id: UUID) -> Employer | None:
    return Employer.objects.select_for_update(of=("self",)).select_related("org").filter(pk=employer_id).first()


def refuse_stopped(employer: Employer) -> None:
    """Refuse an employer whose restriction runs, with its reason and basis."""
    running = stopping(employer)
    if running is not None:
        raise Refused(
            _("现在不能发布岗位：%(reason)s（%(basis)s）。有异议请联系作出决定的人社部门。")
            % {"reason": running.reason, "basis": running.basis}
        )


def refuse_no_household(employer: Employer, draft: PostIn) -> None:
    """Refuse work that is none of a home's, when somebody offers it under his own name."""
    if employer.kind == EmployerKind.INDIVIDUAL and draft.trade not in trade_list().household:
        raise BadInput(_("个人只能请人干家里的活。要招别的人手，请用单位登记。"), field="trade")


def _row(post_id: int | None, employer: Employer, actor: Actor, at: datetime) -> JobPost:
    if post_id is None:
        return JobPost(employer=employer, made_at=at, made_by_id=actor.account_id)
    row = managed_post(actor, post_locked(post_id))
    if row.employer_id != employer.pk or row.state not in _OPEN_STATES:
        raise NotFound(_("没有找到这个岗位，或者它已经结束。请新发一个。"))
    row.employer = employer
    return row


def post_locked(post_id: int) -> JobPost | None:
    """A post, locked, with its employer."""
    rows = JobPost.objects.select_for_update(of=("self",)).select_related("employer", "employer__org")
    return rows.filter(pk=post_id).first()


def refuse_impossible(draft: PostIn, rules: PostingRules, at: datetime) -> None:
    """Numbers and dates that cannot be, each named with its field.

    Raises:
        BadInput: what and where.
    """
    today = day_of(at)
    trade(draft.trade)
    if draft.title.strip() and not any(one.isalnum() for one in draft.title):
        raise BadInput(_("标题里要有字，例如“餐厅服务员”。"), field="title")
    if draft.last_day < draft.first_day:
        raise BadInput(_("结束日期不能早于开始日期。"), field="last_day")
    if draft.last_day < today:
        raise BadInput(_("干活的日子已经过去了，请改日期。"), field="last_day")
    if (
        not draft.weekdays & hours.ALL_WEEK
        or next(hours.days_of(draft.first_day, draft.last_day, draft.weekdays), None) is None
    ):
        raise BadInput(_("这几天里没有选中的星期几，请改日期或星期。"), field="weekdays")
    if not (0 <= draft.day_start < hours.DAY and 0 <= draft.day_end <= hours.DAY):
        raise BadInput(_("时间应在 0:00 至 24:00 之间。"), field="day_start")
    if draft.day_start == draft.day_end:
        raise BadInput(_("开始和结束时间一样，请改。"), field="day_end")
    if draft.expires_on < today:
        raise BadInput(_("有效期已经过去了，请改。"), field="expires_on")
    if draft.expires_on > today + timedelta(days=rules.number("long_days")):
        raise BadInput(_("有效期最长 %(days)s 天。") % {"days": rules.number("long_days")}, field="expires_on")
    if draft.headcount > _HEADCOUNT_BELIEVED or draft.pay_fen > _FEN_BELIEVED:
        raise BadInput(_("数字太大，请核对。"), field="headcount" if draft.headcount > _HEADCOUNT_BELIEVED else "pay")
    if draft.pay_kind is PayKind.PIECE and draft.pieces_hour <= 0:
        raise BadInput(_("计件的活请估一下一小时能做几件，好让人比较。"), field="pieces_hour")
    if draft.point is not None:
        city().check(draft.point)
    if len(draft.skills) > POST_SKILLS_MOST or not set(draft.skills) <= trade_list().skills.keys():
        raise BadInput(_("技能最多选 %(most)s 项。") % {"most": POST_SKILLS_MOST}, field="skills")


def refuse_serious(findings: tuple[Finding, ...]) -> None:
    """Refuse what the checker blocks, naming each finding with the text found."""
    blocking = serious(findings)
    if blocking:
        raise BadInput("；".join(f"{one.name}：{one.found or one.says}" for one in blocking))


def _storable(draft: PostIn) -> bool:
    """May a draft with serious findings be kept for later? Without place, head-count or pay it is no row yet."""
    return draft.point is not None and draft.headcount > 0 and draft.pay_fen > 0


def post_fill(row: JobPost, draft: PostIn, findings: tuple[Finding, ...], version: str, *, at: datetime) -> None:
    """Put a draft into a row, with the whole numbers the index compares and the terms the search finds."""
    assert draft.point is not None, "a draft without a point is not kept"
    if draft.headcount < row.taken:
        raise BadInput(_("已经录用了 %(n)s 人，人数不能更少。") % {"n": row.taken}, field="headcount")
    kind = trade(draft.trade)
    row.trade, row.title = draft.trade, sentence(draft.title, most=40, label=_("标题")) or kind.name
    row.work = paragraph(draft.work, most=1000, label=_("工作内容"))
    row.extra = paragraph(draft.extra, most=500, label=_("补充说明"))
    row.place = sentence(draft.place, most=80, label=_("地点"))
    row.directions = sentence(draft.directions, most=200, label=_("怎么走"))
    row.district, row.x_m, row.y_m = draft.district, draft.point.x_m, draft.point.y_m
    row.headcount = draft.headcount
    row.conditions = draft.conditions or 0
    row.skills = sorted(set(draft.skills))
    row.pay_kind, row.pay_fen, row.settle = draft.pay_kind.value, draft.pay_fen, draft.settle.value
    row.pieces_hour = max(draft.pieces_hour, 0)
    row.insurance, row.meals, row.lodging = Insurance(draft.insurance).value, draft.meals, draft.lodging
    row.contact_name = line(draft.contact_name, most=50, label=_("联系人"))
    row.contact_phone = phone_parse(draft.contact_phone) if draft.contact_phone else row.employer.contact_phone
    row.repost_of = sentence(draft.repost_of, most=200, label=_("转发来源"))
    row.expires_on, row.changed_at = draft.expires_on, at
    _fill_hours(row, draft)
    row.findings, row.rules_version = [asdict(one) for one in findings], version
    row.terms = terms_of(
        (row.title, row.work, row.place, row.employer.name, kind.name, kind.group_name),
        named=(kind.name, row.title, row.place),
    )


def _fill_hours(row: JobPost, draft: PostIn) -> None:
    row.first_day, row.last_day = draft.first_day, draft.last_day
    row.day_start, row.day_end, row.weekdays = draft.day_start, draft.day_end, draft.weekdays & hours.ALL_WEEK
    minutes = hours.length(draft.day_start, draft.day_end)
    row.start_minute = hours.minute_of(draft.first_day, draft.day_start)
    row.end_minute = hours.minute_of(draft.last_day, draft.day_start) + minutes
    row.shifts = hours.shifts_of(draft.first_day, draft.last_day, row.weekdays, draft.day_start, draft.day_end)
    row.pay_hour_fen = hours.hour_pay(
        draft.pay_kind,
        draft.pay_fen,
        minutes_day=minutes,
        days_week=row.weekdays.bit_count(),
        pieces_hour=draft.pieces_hour,
    )


def _state_after(row: JobPost, employer: Employer, *, publish: bool, blocked: bool) -> str:
    if blocked or not publish:
        return PostState.DRAFT.value
    if row.headcount <= row.taken:
        return PostState.FILLED.value
    if employer.state != EmployerState.VERIFIED or sibling_restricted(employer):
        return PostState.REVIEW.value
    return PostState.LIVE.value


def _since(row: JobPost, at: datetime) -> None:
    if row.state == PostState.LIVE and row.posted_at is None:
        row.posted_at, row.posted_hour = at, int(at.timestamp()) // 3600
    row.state_reason = ""


@transaction.atomic
def post_ask_review(*, post_id: int, actor: Actor, at: datetime) -> PostView:
    """The employer thinks the checker is wrong: a person of the market looks (申请人工审核)."""
    row = managed_post(actor, post_locked(post_id))
    if row.state != PostState.DRAFT:
        raise Refused(_("只有没发布的岗位可以申请审核。"))
    row.state, row.changed_at = PostState.REVIEW.value, at
    row.save(update_fields=["state", "changed_at"])
    return post_view(row)


@transaction.atomic
def post_review(*, post_id: int, publish: bool, reason: str, actor: Actor, at: datetime) -> PostView:
    """Staff decide about a post that waits: publish it, overriding what was found, or send it back (审核岗位).

    Raises:
        NotAllowed: not market staff. BadInput: no reason. Refused: the employer is not verified or is restricted.
    """
    require_market_staff(actor)
    row = post_locked(post_id)
    if row is None or row.state != PostState.REVIEW:
        raise NotFound(_("这个岗位不在等审核，请刷新页面再看。"))
    said = sentence(reason, most=300, label=_("理由"))
    needs_reason = not publish or any(entry["severity"] == "block" for entry in row.findings)
    if needs_reason and not said:
        raise BadInput(_("请写明理由，雇主会看到。"), field="reason")
    if publish:
        refuse_stopped(row.employer)
        if row.employer.state != EmployerState.VERIFIED:
            raise Refused(_("先核验这个用人单位，再发布它的岗位。"))
        row.state, row.override_by_id, row.override_reason = PostState.LIVE.value, actor.account_id, said
        _since(row, at)
    else:
        row.state, row.state_reason = PostState.DRAFT.value, said[:200]
    row.changed_at = at
    row.save()
    if publish:
        emit(PostPublished(row.pk, at))
    return post_view(row)


@transaction.atomic
def post_pause(*, post_id: int, paused: bool, actor: Actor, at: datetime) -> PostView:
    """Take a post from the list for a while, or put it back."""
    row = managed_post(actor, post_locked(post_id))
    before, after = (PostState.LIVE, PostState.PAUSED) if paused else (PostState.PAUSED, PostState.LIVE)
    if row.state != before:
        return post_view(row)
    if not paused:
        refuse_stopped(row.employer)
    row.state, row.changed_at = after.value, at
    row.save(update_fields=["state", "changed_at"])
    return post_view(row)


@transaction.atomic
def post_close(*, post_id: int, actor: Actor, at: datetime) -> PostView:
    """No more people are wanted: those who wait are told (不招了)."""
    row = managed_post(actor, post_locked(post_id))
    if row.state in (PostState.CLOSED, PostState.PULLED):
        return post_view(row)
    row.state, row.changed_at = PostState.CLOSED.value, at
    row.save(update_fields=["state", "changed_at"])
    end_pending(row, reason="post_closed", actor=actor, at=at)
    emit(PostEnded(row.pk, row.state, at))
    return post_view(row)
