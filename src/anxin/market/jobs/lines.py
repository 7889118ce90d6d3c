"""Lines of a table as registrations and posts (表格的一行). Pure: what cannot be understood is refused in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from anxin.imports.types import Line
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.market.jobs.hours import ALL_WEEK, DAY, QUARTERS, WEEK
from anxin.market.jobs.places import city, place_named
from anxin.market.jobs.trades import Trade, trade_list
from anxin.market.jobs.types import (
    INSURANCE_NAMES,
    PAY_UNITS,
    SETTLE_NAMES,
    Availability,
    Insurance,
    PayKind,
    PostIn,
    ProfileIn,
    Settle,
)

Key = TypeVar("Key")
_NOTHING: Final = ("无", "没有", "不要求", "不限")
_YES: Final = ("是", "有", "包", "管")


def profile_of(line: Line) -> ProfileIn:
    """A line as a registration. What is left out gets an ordinary value.

    Raises:
        BadInput: saying what cannot be understood.
    """
    place = place_named(line.get("place")) if line.get("place") else place_named(_first_place())
    trades = [_trade(name) for name in _parts(line.get("trades"))]
    named = [f"周{name.removeprefix('周')}" for name in _parts(line.get("weekdays"))]
    days = [_index(name, WEEK, "星期") for name in named] or list(range(7))
    quarters = [_index(name, QUARTERS, "时段") for name in _parts(line.get("quarters"))] or [1, 2]
    mask = sum(1 << number for number in set(quarters))
    return ProfileIn(
        trades=tuple(one.code for one in trades),
        availability=Availability(sum(mask << day * 4 for day in set(days))),
        place=place.name,
        point=place.point,
        district=place.district,
        radius_km=_number(line.get("radius") or "10", "公里"),
        pay_kind=_pay_kind(line.get("per") or "天"),
        pay_fen=parse_yuan(line.get("pay")) if line.get("pay") else 0,
        conditions=_conditions(line.get("conditions")),
    )


def post_of(line: Line) -> PostIn:
    """A line as a post. The checker reads it like every other.

    Raises:
        BadInput: saying what cannot be understood.
    """
    near = place_named(line.get("near")) if line.get("near") else None
    kind = _trade(line.get("trades"))
    first = _day(line.get("first_day"), "第一天")
    asked, per = line.get("conditions"), _pay_kind(line.get("per") or "天")
    return PostIn(
        trade=kind.code,
        title=line.get("title") or kind.name,
        work=line.get("work"),
        place=line.get("place"),
        point=near.point if near else None,
        district=near.district if near else "",
        headcount=_number(line.get("headcount") or "0", "人数"),
        first_day=first,
        last_day=_day(line.get("last_day"), "最后一天") if line.get("last_day") else first,
        day_start=_minute(line.get("day_start") or "8:00"),
        day_end=_minute(line.get("day_end") or "17:00") or DAY,
        weekdays=ALL_WEEK,
        pay_kind=per,
        pay_fen=parse_yuan(line.get("pay")),
        pieces_hour=_number(line.get("pieces_hour") or "0", "一小时几件"),
        settle=_named(line.get("settle"), SETTLE_NAMES, "结算") or Settle.DAILY,
        expires_on=_day(line.get("expires_on"), "有效期") if line.get("expires_on") else first,
        conditions=None if not asked else 0 if asked in _NOTHING else _conditions(asked),
        insurance=_named(line.get("insurance"), INSURANCE_NAMES, "保险") or Insurance.NONE,
        meals=line.get("meals") in _YES,
        lodging=line.get("lodging") in _YES,
        repost_of=line.get("source"),
        is_repost=bool(line.get("source")),
    )


def _parts(text: str) -> list[str]:
    plain = text.replace("，", "、").replace(",", "、").replace(";", "、")
    return [part.strip() for part in plain.split("、") if part.strip()]


def _first_place() -> str:
    return next(iter(city().places))


def _trade(name: str) -> Trade:
    found = next((one for one in trade_list().trades.values() if one.name == name.strip()), None)
    if found is None:
        raise BadInput(_("没有“%(name)s”这个工种，请照工种表填写。") % {"name": name.strip()})
    return found


def _index(name: str, names: Sequence[Any], label: str) -> int:
    known = [str(one) for one in names]
    if name not in known:
        raise BadInput(_("“%(label)s”里看不懂“%(name)s”。") % {"label": label, "name": name})
    return known.index(name)


def _number(text: str, label: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise BadInput(_("“%(label)s”应是整数。") % {"label": label})
    return int(text)


def _conditions(text: str) -> int:
    masks = {one.name: one.mask for one in trade_list().conditions}
    unknown = [name for name in _parts(text) if name not in masks]
    if unknown:
        raise BadInput(_("没有“%(name)s”这种证件或条件。") % {"name": unknown[0]})
    return sum({masks[name] for name in _parts(text)})


def _pay_kind(text: str) -> PayKind:
    found = _named(text, PAY_UNITS, "按")
    assert found is not None, "an empty text is filled in before"
    return found


def _named(text: str, names: Mapping[Key, object], label: str) -> Key | None:
    """The key of a name; None when nothing was said."""
    if not text:
        return None
    found = next((key for key, name in names.items() if str(name) == text), None)
    if found is None:
        known = "、".join(str(name) for name in names.values())
        raise BadInput(_("“%(label)s”请写：%(known)s。") % {"label": label, "known": known})
    return found


def _day(text: str, label: str) -> date:
    try:
        year, month, day = (int(part) for part in text[:10].strip().replace("/", "-").replace(".", "-").split("-"))
        return date(year, month, day)
    except ValueError as error:
        raise BadInput(_("“%(label)s”请写成 2026-12-01 这样的日期。") % {"label": label}) from error


def _minute(text: str) -> int:
    hours, _colon, minutes = text.strip().partition(":")
    if not hours.isdecimal() or not (minutes or "0").isdecimal() or int(hours) > 24 or int(minutes or 0) > 59:
        raise BadInput(_("时间请写成 8:30 这样。"))
    return int(hours) * 60 + int(minutes or 0)
