"""Which charges may be paid and which body parts they treat, by name (用药目录与诊疗部位).

Names either match exactly or they are unknown; nothing is decided by a similar name. Lists stand in the rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from anxin.documents.fields import REGIONS
from anxin.kit.text import fold
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow

PROVINCES: Final[Mapping[str, str]] = {
    "11": "北京",
    "12": "天津",
    "13": "河北",
    "14": "山西",
    "15": "内蒙古",
    "21": "辽宁",
    "22": "吉林",
    "23": "黑龙江",
    "31": "上海",
    "32": "江苏",
    "33": "浙江",
    "34": "安徽",
    "35": "福建",
    "36": "江西",
    "37": "山东",
    "41": "河南",
    "42": "湖北",
    "43": "湖南",
    "44": "广东",
    "45": "广西",
    "46": "海南",
    "50": "重庆",
    "51": "四川",
    "52": "贵州",
    "53": "云南",
    "54": "西藏",
    "61": "陕西",
    "62": "甘肃",
    "63": "青海",
    "64": "宁夏",
    "65": "新疆",
}
"""The first two digits of a receipt's code (GB/T 2260)."""

SIDES: Final = ("左", "右", "双")
_BRACKETS: Final = re.compile(r"[(（\[【].*$")


def plain(name: str) -> str:
    """The spelling under which a charge is compared: folded, without spaces, case ignored."""
    return "".join(fold(name).split()).casefold()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The lists of one day."""

    hospitals: Mapping[str, str]
    names_in: frozenset[str]
    names_out: frozenset[str]
    words: tuple[tuple[str, str], ...]
    """(word, body region)."""

    def hospital_known(self, hospital: str) -> bool:
        """Is a hospital on the list?"""
        return plain(hospital) in self.hospitals

    def province_of(self, hospital: str) -> str | None:
        """Where a hospital is: by the list, else by the province its name begins with."""
        listed = self.hospitals.get(plain(hospital))
        return listed or next((name for name in PROVINCES.values() if plain(hospital).startswith(name)), None)

    def city_of(self, hospital: str, ticket_code: str) -> str | None:
        """The city (for the municipalities, else the province) of treatment; by the receipt's code when unlisted."""
        return self.province_of(hospital) or PROVINCES.get(ticket_code[:2])

    def province_fits(self, hospital: str, ticket_code: str) -> bool | None:
        """Was the receipt made where the hospital is? None when nobody knows where it is."""
        place, made = self.province_of(hospital), PROVINCES.get(ticket_code[:2])
        return None if place is None or made is None else place == made

    def listed(self, name: str) -> str:
        """``yes``, ``no`` or ``unknown``: the whole name, or the name without a remark in brackets."""
        for spelling in (plain(name), plain(_BRACKETS.sub("", fold(name)))):
            if spelling in self.names_in:
                return "yes"
            if spelling in self.names_out:
                return "no"
        return "unknown"

    def parts(self, name: str) -> list[str] | None:
        """The body regions a name speaks of; None when it is not about a part."""
        found = sorted({region for word, region in self.words if word in name})
        return found or None

    def item(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A line of a receipt as the rules take it."""
        name = str(row.get("name") or "")
        quantity = row.get("quantity")
        parts = self.parts(name)
        side = next((side for side in SIDES if side in name), None) if parts else None
        return {
            "name": name,
            "code": row.get("code"),
            "category": row.get("category"),
            "quantity": str(quantity) if isinstance(quantity, float) else quantity,
            "amount_fen": row.get("amount_fen"),
            "in_catalogue": self.listed(name),
            "parts": parts,
            "side": side,
        }


def catalogue(on: date) -> Catalogue:
    """The lists in force on a day.

    Raises:
        MissingRow: when no such list is released.
    """
    rows = tuple((name, parameter("catalogue", name, on=on).value) for name in ("hospitals", "names_in", "names_out"))
    words = tuple((region, _words(region, on)) for region in REGIONS)
    return _built(rows, words)


def _words(region: str, on: date) -> tuple[str, ...]:
    try:
        value = parameter("catalogue", f"part_words.{region}", on=on).value
    except MissingRow:
        return ()
    return tuple(str(word) for word in value) if isinstance(value, tuple) else ()


@lru_cache(maxsize=16)
def _built(rows: tuple[tuple[str, Any], ...], words: tuple[tuple[str, tuple[str, ...]], ...]) -> Catalogue:
    lists = {name: [str(item) for item in value] for name, value in rows}
    hospitals = [item.partition("|") for item in lists["hospitals"]]
    return Catalogue(
        hospitals={plain(name): place for name, _bar, place in hospitals},
        names_in=frozenset(plain(name) for name in lists["names_in"]),
        names_out=frozenset(plain(name) for name in lists["names_out"]),
        words=tuple((word, region) for region, group in words for word in group),
    )
