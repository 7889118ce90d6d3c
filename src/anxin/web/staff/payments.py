"""Looking back at the payment desk: any payment by what is known of it, and what a month did to the fund."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anxin.cover.months import month_after, month_before, month_named, month_of
from anxin.funds.monthly import SHOWN, Month, month_figures
from anxin.funds.rights import VIEW_ROLES
from anxin.funds.search import TROUBLED, PaymentFilters, payments_found
from anxin.funds.types import PAYOUT_STATE_NAMES, TRANSFER_KIND_NAMES
from anxin.kit import clock
from anxin.kit.money import yuan
from anxin.web.staff.files import xlsx
from anxin.web.staff.payouts import ITEMS_A_PAGE, payouts_xlsx, show, start_of
from anxin.web.ui.routes import actor_of, page, staff

EXPORT_MOST: Final = 5000
"""Most payments taken away in one table; who needs more takes a shorter time."""


@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """Payments by reference, amount, batch, day and state; ``?xlsx`` gives all that were found as Excel."""
    actor, filters = actor_of(request), PaymentFilters.from_query(request.GET)
    if "xlsx" in request.GET:
        return payouts_xlsx(_("付款"), list(payments_found(actor, filters, start=0, limit=EXPORT_MOST).rows))
    start = start_of(request)
    found = payments_found(actor, filters, start=start, limit=ITEMS_A_PAGE)
    return show(
        request,
        "payments",
        "payments",
        found=found,
        filters=filters,
        states=[(TROUBLED, _("要处理的")), *PAYOUT_STATE_NAMES.items()],
        most=EXPORT_MOST,
        earlier=max(start - ITEMS_A_PAGE, 0) if start else None,
        later=start + ITEMS_A_PAGE if start + ITEMS_A_PAGE < found.count else None,
    )


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """A month's movements day by day, and how the bank's balance came about; ``?xlsx`` gives the days as Excel."""
    this = month_of(clock.today())
    first = min(month_named(request.GET.get("month", "")) or this, this)
    figures = month_figures(actor_of(request), first=first, following=month_after(first))
    if "xlsx" in request.GET:
        return _month_xlsx(figures)
    return show(
        request,
        "month",
        "payout-month",
        month=figures,
        kinds=[TRANSFER_KIND_NAMES[kind] for kind in SHOWN],
        moved=[(TRANSFER_KIND_NAMES[kind], fen) for kind, fen in figures.bank],
        before=month_before(first),
        after=month_after(first) if first < this else None,
    )


def _month_xlsx(figures: Month) -> HttpResponse:
    headers = [_("日期")]
    for kind in SHOWN:
        name = _(TRANSFER_KIND_NAMES[kind])
        headers += [_("%(name)s（笔）") % {"name": name}, _("%(name)s（元）") % {"name": name}]
    rows: list[list[Any]] = [
        [label, *(value for one in sums for value in (one.count, yuan(one.fen)))]
        for label, sums in (*((one.day, one.sums) for one in figures.days), (_("合计"), figures.totals))
    ]
    return xlsx(_("付款月报"), headers, rows, name=f"{_('付款月报')}-{figures.first:%Y%m}")


_VIEWERS = staff(*VIEW_ROLES)

urlpatterns: list[URLPattern] = [
    page("payouts/payments/", payments, name="payments", audience=_VIEWERS),
    page("payouts/month/", month, name="payout-month", audience=_VIEWERS),
]
