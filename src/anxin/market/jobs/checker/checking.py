"""Checking a draft: what is missing, what must not stand there, which numbers cannot be right. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from anxin.kit.money import yuan_sign
from anxin.market.jobs.checker.rules import Pattern, PostingRules, Source
from anxin.market.jobs.hours import hour_pay, length
from anxin.market.jobs.types import Finding, PayKind, PostIn

TEXTS: Final = {
    "title": "标题",
    "work": "工作内容",
    "extra": "补充说明",
    "directions": "怎么走",
    "place": "地点",
    "contact_name": "联系人",
}
"""Fields people type freely, as pages call them."""

_SPACE: Final = re.compile(r"\s+")
_EMPTY_WORDS: Final = re.compile(r"(?:详谈|面谈|见面谈|电话联系|来了再说|详情(?:电话|面议|咨询)|见图|略|无|暂无)[。.]?")
_FOUND_MOST: Final = 40


def check(draft: PostIn, rules: PostingRules) -> tuple[Finding, ...]:
    """Everything the rules have to say about a draft, serious findings first, each once a field."""
    findings = [*_missing(draft, rules), *_words(draft, rules), *_numbers(draft, rules)]
    return tuple(sorted(findings, key=lambda one: not one.blocks))


def serious(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that stop publication."""
    return tuple(one for one in findings if one.blocks)


def _missing(draft: PostIn, rules: PostingRules) -> Iterator[Finding]:
    work = _folded(draft.work)
    absent = {
        "title": not draft.title.strip(),
        "work": len(work) < rules.number("work_letters_least") or bool(_EMPTY_WORDS.fullmatch(work)),
        "place": not draft.place.strip() or draft.point is None,
        "headcount": draft.headcount <= 0,
        "pay": draft.pay_fen <= 0,
        "conditions": draft.conditions is None,
        "repost_source": draft.is_repost and not draft.repost_of.strip(),
    }
    for key, is_absent in absent.items():
        if is_absent:
            row = rules.required[key]
            field = {"pay": "pay_fen", "repost_source": "repost_of"}.get(key, key)
            yield _finding(key, "必须写明", "block", field, "", row.source, row.says, row.suggest)


def _words(draft: PostIn, rules: PostingRules) -> Iterator[Finding]:
    for field in TEXTS:
        text = _folded(getattr(draft, field))
        if text:
            yield from words_in(text, field, rules)


def words_in(text: str, field: str, rules: PostingRules) -> Iterator[Finding]:
    """What one text says that it must not: each pattern at most once."""
    folded = _folded(text)
    for pattern in rules.patterns:
        found = _first(pattern, folded)
        if found is not None:
            yield _finding(
                pattern.key,
                pattern.name,
                pattern.severity,
                field,
                found[:_FOUND_MOST],
                pattern.source,
                pattern.says,
                pattern.suggest,
            )


def _first(pattern: Pattern, text: str) -> str | None:
    """The first place found that no allowed wording covers."""
    allowed = [match.span() for match in pattern.unless.finditer(text)] if pattern.unless else []
    for match in pattern.find.finditer(text):
        start, end = match.span()
        if end > start and not any(first < end and start < last for first, last in allowed):
            return match.group(0)
    return None


def _numbers(draft: PostIn, rules: PostingRules) -> Iterator[Finding]:
    setting = rules.sources["setting"]
    minutes = length(draft.day_start, draft.day_end)
    days_week = min(draft.weekdays.bit_count(), (draft.last_day - draft.first_day).days + 1)
    hours_most = rules.number("day_hours_most")
    if minutes > hours_most * 60:
        said = f"一天 {minutes // 60} 小时太长，最多 {hours_most} 小时。"
        yield _finding("day_hours", "超长工时", "block", "day_end", said, setting, said, "分成两班，各招各的人。")
    elif minutes * days_week > rules.number("week_hours_warn") * 60:
        said = f"一周共 {minutes * days_week // 60} 小时，偏长。"
        yield _finding("week_hours", "超长工时", "warn", "weekdays", said, setting, said, "写清楚轮休或加班怎么算钱。")
    if draft.pay_fen > 0 and (draft.pay_kind is not PayKind.PIECE or draft.pieces_hour > 0):
        yield from _pay(draft, minutes, days_week, rules, setting)
    if draft.headcount > rules.number("headcount_high"):
        said = f"一条信息招 {draft.headcount} 人，请市场工作人员看一眼。"
        yield _finding(
            "headcount_high", "人数很多", "block", "headcount", str(draft.headcount), setting, said, "按地点分开发。"
        )


def _pay(draft: PostIn, minutes: int, days_week: int, rules: PostingRules, setting: Source) -> Iterator[Finding]:
    an_hour = hour_pay(
        draft.pay_kind, draft.pay_fen, minutes_day=minutes, days_week=days_week, pieces_hour=draft.pieces_hour
    )
    said = f"折合每小时 {yuan_sign(an_hour)}"
    if an_hour > rules.number("pay_hour_high_fen"):
        says = f"{said}，高得不寻常。"
        yield _finding(
            "pay_high", "工钱不寻常", "block", "pay_fen", said, setting, says, "核对单位（天、小时、件、月）和小数点。"
        )
    elif an_hour < rules.number("pay_hour_low_fen"):
        says = f"{said}，可能低于当地最低工资标准。"
        yield _finding("pay_low", "工钱偏低", "warn", "pay_fen", said, setting, says, "核对当地小时最低工资标准。")


def _finding(
    key: str, name: str, severity: str, field: str, found: str, source: Source, says: str, suggest: str
) -> Finding:
    return Finding(key, name, severity, field, found, source.title, source.mark, says, suggest)


def _folded(text: str) -> str:
    """Width, spaces and the invisible do not hide a word."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    return _SPACE.sub("", plain)
