"""Reading the cells of tables as people fill them in: days, months, sums, quantities."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.kit.text import fold
from anxin.wages.types import BASIS_NAMES, Basis

_DAY: Final = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(?:(\d{1,2})日?)?(?:[ T].*)?")
_BASIS_WORDS: Final = {
    "天": Basis.DAY,
    "日": Basis.DAY,
    "日工": Basis.DAY,
    "点工": Basis.DAY,
    "小时": Basis.HOUR,
    "时": Basis.HOUR,
    "件": Basis.PIECE,
    "计量": Basis.PIECE,
    "月": Basis.MONTH,
    "月薪": Basis.MONTH,
    "包工": Basis.LUMP,
    "总价": Basis.LUMP,
} | {name: basis for basis, name in BASIS_NAMES.items()}


def day_cell(text: str, *, label: str, last: bool = False) -> date | None:
    """A day as ``2026-08-01``, ``2026/8/1``, ``2026年8月1日``, ``20260801``; a month alone is its first day.

    Args:
        last: a month alone is its last day.

    Raises:
        BadInput: naming the column.
    """
    text = fold(text)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if not found:
            raise ValueError(text)
        year, month = int(found[1]), int(found[2])
        if found[3]:
            return date(year, month, int(found[3]))
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except ValueError as error:
        raise BadInput(_("%(label)s“%(text)s”不是日期，应为 2026-08-01。") % {"label": label, "text": text}) from error


def money_cell(text: str, *, label: str) -> int:
    """A sum in yuan; an empty cell is zero.

    Raises:
        BadInput: naming the column.
    """
    if not fold(text):
        return 0
    try:
        return parse_yuan(text)
    except BadInput as error:
        raise BadInput(f"{label}：{error.sentence}") from error


def quantity_cell(text: str, *, label: str) -> int:
    """A quantity with up to three decimals, in thousandths.

    Raises:
        BadInput: naming the column.
    """
    try:
        number = Decimal(fold(text)) * 1000
    except InvalidOperation as error:
        raise BadInput(_("%(label)s“%(text)s”不是数字。") % {"label": label, "text": text}) from error
    if number != number.to_integral_value() or not 0 <= number < 10**12:
        raise BadInput(_("%(label)s最多三位小数，且不能小于零。") % {"label": label})
    return int(number)


def basis_cell(text: str) -> Basis:
    """How pay was agreed, in the words people use.

    Raises:
        BadInput
    """
    basis = _BASIS_WORDS.get(fold(text))
    if basis is None:
        raise BadInput(_("计薪方式“%(text)s”认不出来，请写按天、按小时、计件、按月或者包干。") % {"text": text})
    return basis
