"""Which bureau is in charge of a region (管辖)."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.identity.types import OrgKind, OrgView


def bureau_of_region(bureaus: Sequence[OrgView], region: str) -> OrgView | None:
    """Of bureaus and districts: the region's own district, else its city, else the first bureau there is."""
    exact = [org for org in bureaus if region and org.region_code == region[:6]]
    cities = [org for org in bureaus if org.kind is OrgKind.BUREAU]
    same_city = [
        org for org in cities if region and org.region_code and region.startswith(region_begins(org.region_code))
    ]
    return next(iter([*exact, *same_city, *cities, *bureaus]), None)


def region_begins(region: str) -> str:
    """What every code within a region begins with: ``11`` for the city 110000, ``3301`` for the city 330100."""
    while region.endswith("00"):
        region = region[:-2]
    return region
