"""The medical fee receipt (医疗收费票据): data in the file first, then its QR code, then its print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.items import items_of, items_of_record
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.types import Problem

CODE: Final = r"(?<!\d)\d{8}(?!\d)"
NUMBER: Final = r"(?<!\d)\d{10}(?!\d)"
CHECK: Final = r"(?<![0-9A-Za-z])[0-9A-Za-z]{6}(?![0-9A-Za-z])"
NAME: Final = r"(?!统一|证件|身份)[\u4e00-\u9fff㐀-䶿·•\.*＊]{2,20}"

_TEXTS: Final[tuple[tuple[str, tuple[str, ...], str, Callable[[str], Any] | None], ...]] = (
    ("ticket_code", ("票据代码",), CODE, None),
    ("ticket_number", ("票据号码",), NUMBER, None),
    ("check_code", ("校验码",), CHECK, None),
    ("payer", ("交款人", "缴款人", "姓名"), NAME, None),
    (
        "payer_id",
        ("交款人统一社会信用代码", "统一社会信用代码", "交款人证件号", "身份证号"),
        v.ID_NUMBER,
        v.mask_folded,
    ),
    ("issued_on", ("开票日期",), v.DAY, v.day_of_text),
    ("visited_on", ("就诊日期", "就诊时间"), v.DAY, v.day_of_text),
    ("hospital", ("收款单位(章)", "收款单位", "开票单位"), r"[^\t:]{2,40}", None),
    ("insurance_paid_fen", ("医保统筹基金支付", "医保统筹支付", "统筹基金支付"), v.AMOUNT, v.fen_of_text),
    ("account_paid_fen", ("个人账户支付", "个人帐户支付"), v.AMOUNT, v.fen_of_text),
    ("cash_paid_fen", ("个人现金支付", "现金支付"), v.AMOUNT, v.fen_of_text),
)
_FROM_TEXT: Final[dict[str, Callable[[str], Any]]] = {
    "issued_on": v.day_of_text,
    "visited_on": v.day_of_text,
    "payer_id": v.mask_folded,
    "total_fen": v.fen_of_text,
    "insurance_paid_fen": v.fen_of_text,
    "account_paid_fen": v.fen_of_text,
    "cash_paid_fen": v.fen_of_text,
}


def receipt_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a receipt and what does not agree on it."""
    printed = _printed(sheet)
    coded = _coded(sheet)
    known = _recorded(sheet)
    problems = [*_disagreements("qr_differs", "二维码", coded, printed), *_words(sheet, printed)]
    problems += _disagreements("data_differs", "文件里的数据", known, printed)
    problems += [_VOID] if re.search(r"作废|红字|冲红|冲销", sheet.text) else []
    fields = {name: found for name in _names() if (found := _best(name, known, coded, printed)) is not None}
    return fields, tuple(problems)


_VOID: Final = Problem("void", "票据上有“作废”或“红冲”字样，请核对这张票据是否有效。")


def _names() -> tuple[str, ...]:
    return (*(row[0] for row in _TEXTS), "total_fen", "items")


def _printed(sheet: Sheet) -> dict[str, Found]:
    fields: dict[str, Found] = {}
    for name, labels, value, parse in _TEXTS:
        if (found := sheet.after(labels, value=value, parse=parse)) is not None:
            fields[name] = found
    total = sheet.search(rf"小\s*写\s*\)?\s*[:：]?[\s\t]*(?P<value>{v.AMOUNT})", parse=v.fen_of_text)
    total = total or sheet.after(("金额合计", "合计金额", "合计"), value=v.AMOUNT, parse=v.fen_of_text)
    if total is not None:
        fields["total_fen"] = total
    if "ticket_code" not in fields and (code := sheet.search(r"(?<!\d)\d{2}060[12]\d{2}(?!\d)", certainty=0.8)):
        fields["ticket_code"] = code
    if (items := items_of(sheet)) is not None:
        fields["items"] = items
    return fields


def _coded(sheet: Sheet) -> dict[str, Any]:
    """What a QR code of the receipt says, whatever the order of its parts."""
    for text in sheet.codes:
        parts = _code_parts(text)
        code = next((part for part in parts if re.fullmatch(r"\d{2}06\d{4}", part)), None)
        number = next((part for part in parts if re.fullmatch(r"\d{10}", part)), None)
        if code and number:
            rest = parts[parts.index(number) + 1 :]
            return {"ticket_code": code, "ticket_number": number} | _code_rest(rest)
    return {}


def _code_parts(text: str) -> list[str]:
    if text.startswith(("http://", "https://")):
        return [value for _, value in parse_qsl(urlsplit(text).query)]
    return [part.strip() for part in text.split(",")]


def _code_rest(parts: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for part in parts:
        if re.fullmatch(r"\d+\.\d{2}", part):
            said.setdefault("total_fen", v.fen_of_text(part))
        elif re.fullmatch(r"20\d{6}", part):
            said.setdefault("issued_on", v.day_of_text(part))
        elif re.fullmatch(r"[0-9A-Za-z]{6}", part):
            said.setdefault("check_code", part)
    return said


def _recorded(sheet: Sheet) -> dict[str, Any]:
    record = sheet.record
    known = {name: _FROM_TEXT.get(name, str)(record[name]) for name in _names() if name != "items" and name in record}
    if "items" in record:
        known["items"] = items_of_record(record["items"])
    return {name: value for name, value in known.items() if value is not None}


def _best(name: str, known: dict[str, Any], coded: dict[str, Any], printed: dict[str, Found]) -> Found | None:
    """Data of the file is exact; a QR code that agrees with the print makes a picture exact too."""
    seen = printed.get(name)
    boxes = seen.boxes if seen else ()
    if name in known:
        return Found(known[name], 1.0, boxes)
    if name in coded:
        if seen is None:
            return Found(coded[name], 0.98)
        agrees = seen.value == coded[name]
        return Found(coded[name], 1.0 if agrees else 0.6, boxes)
    return seen


_LABELS: Final = {
    "ticket_code": "票据代码",
    "ticket_number": "票据号码",
    "check_code": "校验码",
    "issued_on": "开票日期",
    "total_fen": "金额",
    "payer": "交款人",
}


def _disagreements(code: str, source: str, said: dict[str, Any], printed: dict[str, Found]) -> list[Problem]:
    return [
        Problem(code, f"{source}里的{label}与票面不一致，请对照原件核对。", name)
        for name, label in _LABELS.items()
        if name in said and name in printed and said[name] != printed[name].value
    ]


def _words(sheet: Sheet, printed: dict[str, Found]) -> list[Problem]:
    words = sheet.search(rf"大\s*写\s*\)?\s*[:：]?[\s\t]*(?P<value>{v.WORDS})", parse=v.fen_of_words)
    total = printed.get("total_fen")
    if words is None or total is None or words.value == total.value:
        return []
    return [Problem("words_differ", "大写金额与小写金额不一致，请对照原件核对。", "total_fen")]
