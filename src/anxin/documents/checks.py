"""What can be checked on a receipt without asking anybody (票据离线核对). Pure: values in, findings out.

Each finding is named and is a sentence; none of them decides anything. They run on what stands now (confirmed over
read), so a corrected field takes its finding away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from anxin.documents.types import PaperKind, Problem
from anxin.kit.money import yuan_sign
from anxin.kit.text import fold

_REGIONS: Final = "11-15 21-23 31-37 41-46 50-54 61-65"
PROVINCES: Final = frozenset(
    str(code) for span in _REGIONS.split() for code in range(int(span[:2]), int(span[-2:]) + 1)
)
"""First two digits of a region code (GB/T 2260)."""

_MEDICAL: Final = "06"
_KINDS: Final = ("01", "02")
_SHOWN_LEAST: Final = 4
_LETTER_MASK: Final = re.compile("X{3,}")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the case beside the paper; what is not known is not checked."""

    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    happened_on: date | None = None
    province: str = ""
    """Two digits of the region code where treatment must have been."""


def findings(kind: PaperKind | None, values: Mapping[str, Any], about: About | None = None) -> tuple[Problem, ...]:
    """All findings of a paper."""
    if kind is not PaperKind.RECEIPT:
        return ()
    known = about or About()
    return (
        *_ticket(values, known),
        *_sums(values),
        *_days(values, known),
        *_person(values, known),
        *_insurance(values),
    )


def _ticket(values: Mapping[str, Any], about: About) -> Iterator[Problem]:
    code, number, check = (str(values.get(name) or "") for name in ("ticket_code", "ticket_number", "check_code"))
    if code and not re.fullmatch(r"\d{8}", code):
        yield Problem("code_form", "票据代码应是 8 位数字，请对照票据右上角核对。", "ticket_code")
    elif code:
        yield from _code_parts(code, values, about)
    if number and not re.fullmatch(r"\d{10}", number):
        yield Problem("number_form", "票据号码应是 10 位数字，请对照票据右上角核对。", "ticket_number")
    if check and not re.fullmatch(r"[0-9A-Za-z]{6}", check):
        yield Problem("check_form", "校验码应是 6 位数字或字母，请对照票据核对。", "check_code")


def _code_parts(code: str, values: Mapping[str, Any], about: About) -> Iterator[Problem]:
    if code[:2] not in PROVINCES:
        yield Problem("code_province", "票据代码前两位不是任何省份的代码，请核对票据。", "ticket_code")
    elif about.province and code[:2] != about.province:
        yield Problem("other_province", "这张票据是外省开的，不在本市就医的范围内，请核对。", "ticket_code")
    if code[2:4] != _MEDICAL or code[4:6] not in _KINDS:
        yield Problem("code_kind", "票据代码不是医疗门诊或住院收费票据的代码，请核对票据种类。", "ticket_code")
    elif code[4:6] == "02":
        yield Problem("inpatient_receipt", "这是住院收费票据，不属于小伤快赔，转人工办理。", "ticket_code")
    issued = _day(values.get("issued_on"))
    if issued and int(code[6:8]) not in (issued.year % 100, (issued.year - 1) % 100 if issued.month == 1 else -1):
        yield Problem("code_year", "票据代码里的年份与开票日期不一致，请核对。", "ticket_code")


def _sums(values: Mapping[str, Any]) -> Iterator[Problem]:
    items, total = values.get("items"), values.get("total_fen")
    if not items or total is None:
        return
    if any(item.get("amount_fen") is None for item in items):
        yield Problem("item_amount", "有收费项目没有金额，请对照票据补全。", "items")
        return
    summed = sum(item["amount_fen"] for item in items)
    if summed != total:
        said = f"各项合计 {yuan_sign(summed)}，票据合计 {yuan_sign(total)}，不一致，请逐项核对。"
        yield Problem("sums_differ", said, "items")
    paid = [values.get(name) for name in ("insurance_paid_fen", "account_paid_fen", "cash_paid_fen")]
    shares = [share for share in paid if share is not None]
    if len(shares) == len(paid) and sum(shares) > total:
        yield Problem("shares_differ", "各方支付加起来超过了票据合计，请核对。", "total_fen")


def _days(values: Mapping[str, Any], about: About) -> Iterator[Problem]:
    visited, issued = _day(values.get("visited_on")), _day(values.get("issued_on"))
    if visited and issued and issued < visited:
        yield Problem("days_order", "开票日期早于就诊日期，请核对。", "issued_on")
    if about.happened_on and visited and visited < about.happened_on:
        yield Problem("before_accident", "就诊日期早于事故日期，请核对这张票据是不是这次受伤的。", "visited_on")


def _person(values: Mapping[str, Any], about: About) -> Iterator[Problem]:
    printed, name = str(values.get("payer") or ""), about.name
    if printed and name and not name_fits(printed, name):
        yield Problem("other_payer", "票据上的交款人不是申请人，请核对。", "payer")
    masked = str(values.get("payer_id") or "")
    if masked and about.id_number and mask_fits(masked, about.id_number) is False:
        yield Problem("other_id", "票据上的证件号与申请人的对不上，请核对。", "payer_id")


def name_fits(printed: str, name: str) -> bool:
    """Is a printed name, perhaps masked, the given one?"""
    shown, wanted = ("".join(fold(text).split()) for text in (printed, name))
    return len(shown) == len(wanted) and all(a in ("*", "某", b) for a, b in zip(shown, wanted, strict=True))


def mask_fits(masked: str, number: str) -> bool | None:
    """Does a masked ID number fit a full one? Every office masks in its own way, so digits are compared by place.

    ``None`` when so much is masked that it says nothing.
    """
    shown = _LETTER_MASK.sub(lambda found: "*" * len(found[0]), fold(masked).upper())
    wanted = number.upper()
    if len(shown) != len(wanted):
        return False
    pairs = [(a, b) for a, b in zip(shown, wanted, strict=True) if a != "*"]
    if any(a != b for a, b in pairs):
        return False
    return True if len(pairs) >= _SHOWN_LEAST else None


def _insurance(values: Mapping[str, Any]) -> Iterator[Problem]:
    if (values.get("insurance_paid_fen") or 0) > 0:
        yield Problem("insurance_paid", "医保统筹已经支付了一部分，需要人工核对后再付。", "insurance_paid_fen")
    if (values.get("account_paid_fen") or 0) > 0:
        yield Problem("account_paid", "医保个人账户已经支付了一部分，需要人工核对后再付。", "account_paid_fen")


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
