"""Which platform a sandbox belongs to, and the test people in it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from anxin.identity.numbers import test_id_number
from anxin.platforms.models import Sandbox

PEOPLE: Final = ("钱试一", "孙试二", "李试三", "周试四", "吴试五", "郑试六", "王试七", "冯试八")


def platform_of(org_id: UUID) -> UUID:
    """The platform behind an organisation: itself, or the one a sandbox belongs to."""
    return Sandbox.objects.filter(twin_id=org_id).values_list("platform_id", flat=True).first() or org_id


def people() -> tuple[tuple[str, str], ...]:
    """Names and ID numbers of the test people: invented, of a region that does not exist."""
    return tuple((name, test_id_number(serial)) for serial, name in enumerate(PEOPLE, start=1))
