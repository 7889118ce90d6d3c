"""The left rail: at most five entries, chosen by the audiences the routes themselves declare.

An entry shows when the actor may open its route, so that the rail and the doors cannot disagree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from anxin.identity.types import Actor
from anxin.web.ui.routes import Audience

ENTRIES_MAX = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the desk: its route, words and drawing. ``within`` are addresses that belong to it too."""

    route: str
    label: str
    icon: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    address: str
    label: str
    icon: str
    current: bool


RAIL = (
    Entry("desk", _("工作台"), "list", ("/desk/cases/",)),
    Entry("platform-checks", _("事故核实"), "scooter"),
    Entry("review-desk", _("审核台"), "shield", ("/desk/claims/",)),
    Entry("payouts", _("付款台"), "bank", ("/desk/reconcile/",)),
    Entry("supervise", _("监督"), "chart"),
    Entry("rules", _("政策规则"), "rules"),
    Entry("organisations", _("机构与岗位"), "people"),
    Entry("read-log", _("查阅记录"), "eye"),
)

ACCOUNT = (
    Entry("account-password", _("修改密码"), "lock"),
    Entry("account-second-factor", _("第二验证"), "shield"),
)


def rail_for(actor: Actor, path: str) -> tuple[Link, ...]:
    """The entries this actor may open, with the one marked that ``path`` belongs to."""
    return _links(RAIL, actor, path)[:ENTRIES_MAX]


def account_links_for(actor: Actor, path: str) -> tuple[Link, ...]:
    """What the menu under the name offers besides leaving."""
    return _links(ACCOUNT, actor, path)


def _links(entries: Iterable[Entry], actor: Actor, path: str) -> tuple[Link, ...]:
    open_to = [(entry, door[0]) for entry in entries if (door := _door(entry.route)) and door[1].admits(actor)]
    current = max(
        (home for entry, address in open_to for home in (address, *entry.within) if path.startswith(home)),
        key=len,
        default="",
    )
    return tuple(
        Link(address, gettext(entry.label), entry.icon, current in (address, *entry.within))
        for entry, address in open_to
    )


@cache
def _door(route: str) -> tuple[str, Audience] | None:
    """Where a route leads and whom it admits; None for a route this installation does not have."""
    try:
        address = reverse(route)
    except NoReverseMatch:
        return None
    return address, resolve(address).func.audience  # type: ignore[attr-defined]
