"""Me: messages, where my money goes, who looked at my record."""

from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from anxin.claims.selectors import claim_for_worker
from anxin.claims.services import payee_correct
from anxin.claims.types import WorkerClaimView
from anxin.identity.selectors import payee_account
from anxin.identity.types import PayeeKind
from anxin.kit import clock
from anxin.kit.text import mask_account
from anxin.notify.selectors import messages_for
from anxin.notify.services import messages_mark_read
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of


class Link(NamedTuple):
    """One line of the list under my name."""

    address: str
    label: str
    icon: str


class PayeeForm(forms.Form):
    """An account in the worker's own name."""

    kind = forms.ChoiceField(
        label=gettext_lazy("哪一种"),
        choices=[
            (PayeeKind.SOCIAL_CARD.value, gettext_lazy("社保卡")),
            (PayeeKind.BANK_CARD.value, gettext_lazy("银行卡")),
        ],
        widget=forms.RadioSelect,
        initial=PayeeKind.SOCIAL_CARD.value,
    )
    bank_name = forms.CharField(
        label=gettext_lazy("开户银行"),
        max_length=80,
        help_text=gettext_lazy("点一下可以从合作银行里选"),
        widget=forms.TextInput(attrs={"list": "banks", "autocomplete": "off"}),
    )
    bank_code = forms.CharField(
        label=gettext_lazy("联行号"),
        max_length=14,
        required=False,
        help_text=gettext_lazy("合作银行不用填；其他银行有 12 位联行号，可以问开户行"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    number = forms.CharField(
        label=gettext_lazy("卡号"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-secret": "1"}),
    )


@require_http_methods(["GET", "POST"])
def payee(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Where money goes; with a case, also the way to put a failed payment right."""
    actor, at = actor_of(request), clock.now()
    assert actor.worker_id is not None, "the route admits workers only"
    claim = claim_for_worker(actor=actor, case_id=case_id) if case_id else None
    back = reverse("my-case", args=[case_id]) if case_id else reverse("my-account")
    form = PayeeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            typed = form.cleaned_data
            code = typed["bank_code"] or partner_banks().get(typed["bank_name"], "")
            again = payee_correct(worker_id=actor.worker_id, **(typed | {"bank_code": code}), actor=actor, at=at)
            messages.success(request, _("收款账户已保存，没付成的钱会自动重付。") if again else _("收款账户已保存。"))
            return redirect(back)
    known = payee_account(actor.worker_id)
    shown = known and {"bank_name": known.bank_name, "number": mask_account(known.number)}
    problem = claim.next.sentence if claim and _payment_failed(claim) else ""
    facts: dict[str, Any] = {"form": form, "payee": shown, "back": back, "problem": problem, "banks": partner_banks()}
    facts |= {"cooling_hours": settings.ANXIN_PAYEE_COOLING_HOURS}
    return render(request, "worker/payee.html", facts, status=422 if form.errors else 200)


@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    """What was sent to me. Seeing the page is reading them."""
    actor = actor_of(request)
    shown = messages_for(actor)
    messages_mark_read(actor=actor, at=clock.now())
    return render(request, "worker/messages.html", {"inbox": shown, "tab": "messages"})


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """My account."""
    links = (
        Link(reverse("my-code"), _("我的码"), "camera"),
        Link(reverse("my-resume"), _("我的简历"), "receipt"),
        Link(reverse("practice"), _("面试练习"), "mic"),
        Link(reverse("my-alerts"), _("找活提醒"), "bell"),
        Link(reverse("my-questions"), _("问工作人员"), "message"),
        Link(reverse("my-record"), _("我的登记信息"), "person"),
        Link(reverse("my-own-payee"), _("收款账户"), "bank"),
        Link(reverse("my-consents"), _("我同意过的"), "check"),
        Link(reverse("my-readers"), _("谁看过我的信息"), "eye"),
    )
    return render(request, "worker/me.html", {"tab": "me", "links": links})


def partner_banks() -> dict[str, str]:
    """Banks whose code the bureau knows, so that nobody has to ask for it; none where it keeps no list."""
    try:
        rows = parameter("partner_banks", "banks", on=clock.today()).value
    except MissingRow:
        return {}
    lines = rows if isinstance(rows, tuple) else (rows,)
    return dict(str(line).rsplit(" ", 1) for line in lines)


def _payment_failed(claim: WorkerClaimView) -> bool:
    """Is it this account that keeps decided money from arriving?"""
    return claim.next.key == "payee" and claim.decision is not None
