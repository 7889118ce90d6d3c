"""Which bureau is in charge of an accident and which insurer works on it (管辖与承办)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.regions import bureau_of_region, region_begins
from anxin.identity.selectors import orgs
from anxin.identity.types import OrgKind, OrgView
from anxin.kit.errors import Refused


class NobodyInCharge(Refused):
    """No bureau is entered: nothing can be reported before the system is set up."""


@dataclass(frozen=True, slots=True)
class Charge:
    """The bureau in charge, the insurer that works for it where one is commissioned, and the platform, if known."""

    bureau: OrgView
    insurer: OrgView | None
    platform: OrgView | None

    @property
    def orgs(self) -> dict[UUID, OrgView]:
        """All of them by id."""
        return {org.id: org for org in (self.bureau, self.insurer, self.platform) if org is not None}

    @property
    def handling_org(self) -> OrgView:
        return self.insurer or self.bureau


def in_charge(region: str, worker_id: UUID, platform_id: UUID | None) -> Charge:
    """Who is in charge of an accident in a region: its district, else its city, else the first bureau there is.

    Several insurers share by the worker, so that a person always meets the same one. One query.

    Raises:
        NobodyInCharge: no bureau is entered yet.
    """
    named = [platform_id] if platform_id else []
    everybody = orgs(OrgKind.DISTRICT, OrgKind.BUREAU, OrgKind.INSURER, also=named)
    bureaus = [org for org in everybody if org.kind in (OrgKind.DISTRICT, OrgKind.BUREAU)]
    bureau = bureau_of_region(bureaus, region)
    if bureau is None:
        raise NobodyInCharge(_("系统里还没有人社部门，请联系系统管理员先完成设置。"))
    insurers = [org for org in everybody if org.kind is OrgKind.INSURER and _serves(org, bureau)]
    platform = next((org for org in everybody if org.id == platform_id), None)
    return Charge(bureau, insurers[worker_id.int % len(insurers)] if insurers else None, platform)


def _serves(insurer: OrgView, bureau: OrgView) -> bool:
    """An insurer without a region serves everybody; one with a region serves what lies in it."""
    return bureau.region_code.startswith(region_begins(insurer.region_code))
