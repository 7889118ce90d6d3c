"""Hospitals and charges as the rules take them (医疗机构、用药目录、诊疗部位).

Hospitals stand in the rules; charges in the yearly lists that ``documents`` loads. Names either match exactly or
they are unknown; nothing is decided by a similar name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from anxin.documents.catalogue import catalogue_lookup, parts_of_item, plain
from anxin.policy.selectors import parameter

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


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The lists of one day."""

    hospitals: Mapping[str, str]
    year: int
    """Whose list of charges counts: that of the accident."""

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

    def item(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A line of a receipt as the rules take it."""
        name = str(row.get("name") or "")
        quantity = row.get("quantity")
        parts = parts_of_item(name)
        side = next((side for side in SIDES if side in name), None) if parts else None
        return {
            "name": name,
            "code": row.get("code"),
            "category": row.get("category"),
            "quantity": str(quantity) if isinstance(quantity, float) else quantity,
            "amount_fen": row.get("amount_fen"),
            "in_catalogue": catalogue_lookup(name, row.get("code"), self.year),
            "parts": list(parts) if parts else None,
            "side": side,
        }


def catalogue(on: date) -> Catalogue:
    """The lists in force on a day.

    Raises:
        MissingRow: when no list of hospitals is released.
    """
    return _built(parameter("hospitals", "hospitals", on=on).value, on.year)


@lru_cache(maxsize=16)
def _built(hospitals: Any, year: int) -> Catalogue:
    rows = [str(item).partition("|") for item in hospitals]
    return Catalogue(hospitals={plain(name): place for name, _bar, place in rows}, year=year)
