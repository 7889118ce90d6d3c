"""Figures out of paths (指标计算): pure functions, so that each can be checked by hand on three cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.types import HOLDER_NAMES, Holder
from anxin.kit.clock import day_of
from anxin.kit.dates import say_duration
from anxin.supervise.types import (
    Bucket,
    CasePath,
    Figure,
    InsurerRow,
    PartyTime,
    PlatformRow,
    Settings,
    Share,
    StepTime,
    round_share,
)

CLAIM_TYPES: Final = ("injury_small", "injury_ordinary")
OBJECTION_TYPE: Final = "objection"
CONTACTED: Final = ("contact",)
HANDED_IN: Final = ("submit", "approve_at_once")
SENT_BACK: Final = ("ask_more",)
PAID: Final = ("paid",)
DECIDED_STEPS: Final = ("approved", "refused")
PLATFORM_ANSWERS: Final = ("platform_confirm", "platform_dispute")
OBJECTION_KEPT: Final = "kept"
OBJECTION_CHANGED: Final = "approved"
WITHDRAWN_STEP: Final = "withdrawn"

DAY: Final = timedelta(days=1)
NONE: Final = "—"


def figures(paths: Sequence[CasePath], settings: Settings, at: datetime) -> tuple[Figure, ...]:
    """All figures of the head of the page, in the order in which a supervisor asks."""
    claims = [path for path in paths if path.type in CLAIM_TYPES]
    objections = [path for path in paths if path.type == OBJECTION_TYPE]
    return (
        report_to_money(claims),
        same_day(claims),
        faster_than_before(claims, settings),
        fast_lane(claims),
        first_contact(claims),
        complete_first_time(claims),
        abandoned(claims, settings, at),
        overturned(objections, claims),
    )


def report_to_money(claims: Iterable[CasePath]) -> Figure:
    """Report to account, the middle case."""
    lengths = [paid - path.opened_at for path in claims if (paid := path.first(*PAID))]
    return Figure(
        "report-to-money",
        _("报案到到账要多久？"),
        say_median(lengths),
        "",
        len(lengths),
        _("已到账案件从报案到银行确认到账的时间，取中位数：一半案件比它快。"),
    )


def same_day(claims: Iterable[CasePath]) -> Figure:
    """Paid on the day everything was handed in."""
    spans = [span for path in claims if (span := _handed_in_to_paid(path))]
    share = Share(sum(day_of(start) == day_of(end) for start, end in spans), len(spans))
    return Figure(
        "same-day",
        _("材料交齐当天到账的有多少？"),
        str(share),
        "",
        len(spans),
        _("已到账案件中，最后一次交齐材料与到账在同一天的比例。"),
    )


def faster_than_before(claims: Iterable[CasePath], settings: Settings) -> Figure:
    """The announced three quarters, computed and never typed."""
    question = _("用时比原来变了多少？")
    method = _("交齐材料到到账的平均时间，与原来办法的平均时间相比缩短的比例。")
    lengths = [end - start for path in claims if (span := _handed_in_to_paid(path)) for start, end in [span]]
    baseline = settings.baseline
    if baseline is None:
        return Figure("faster", question, NONE, "", len(lengths), method, settings.baseline_missing)
    if not lengths:
        return Figure("faster", question, NONE, "", 0, method, baseline.note)
    saved = baseline.length - sum(lengths, timedelta()) / len(lengths)
    permille = round_share(int(abs(saved).total_seconds()), int(baseline.length.total_seconds()))
    sign = "−" if saved >= timedelta() else "+"
    value = f"{sign}{permille // 10}.{permille % 10}%"
    return Figure("faster", question, value, "", len(lengths), method, baseline.note)


def fast_lane(claims: Iterable[CasePath]) -> Figure:
    """How many went the whole way in the fast lane."""
    decided = [path for path in claims if path.first_on(*DECIDED_STEPS)]
    share = Share(sum(path.fast_lane for path in decided), len(decided))
    return Figure(
        "fast-lane",
        _("有多少走了小伤快赔？"),
        str(share),
        "",
        len(decided),
        _("已核定或未通过的案件中，作出决定时仍在小伤快赔通道的比例。"),
    )


def first_contact(claims: Iterable[CasePath]) -> Figure:
    """How fast a person rang."""
    lengths = [contact - path.opened_at for path in claims if (contact := path.first(*CONTACTED))]
    return Figure(
        "first-contact",
        _("报案后多久有人联系？"),
        say_median(lengths),
        "",
        len(lengths),
        _("报案到经办员第一次联系劳动者的时间，取中位数。"),
    )


def complete_first_time(claims: Iterable[CasePath]) -> Figure:
    """How many needed no second round of papers."""
    share = _complete_first_time(claims)
    return Figure(
        "first-time",
        _("一次交齐的有多少？"),
        str(share),
        "",
        share.whole,
        _("交齐过材料的案件中，之后没有被要求补材料的比例。"),
    )


def abandoned(claims: Iterable[CasePath], settings: Settings, at: datetime) -> Figure:
    """Reports that never became a claim: people we may have lost."""
    question = _("有多少报案没有走下去？")
    reports = list(claims)
    if settings.abandoned_after is None:
        return Figure("abandoned", question, NONE, "", len(reports), "", _("缺少参数“abandoned_days”，没有计算。"))
    limit = settings.abandoned_after
    lost = sum(_lost(path, limit, at) for path in reports)
    method = _("撤回的，和报案超过 %(days)s 天仍未交齐材料的，占全部报案的比例。") % {"days": limit.days}
    return Figure("abandoned", question, str(Share(lost, len(reports))), "", len(reports), method)


def overturned(objections: Iterable[CasePath], claims: Iterable[CasePath]) -> Figure:
    """How often a second look changed the answer."""
    answered = [path for path in objections if path.first_on(OBJECTION_KEPT, OBJECTION_CHANGED)]
    changed = sum(bool(path.first_on(OBJECTION_CHANGED)) for path in answered)
    decided = sum(bool(path.first_on(*DECIDED_STEPS)) for path in claims)
    method = _("已复查完的异议中改变原决定的比例；同期共作出 %(decided)s 个决定。") % {"decided": decided}
    return Figure(
        "overturned", _("提出异议后改了多少？"), str(Share(changed, len(answered))), "", len(answered), method
    )


def elapsed(paths: Iterable[CasePath]) -> tuple[Bucket, ...]:
    """Report to money in whole days, as bars."""
    edges = ((_("当天"), 0), (_("1 天"), 1), (_("2 天"), 2), (_("3 天"), 3), (_("4–7 天"), 7), (_("8–30 天"), 30))
    days = [
        (day_of(paid) - day_of(path.opened_at)).days
        for path in paths
        if path.type in CLAIM_TYPES and (paid := path.first(*PAID))
    ]
    counted = Counter(next((label for label, most in edges if day <= most), _("30 天以上")) for day in days)
    return tuple(Bucket(label, counted[label]) for label in (*(label for label, _most in edges), _("30 天以上")))


def step_times(paths: Iterable[CasePath]) -> tuple[StepTime, ...]:
    """Time per step, longest total first: where the days go."""
    per_step: dict[tuple[str, str, Holder], list[timedelta]] = defaultdict(list)
    for path in paths:
        totals: dict[tuple[str, str, Holder], timedelta] = defaultdict(timedelta)
        for stay in path.stays:
            if stay.holder is not Holder.NOBODY:
                totals[stay.step, stay.label, stay.holder] += stay.length
        for key, total in totals.items():
            per_step[key].append(total)
    rows = [
        StepTime(
            step,
            label,
            holder,
            HOLDER_NAMES[holder],
            len(lengths),
            middle(lengths),
            slowest_tenth(lengths),
            sum(lengths, timedelta()),
        )
        for (step, label, holder), lengths in per_step.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.total, reverse=True))


def party_times(paths: Sequence[CasePath]) -> tuple[PartyTime, ...]:
    """Time in each party's hands, and its part of the whole."""
    totals: dict[Holder, timedelta] = defaultdict(timedelta)
    held: dict[Holder, set[UUID]] = defaultdict(set)
    for path in paths:
        for stay in path.stays:
            if stay.holder is not Holder.NOBODY:
                totals[stay.holder] += stay.length
                held[stay.holder].add(path.case_id)
    whole = sum(totals.values(), timedelta())
    rows = [
        PartyTime(
            holder,
            HOLDER_NAMES[holder],
            len(held[holder]),
            total / len(held[holder]),
            round_share(int(total.total_seconds()), max(int(whole.total_seconds()), 1)),
        )
        for holder, total in totals.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.permille, reverse=True))


def insurer_rows(paths: Iterable[CasePath], names: Mapping[UUID, str]) -> tuple[InsurerRow, ...]:
    """One row an insurer, most cases first."""
    groups = _grouped([path for path in paths if path.type in CLAIM_TYPES], lambda path: path.handler_org_id)
    rows = [
        InsurerRow(
            org_id=org_id,
            name=names.get(org_id, ""),
            cases=len(group),
            contact_median=_median_or_none([at - path.opened_at for path in group if (at := path.first(*CONTACTED))]),
            complete_first_time=_complete_first_time(group),
            overdue=Share(sum(path.breached for path in group), len(group)),
            paid_median=_median_or_none([at - path.opened_at for path in group if (at := path.first(*PAID))]),
        )
        for org_id, group in groups.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.cases, row.name)))


def platform_rows(paths: Iterable[CasePath], names: Mapping[UUID, str]) -> tuple[PlatformRow, ...]:
    """One row a platform, most questions first."""
    asked = [path for path in paths if path.type in CLAIM_TYPES and path.platform_id]
    rows = []
    for org_id, group in _grouped(asked, lambda path: path.platform_id).items():
        answers = [at - path.opened_at for path in group if (at := path.first(*PLATFORM_ANSWERS))]
        rows.append(
            PlatformRow(
                org_id=org_id,
                name=names.get(org_id, ""),
                asked=len(group),
                answered=Share(len(answers), len(group)),
                answer_median=_median_or_none(answers),
                disputed=sum("platform_dispute" in path.moves for path in group),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.asked, row.name)))


def middle(lengths: Sequence[timedelta]) -> timedelta:
    """The median, to the second."""
    return timedelta(seconds=int(median(int(length.total_seconds()) for length in lengths)))


def slowest_tenth(lengths: Sequence[timedelta]) -> timedelta:
    """Nine of ten are at most this long (nearest rank)."""
    ranked = sorted(lengths)
    return ranked[-(-9 * len(ranked) // 10) - 1]


def say_median(lengths: Sequence[timedelta]) -> str:
    """The median in words; a dash for none."""
    return say_duration(middle(lengths)) if lengths else NONE


def _median_or_none(lengths: Sequence[timedelta]) -> timedelta | None:
    return middle(lengths) if lengths else None


def _handed_in_to_paid(path: CasePath) -> tuple[datetime, datetime] | None:
    paid = path.first(*PAID)
    complete = paid and path.last_before(paid, *HANDED_IN)
    return (complete, paid) if paid and complete else None


def _complete_first_time(claims: Iterable[CasePath]) -> Share:
    handed_in = [path for path in claims if path.first(*HANDED_IN)]
    return Share(sum(not path.first(*SENT_BACK) for path in handed_in), len(handed_in))


def _lost(path: CasePath, limit: timedelta, at: datetime) -> bool:
    if path.first_on(WITHDRAWN_STEP):
        return True
    return path.first(*HANDED_IN) is None and path.closed_on is None and at - path.opened_at > limit


def _grouped(paths: Iterable[CasePath], key: Callable[[CasePath], UUID | None]) -> dict[UUID, list[CasePath]]:
    groups: dict[UUID, list[CasePath]] = defaultdict(list)
    for path in paths:
        group = key(path)
        if group is not None:
            groups[group].append(path)
    return groups
