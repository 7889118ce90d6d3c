"""Where things are: districts, named places, and metres instead of degrees (地点)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from django.conf import settings

from anxin.kit.errors import BadInput
from anxin.market.jobs.types import Point

_METRES_A_DEGREE: Final = 111_320


@dataclass(frozen=True, slots=True)
class Place:
    """A place people know by name."""

    name: str
    district: str
    point: Point


@dataclass(frozen=True, slots=True)
class City:
    """The city a market serves."""

    lat: float
    lon: float
    radius_m: int
    districts: dict[str, str]
    places: dict[str, Place]

    def point(self, lat: float, lon: float) -> Point:
        """A position in whole metres.

        Raises:
            BadInput: outside the city.
        """
        east = (lon - self.lon) * _METRES_A_DEGREE * math.cos(math.radians(self.lat))
        point = Point(round(east), round((lat - self.lat) * _METRES_A_DEGREE))
        self.check(point)
        return point

    def check(self, point: Point) -> None:
        """Refuse a position outside the city."""
        if point.x_m**2 + point.y_m**2 > self.radius_m**2:
            raise BadInput("这个位置不在本市，请重新选择地点。", field="place_name")

    def degrees(self, point: Point) -> tuple[float, float]:
        """Latitude and longitude of a point, for maps and feeds."""
        lon = self.lon + point.x_m / (_METRES_A_DEGREE * math.cos(math.radians(self.lat)))
        return round(self.lat + point.y_m / _METRES_A_DEGREE, 5), round(lon, 5)


def _read(path: Path) -> City:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    centre = content["centre"]
    city = City(centre["lat"], centre["lon"], content["radius_km"] * 1000, {}, {})
    city.districts.update({entry["code"]: entry["name"] for entry in content["districts"]})
    for entry in content["places"]:
        city.places[entry["name"]] = Place(entry["name"], entry["district"], city.point(entry["lat"], entry["lon"]))
    return city


def city() -> City:
    """The city as its newest file describes it, read once a process."""
    return _newest(settings.ANXIN_RULES, settings.ANXIN_JURISDICTION)


@lru_cache(maxsize=4)
def _newest(rules: Path, jurisdiction: str) -> City:
    return _read(max(rules.glob(f"{jurisdiction}/places/*.yaml")))


def place_named(name: str) -> Place:
    """A place by its name.

    Raises:
        BadInput: nobody has entered such a place.
    """
    found = city().places.get(name.strip())
    if found is None:
        raise BadInput("没有找到这个地点，请从列表里选一个附近的地点。", field="place_name")
    return found


def nearest_place(point: Point) -> Place:
    """The named place nearest to a point."""
    return min(city().places.values(), key=lambda place: distance_m(place.point, point))


def distance_m(one: Point, other: Point) -> int:
    """Whole metres between two points, as the crow flies, rounded down."""
    return math.isqrt((one.x_m - other.x_m) ** 2 + (one.y_m - other.y_m) ** 2)
