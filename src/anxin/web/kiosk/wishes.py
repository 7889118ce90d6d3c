"""What a visitor of the kiosk wants: trades and a time, laid over what he registered before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput
from anxin.market.hall.types import DeviceView
from anxin.market.jobs import hours
from anxin.market.jobs.places import Place, city, place_named
from anxin.market.jobs.trades import TRADES_MOST
from anxin.market.jobs.types import Availability, PayKind, ProfileIn, ProfileView

RADIUS_KM: Final = 15
"""How far somebody is taken to go who was not asked; he can change it on the phone."""
_DAYTIME: Final = sum(0b0110 << 4 * day for day in range(7))


@dataclass(frozen=True, slots=True)
class Wish:
    """Trades by code, and a time by key (``today``, ``tomorrow``, ``daytime``, ``any``)."""

    trades: tuple[int, ...]
    when: str

    def day(self, today: date) -> date | None:
        """The day a job must begin on, when one was named."""
        return {"today": today, "tomorrow": today + timedelta(days=1)}.get(self.when)


def wish_read(told: Any) -> Wish | None:
    """What the page sent; nothing when no trade was chosen.

    Raises:
        BadInput: it makes no sense.
    """
    if not isinstance(told, dict) or not isinstance(told.get("trades"), list):
        raise BadInput(_("没有看懂，请重新开始。"))
    trades = tuple(code for code in told["trades"] if isinstance(code, int))[:TRADES_MOST]
    return Wish(trades, str(told.get("when", "any"))) if trades else None


def whens(today: date) -> list[dict[str, Any]]:
    """The times to choose from, with the quarters of the week each stands for."""
    tomorrow = today + timedelta(days=1)
    return [
        {"key": "today", "name": _("今天"), "shifts": 0b1111 << 4 * today.weekday()},
        {"key": "tomorrow", "name": _("明天"), "shifts": 0b1111 << 4 * tomorrow.weekday()},
        {"key": "daytime", "name": _("只干白天"), "shifts": _DAYTIME},
        {"key": "any", "name": _("都可以"), "shifts": hours.ALL_SHIFTS},
    ]


def home_of(machine: DeviceView) -> Place:
    """Where a kiosk stands: the place it was entered with, else the first one the city knows."""
    return place_named(machine.place) if machine.place else next(iter(city().places.values()))


def profile_in(wish: Wish, known: ProfileView | None, home: Place) -> ProfileIn:
    """The registration with the wish in it. What was registered before stays: skills, papers, place, pay."""
    shifts = _DAYTIME if wish.when == "daytime" else hours.ALL_SHIFTS
    if known is None:
        return ProfileIn(
            trades=wish.trades,
            availability=Availability(shifts),
            place=home.name,
            point=home.point,
            district=home.district,
            radius_km=RADIUS_KM,
            pay_kind=PayKind.HOUR,
        )
    named_day = wish.when in ("today", "tomorrow")
    return ProfileIn(
        trades=wish.trades,
        availability=known.availability if named_day else Availability(shifts),
        place=known.place,
        point=known.point,
        district=known.district,
        radius_km=known.radius_km,
        pay_kind=known.pay_kind,
        pay_fen=known.pay_fen,
        skills=known.skills,
        conditions=known.conditions,
        about=known.about,
        contact_by=known.contact_by,
    )
