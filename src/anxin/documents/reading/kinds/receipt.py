"""The medical fee receipt (医疗收费票据): data in the file first, then its QR code, then its print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.diagnosis import person_name
from anxin.documents.reading.kinds.items import items_of, items_of_record
from anxin.documents.reading.kinds.sheet import PICTURE_MOST, Sheet
from anxin.documents.types import Problem

CODE: Final = r"(?<!\d)\d{8}(?!\d)"
NUMBER: Final = r"(?<!\d)\d{10}(?!\d)"
CHECK: Final = r"(?<![0-9A-Za-z])[0-9A-Za-z]{6}(?![0-9A-Za-z])"
NAME: Final = r"(?!统一|证件|身份)[\u4e00-\u9fff㐀-䶿·•\.*＊]{2,20}"
_UNLIKE_HEX: Final = str.maketrans("oOlIiqzZsS", "0011192255")
_LESS: Final = 0.85


def _hospital(text: str) -> str | None:
    """A name of an office: without the bracket for its seal, and not empty."""
    bare = re.sub(r"^\s*\([^)]{0,4}\)\s*[:：]?", "", text).strip(" :：")
    return bare if len(re.findall(r"[\u4e00-\u9fff]", bare)) >= 4 else None


def _named(text: str) -> str | None:
    return person_name(text) if re.search(r"[\u4e00-\u9fff]", text) else None


_TEXTS: Final[tuple[tuple[str, tuple[str, ...], str, Callable[[str], Any] | None], ...]] = (
    ("ticket_code", ("票据代码", "电子票据代码", "发票代码"), CODE, None),
    ("ticket_number", ("票据号码", "电子票据号码", "发票号码", "票据号", "票号"), NUMBER, None),
    ("check_code", ("校验码", "票据校验码", "电子校验码"), CHECK, None),
    (
        "payer",
        (
            "交款人",
            "缴款人",
            "付款人",
            "缴费人",
            "交费人",
            "交款人名称",
            "缴款人名称",
            "交款人姓名",
            "患者姓名",
            "就诊人",
            "姓名",
            "患者",
        ),
        NAME,
        _named,
    ),
    (
        "issued_on",
        ("开票日期", "开票时间", "开具日期", "开具时间", "收费日期", "收费时间", "结算日期", "结算时间"),
        v.DAY,
        v.day_of_text,
    ),
    ("visited_on", ("就诊日期", "就诊时间", "就医日期", "门诊日期", "挂号日期"), v.DAY, v.day_of_text),
    ("hospital", ("收款单位", "开票单位", "收费单位", "医疗机构名称", "医院名称"), r"[^\t]{2,44}", _hospital),
    (
        "insurance_paid_fen",
        (
            "医保统筹基金支付",
            "医保统筹支付",
            "统筹基金支付",
            "基本医疗保险统筹基金支付",
            "医保基金支付",
            "统筹支付",
        ),
        v.AMOUNT,
        v.fen_of_text,
    ),
    (
        "account_paid_fen",
        ("个人账户支付", "个人帐户支付", "个人账户支付金额", "医保个人账户支付"),
        v.AMOUNT,
        v.fen_of_text,
    ),
    ("cash_paid_fen", ("个人现金支付", "现金支付", "个人支付现金", "个人现金支付金额"), v.AMOUNT, v.fen_of_text),
)
_ID_LABELS: Final = (
    "交款人统一社会信用代码",
    "统一社会信用代码",
    "信用代码",
    "交款人证件号码",
    "交款人证件号",
    "身份证件号码",
    "身份证件号",
    "身份证号码",
    "身份证号",
    "证件号码",
    "证件号",
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
    return _proven(sheet, fields), tuple(problems)


_VOID: Final = Problem("void", "票据上有“作废”或“红冲”字样，请核对这张票据是否有效。")


def _names() -> tuple[str, ...]:
    return (*(row[0] for row in _TEXTS), "payer_id", "total_fen", "items")


def _printed(sheet: Sheet) -> dict[str, Found]:
    fields: dict[str, Found] = {}
    for name, labels, value, parse in _TEXTS:
        if (found := sheet.after(labels, value=value, parse=parse)) is not None:
            fields[name] = found
    if (identity := _payer_id(sheet)) is not None:
        fields["payer_id"] = identity
    total = _total(sheet)
    if total is not None:
        fields["total_fen"] = total
    if "ticket_code" not in fields and (code := sheet.search(r"(?<!\d)\d{2}060[12]\d{2}(?!\d)", certainty=0.8)):
        fields["ticket_code"] = code
    if "ticket_number" not in fields and (number := _lone_number(sheet)):
        fields["ticket_number"] = number
    if "check_code" not in fields and (check := _lone_check(sheet)):
        fields["check_code"] = check
    if "check_code" in fields:
        fields["check_code"] = _hexadecimal(fields["check_code"])
    if (items := items_of(sheet, total.value if total else None)) is not None:
        fields["items"] = items
    return fields


def _payer_id(sheet: Sheet) -> Found | None:
    """The number as printed; where stars were not read, their gap is filled and costs certainty."""
    whole = sheet.after(_ID_LABELS, value=r"[\d*＊xX]{17}[\dXx*＊]", parse=v.mask_completed)
    return whole or sheet.after(_ID_LABELS, value=v.MASKED, parse=v.mask_completed, certainty=0.8)


def _total(sheet: Sheet) -> Found | None:
    """The sum in figures; else in words, which is the same sum."""
    found = sheet.search(rf"小\s*写\s*\)?\s*[:：]?[\s\t]*(?P<value>{v.AMOUNT})", parse=v.fen_of_text)
    found = found or sheet.after(
        ("金额合计", "合计金额", "合计", "总金额", "总计"), value=v.AMOUNT, parse=v.fen_of_text
    )
    found = found or sheet.search(rf"合\s*计.*[\s\t](?P<value>{v.AMOUNT})\s*$", parse=v.fen_of_text, certainty=_LESS)
    return found or _in_words(sheet)


def _in_words(sheet: Sheet) -> Found | None:
    words = sheet.search(rf"大\s*写\s*\)?\s*[:：]?[\s\t]*(?P<value>{v.WORDS})", parse=v.fen_of_words)
    return words or sheet.search(rf"(?P<value>{v.WORDS})", parse=v.fen_of_words, certainty=0.9)


def _lone_number(sheet: Sheet) -> Found | None:
    """The only ten digits on the paper, where their label was not read."""
    found = set(re.findall(r"(?<![\d.])\d{10}(?![\d.])", sheet.text))
    return sheet.search(NUMBER, certainty=0.75) if len(found) == 1 else None


def _lone_check(sheet: Sheet) -> Found | None:
    """The only six places of a check code near the number of the ticket, where their label was not read."""
    near = next((n for n, line in enumerate(sheet.lines) if re.search(NUMBER, line.text)), None)
    lines = sheet.lines[max(near - _NEAR, 0) : near + _NEAR + 1] if near is not None else ()
    found = [(line, match) for line in lines for match in re.finditer(_LONE_CHECK, line.text)]
    if len(found) != 1:
        return None
    line, match = found[0]
    return sheet.sure(line.found(match[0], *match.span(), certainty=0.7))


_NEAR: Final = 3
_LONE_CHECK: Final = r"(?<![0-9A-Za-z.:：/-])[0-9a-f]{6}(?![0-9A-Za-z.:/-])"


def _hexadecimal(found: Found) -> Found:
    """A check code is written with 0 to 9 and a to f: letters that only look like such digits were misread."""
    text = str(found.value)
    if re.fullmatch(r"[0-9A-Fa-f]{6}", text):
        return found
    likely = text.translate(_UNLIKE_HEX)
    value = likely if re.fullmatch(r"[0-9A-Fa-f]{6}", likely) else text
    return Found(value, _LESS * found.confidence, found.boxes)


def _proven(sheet: Sheet, fields: dict[str, Found]) -> dict[str, Found]:
    """What other things on the paper say for or against a value, put into its certainty."""
    if sheet.source.exact:
        return fields
    certain = dict(fields)
    code, day, total = fields.get("ticket_code"), fields.get("issued_on"), fields.get("total_fen")
    if code and not (re.fullmatch(r"\d{2}060[12]\d{2}", str(code.value)) and _same_year(code, day)):
        certain["ticket_code"] = _weighed(code, 0.7)
    words = _in_words(sheet)
    if total and words and total.boxes != words.boxes:
        certain["total_fen"] = _backed(total) if words.value == total.value else _weighed(total, 0.6)
    visited = fields.get("visited_on")
    if day and visited and str(visited.value) > str(day.value):
        certain |= {"issued_on": _weighed(day, 0.7), "visited_on": _weighed(visited, 0.7)}
    return certain


def _same_year(code: Found, day: Found | None) -> bool:
    return day is None or abs(int(str(code.value)[6:8]) - int(str(day.value)[2:4])) <= 1


def _weighed(found: Found, factor: float) -> Found:
    return Found(found.value, min(found.confidence, factor), found.boxes)


def _backed(found: Found) -> Found:
    """Two independent prints say the same."""
    return Found(found.value, max(found.confidence, PICTURE_MOST), found.boxes)


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
        if seen.value == coded[name]:
            return Found(coded[name], 1.0, boxes)
        return Found(coded[name], 0.6 if seen.confidence >= _PLAINLY_READ else 0.95, boxes)
    return seen


_PLAINLY_READ: Final = 0.9
"""A print that was read less surely than this was rather misread than forged."""

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
        if name in said
        and name in printed
        and said[name] != printed[name].value
        and printed[name].confidence >= _PLAINLY_READ
    ]


def _words(sheet: Sheet, printed: dict[str, Found]) -> list[Problem]:
    words = _in_words(sheet)
    total = printed.get("total_fen")
    if words is None or total is None or words.value == total.value:
        return []
    return [Problem("words_differ", "大写金额与小写金额不一致，请对照原件核对。", "total_fen")]
