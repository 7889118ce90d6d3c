"""A platform's premium (保费): the running month, its bills, and every order in which we differ."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anxin.cover import selectors
from anxin.cover.types import BillState, BillView, DifferenceView
from anxin.identity.types import Actor
from anxin.kit.errors import NotFound
from anxin.web.staff.platform.frame import home_for, shown
from anxin.web.ui.routes import actor_of

LISTED_MOST = 20
BILLS_LOOKED_THROUGH = 3


@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """What one owes and where the books differ; the bill itself is a click away."""
    home = home_for(request)
    if not home.own:
        raise NotFound(_("保费和差异只有平台自己和财务看得到。"))
    return shown(request, "bills.html", home, premium_of(actor_of(request), home.id))


def premium_of(actor: Actor, platform_id: UUID) -> dict[str, Any]:
    """The running months, the bills, and the open differences of the newest bills."""
    listed = selectors.bills(actor=actor, platform_id=platform_id)
    return {
        "running": [one for one in selectors.open_months(actor=actor) if one.platform_id == platform_id],
        "bills": listed,
        "differing": [(bill, _open(actor, bill)) for bill in listed if bill.state is BillState.DIFFERS][
            :BILLS_LOOKED_THROUGH
        ],
    }


def _open(actor: Actor, bill: BillView) -> list[DifferenceView]:
    found = selectors.differences(actor=actor, bill_id=bill.id, most=LISTED_MOST)
    return [one for one in found if one.settled_at is None]
