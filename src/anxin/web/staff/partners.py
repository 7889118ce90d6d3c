"""Keys of other offices (部门接口): some ask for restrictions, some pass complaints on."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.identity.selectors import orgs
from anxin.identity.types import OrgKind, Role
from anxin.kit import clock
from anxin.platforms.selectors import keys
from anxin.platforms.services import key_end, key_issue
from anxin.platforms.types import PARTNER_SCOPES, SCOPE_NAMES, Scope
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page, staff
from anxin.web.ui.sessions import fresh_factor


class PartnerKeyForm(forms.Form):
    """A new key of an office."""

    org_id = forms.TypedChoiceField(label=gettext_lazy("单位"), coerce=UUID)
    note = forms.CharField(label=gettext_lazy("用途"), max_length=100, required=False)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限范围"),
        choices=[(scope, SCOPE_NAMES[Scope(scope)]) for scope in PARTNER_SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offices = [(str(org.id), org.name) for org in orgs(OrgKind.JOINT)]
        self.fields["org_id"].choices = [("", _("请选择")), *offices]  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    """Offices with their keys. To look is free; a change needs the second factor, shown just now."""
    return (fresh_factor(_partners) if request.method == "POST" else _partners)(request)


def _partners(request: HttpRequest) -> HttpResponse:
    """The page; a new secret is on this one answer and never again."""
    actor = actor_of(request)
    if request.POST.get("act") == "end":
        with refusals_said(request):
            key_end(key_id=request.POST.get("key_id", ""), actor=actor, at=clock.now())
            messages.success(request, _("密钥已停用，用它签名的请求从现在起会被拒绝。"))
        return HttpResponseRedirect(request.path)
    form, issued = PartnerKeyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            issued = key_issue(actor=actor, at=clock.now(), **form.cleaned_data)
            form = PartnerKeyForm()
    rows = [(org, keys(actor=actor, platform_id=org.id)) for org in orgs(OrgKind.JOINT)]
    context = {"rows": rows, "form": form, "issued": issued}
    return render(request, "staff/partners.html", context, status=422 if form.errors else 200)


urlpatterns: list[URLPattern] = [
    page("partners/", partners, name="partners", audience=staff(Role.SYSTEM_ADMIN)),
]
