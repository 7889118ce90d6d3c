"""Registering what workers were paid, one by one or a whole group at once."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from anxin.kit import clock
from anxin.kit.errors import BadInput
from anxin.kit.ids import uuid7
from anxin.kit.money import parse_yuan, yuan
from anxin.wages import selectors, services
from anxin.wages.services import PaymentIn
from anxin.wages.types import DeskView, PaySource
from anxin.web.staff.wages.case import kept_file, registered_site
from anxin.web.staff.wages.forms import PaymentForm
from anxin.web.staff.wages.roles import OFFICERS
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who got how much: every worker with what is open; ``?all`` fills in that everything was paid."""
    found = selectors.desk_view(actor=actor_of(request), case_id=case_id)
    fresh = {"client_key": uuid7().hex, "paid_on": clock.today()}
    form = PaymentForm(request.POST or None, request.FILES or None, initial=fresh)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            with transaction.atomic():  # the proof stays out of the file when a line is refused
                count = _register(request, found, form)
            said = ngettext("登记了 %(count)s 笔支付。", "登记了 %(count)s 笔支付。", count) % {"count": count}
            messages.success(request, said)
            return redirect("wage-case", case_id)
    due = [row for row in found.workers if row.open_fen > 0]
    offered = {row.id: yuan(row.open_fen) for row in due} if "all" in request.GET else {}
    rows = [(row, request.POST.get(f"pay-{row.id}", offered.get(row.id, ""))) for row in due]
    context = {
        "wage": found,
        "form": form,
        "rows": rows,
        "bound": selectors.owner_bound(actor=actor_of(request), case_id=case_id),
        **registered_site(found),
    }
    return render(request, "staff/wages/pay.html", context, status=422 if form.errors else 200)


def _register(request: HttpRequest, found: DeskView, form: forms.Form) -> int:
    actor, at, given = actor_of(request), clock.now(), form.cleaned_data
    payments = [
        PaymentIn(row.id, _amount(request.POST[f"pay-{row.id}"], row.name), f"{given['client_key']}:{row.id}")
        for row in found.workers
        if request.POST.get(f"pay-{row.id}", "").strip()
    ]
    if not payments:
        raise BadInput(_("请在名单里填写付给谁、付了多少。"))
    proof = kept_file(actor, found.case_id, "proof", given["proof"], at)
    new = services.payments_register(
        case_id=found.case_id,
        payments=payments,
        source=PaySource(given["source"]),
        paid_on=given["paid_on"],
        proof_paper=proof,
        note=given["note"],
        actor=actor,
        at=at,
    )
    return len(new)


def _amount(text: str, name: str) -> int:
    try:
        return parse_yuan(text)
    except BadInput as error:
        raise BadInput(_("%(name)s：%(why)s") % {"name": name, "why": error.sentence}) from error


@require_POST
def withdraw(request: HttpRequest, case_id: UUID, payment_id: UUID) -> HttpResponse:
    """A payment turned out not to have arrived."""
    actor = actor_of(request)
    selectors.desk_view(actor=actor, case_id=case_id)
    with refusals_said(request):
        services.payment_withdraw(
            payment_id=payment_id, reason=request.POST.get("reason", ""), actor=actor, at=clock.now()
        )
        messages.success(request, _("已撤销这笔支付登记。"))
    return redirect("wage-case", case_id)


_OFFICERS = staff(*OFFICERS)
urlpatterns: list[URLPattern] = [
    page("wages/<uuid:case_id>/pay/", pay, name="wage-pay", audience=_OFFICERS),
    page(
        "wages/<uuid:case_id>/payments/<uuid:payment_id>/withdraw/",
        withdraw,
        name="wage-payment-withdraw",
        audience=_OFFICERS,
    ),
]
