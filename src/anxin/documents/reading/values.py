"""Texts of papers as values: dates, moments, amounts, ID numbers. Pure; ``None`` when it is not one."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from anxin.identity.numbers import id_check_character
from anxin.kit.errors import BadInput
from anxin.kit.money import from_words, parse_yuan

_WRITTEN_DAY: Final = r"(?:19|20)\d{2}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?"
_PLAIN_DAY: Final = r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d(?!\d)"
DAY: Final = f"{_WRITTEN_DAY}|{_PLAIN_DAY}"
TIME: Final = r"\d{1,2}\s*[:时点]\s*\d{1,2}\s*分?(?:\s*[:：]?\s*\d{1,2}\s*秒?)?|\d{1,2}\s*[时点]许?"
MOMENT: Final = rf"(?:{DAY})[\s,，]*(?:{TIME})?"
AMOUNT: Final = r"[¥￥YV]?\s*-?\d{1,3}(?:,\d{3})+\.\d{2}|[¥￥YV]?\s*-?\d+\.\d{1,2}"
"""An amount in yuan; the sign before it is often read as a letter of its shape."""

ID_NUMBER: Final = r"[\d*＊xX]{14,17}[\dXx*＊]"
MASKED: Final = r"[\d*＊xX][\d*＊xX\s\t]{2,26}[\dXx*＊]"
"""An ID number as receipts print it; stars that were not read leave a gap."""

WORDS: Final = r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正〇]{2,}"

_PARTS: Final = re.compile(r"((?:19|20)\d{2})\D*?(\d{1,2})\D+?(\d{1,2})")
_PLAIN: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_CLOCK: Final = re.compile(r"(\d{1,2})\s*[:：时点]\s*(\d{1,2})?")


def day_of_text(text: str) -> str | None:
    """``2026年11月3日``, ``2026-11-03``, ``20261103`` as an ISO date."""
    compact = re.sub(r"\s", "", text)
    match = _PLAIN.match(compact) if compact[:8].isdigit() else _PARTS.match(compact)
    if not match:
        return None
    try:
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return None


def moment_of_text(text: str) -> str | None:
    """A date with a clock time as an ISO local moment; midnight is never invented."""
    day = day_of_text(text)
    found = re.search(DAY, text)
    clock = _CLOCK.search(text, found.end()) if found else None
    if day is None or clock is None:
        return None
    hour, minute = int(clock[1]), int(clock[2] or 0)
    if "下午" in text and hour < 12:
        hour += 12
    try:
        return datetime.fromisoformat(f"{day}T{hour:02d}:{minute:02d}").isoformat(timespec="minutes")
    except ValueError:
        return None


def fen_of_text(text: str) -> int | None:
    """An amount in yuan as fen; a sign, a third decimal or anything odd is no amount."""
    try:
        return parse_yuan(text.replace("，", ",").lstrip("YV"))
    except BadInput:
        return None


def fen_of_words(text: str) -> int | None:
    """An amount in financial Chinese as fen."""
    try:
        return from_words(text)
    except BadInput:
        return None


def number_of_text(text: str) -> int | float | None:
    """A quantity: whole where it is whole."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else round(number, 3)


def mask_completed(text: str) -> str | None:
    """A masked ID number in its full length: what stands in the gap is the mask.

    ``990104   0757`` is ``990104********0757``, because an ID number has 18 places.
    """
    number = re.sub(r"[＊xX](?=.)", "*", text.strip())
    parts = [part for part in re.split(r"[\s\t*]+", number) if part]
    shown = sum(map(len, parts))
    if re.fullmatch(r"[\d*]{17}[\dXx*]", number) or (len(parts) == 1 and shown in (15, 18)):
        return number.upper()
    if not parts or shown > 14 or len(parts) > 2:
        return None
    ahead = parts[0] if number[0] not in "* \t" and (len(parts) == 2 or number[-1] == "*") else ""
    behind = parts[-1] if len(parts) == 2 or not ahead else ""
    return f"{ahead}{'*' * (18 - len(ahead) - len(behind))}{behind}".upper()


def is_id_number(text: str) -> bool:
    """Is it an identity number with its right check character?"""
    return bool(re.fullmatch(r"\d{17}[\dX]", text)) and id_check_character(text[:17]) == text[17]


def id_number_proven(text: str) -> str | None:
    """A full identity number that proves itself."""
    number = mask_folded(text)
    return number if is_id_number(number) else None


def mask_folded(text: str) -> str:
    """An ID number as printed, masked or not, in one spelling."""
    return re.sub(r"\s", "", text).replace("＊", "*").upper()
