"""Application and consent: filled from what is known, checked by the worker, signed with a finger or by name."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anxin.claims.selectors import application_draft
from anxin.claims.services import application_sign
from anxin.kit import clock
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of

SIGNATURE_CHARACTERS_MAX = 1_500_000


class SignatureForm(forms.Form):
    """A drawn signature, or the name typed in its place; and the tick that it was read."""

    agreed = forms.BooleanField(error_messages={"required": gettext_lazy("请先看一遍，再勾选确认。")})
    signature = forms.CharField(required=False, max_length=SIGNATURE_CHARACTERS_MAX)
    typed_name = forms.CharField(required=False, max_length=50)
    consent_sha256 = forms.CharField(max_length=64)
    assessment_wanted = forms.BooleanField(required=False)

    def clean(self) -> None:
        if not self.cleaned_data.get("signature") and not self.cleaned_data.get("typed_name"):
            self.add_error("signature", _("请在框里签名，或者输入您的姓名。"))


@require_http_methods(["GET", "POST"])
def signature(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The two papers a worker signs, on one page."""
    actor = actor_of(request)
    form = SignatureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            application_sign(
                case_id=case_id,
                signature=form.cleaned_data["signature"],
                typed_name=form.cleaned_data["typed_name"],
                consent_sha256=form.cleaned_data["consent_sha256"],
                assessment_wanted=form.cleaned_data["assessment_wanted"],
                device=request.headers.get("User-Agent", ""),
                actor=actor,
                at=clock.now(),
            )
            messages.success(request, _("已签名，申请表和知情同意确认书都做好了。"))
            return redirect("my-case", case_id)
    draft = application_draft(actor=actor, case_id=case_id)
    return render(request, "worker/sign.html", {"draft": draft, "form": form}, status=422 if form.errors else 200)
