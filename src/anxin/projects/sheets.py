"""A month's files, row by row: from text to values, and what does not fit together. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from anxin.identity.names import org_name_parse, person_name_parse
from anxin.identity.numbers import account_number_parse, id_number_parse
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.kit.text import line as one_line
from anxin.projects.types import SheetKind, SheetLine

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("姓名", "name"),
    "id_number": ("身份证号", "身份证件号码", "公民身份号码", "id_number"),
    "employer": ("用人单位", "所属单位", "分包单位", "employer"),
    "trade": ("工种", "trade"),
    "days": ("出勤天数", "考勤天数", "days"),
    "due": ("应发工资", "应发", "due"),
    "paid": ("实发工资", "实发", "paid"),
    "paid_on": ("发放日期", "支付日期", "paid_on"),
    "account": ("银行账号", "银行卡号", "account"),
}
"""Columns of the files and the headings they may carry."""

NEEDED: Final[dict[SheetKind, tuple[str, ...]]] = {
    SheetKind.ROSTER: ("name", "id_number"),
    SheetKind.ATTENDANCE: ("name", "id_number", "days"),
    SheetKind.PAY: ("name", "id_number", "due", "paid"),
}
SHOWN: Final[dict[SheetKind, tuple[str, ...]]] = {
    SheetKind.ROSTER: ("name", "id_number", "employer", "trade"),
    SheetKind.ATTENDANCE: ("name", "id_number", "days"),
    SheetKind.PAY: ("name", "id_number", "due", "paid", "paid_on", "account"),
}
"""The columns of each template, in order."""

YEAR_FIRST: Final = 2015
_DAYS: Final = re.compile(r"(\d{1,2})(\.0|\.5)?")
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?")


def headings(kind: SheetKind) -> list[str]:
    """The first line of a kind's template."""
    return [COLUMNS[key][0] for key in SHOWN[kind]]


def read_line(kind: SheetKind, cells: Mapping[str, str], *, today: date) -> SheetLine:
    """One row, its texts by column.

    Raises:
        BadInput: with a sentence that names what to put right.
    """
    cells = {key: cells.get(key, "") for key in COLUMNS}
    for key in NEEDED[kind]:
        if not cells[key]:
            raise BadInput(_("“%(column)s”是空的。") % {"column": COLUMNS[key][0]})
    account = cells["account"].replace(" ", "")
    return SheetLine(
        name=person_name_parse(cells["name"]),
        id_number=id_number_parse(cells["id_number"], on=today),
        employer=org_name_parse(cells["employer"], most=100, label=_("用人单位")),
        trade=one_line(cells["trade"], most=30, label=_("工种")),
        half_days=_half_days(cells["days"]) if kind is SheetKind.ATTENDANCE else None,
        due_fen=parse_yuan(cells["due"]) if kind is SheetKind.PAY else None,
        paid_fen=parse_yuan(cells["paid"]) if kind is SheetKind.PAY else None,
        paid_on=_day(cells["paid_on"], today) if kind is SheetKind.PAY and cells["paid_on"] else None,
        account=account_number_parse(account) if account else "",
    )


def _half_days(text: str) -> int:
    found = _DAYS.fullmatch(text)
    halves = 2 * int(found[1]) + (found[2] == ".5") if found else None
    if halves is None or halves > 2 * 31:
        raise BadInput(_("出勤天数应是 0 到 31 之间的数，最小半天，例如 21.5。"))
    return halves


def _day(text: str, today: date) -> date:
    found = _DAY.fullmatch(text)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadInput(_("发放日期看不懂，请写成 2026-11-23。"))
    if not day.year >= YEAR_FIRST or day > today:
        raise BadInput(
            _("发放日期“%(day)s”不对：不能早于 %(year)s 年，也不能晚于今天。") % {"day": day, "year": YEAR_FIRST}
        )
    return day


def differences(
    *, on_roster: bool, half_days: int | None, due_fen: int | None, paid_fen: int | None, pay_handed_in: bool
) -> tuple[str, ...]:
    """What does not fit together in one worker's month, in words."""
    found = []
    if pay_handed_in and half_days and paid_fen is None:
        found.append(_("有考勤，没有发薪"))
    if paid_fen is not None and not on_roster:
        found.append(_("发了薪，不在名册"))
    if half_days and not on_roster:
        found.append(_("有考勤，不在名册"))
    if due_fen is not None and paid_fen is not None and paid_fen < due_fen:
        found.append(_("实发少于应发"))
    if paid_fen and half_days == 0:
        found.append(_("没有出勤，发了薪"))
    return tuple(found)
