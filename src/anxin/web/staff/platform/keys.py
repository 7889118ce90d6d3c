"""Keys (接口密钥): issued, shown once, changed over without a gap, ended."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from anxin.kit import clock
from anxin.platforms.selectors import keys as keys_of
from anxin.platforms.selectors import sandbox_people
from anxin.platforms.services import key_end, key_issue
from anxin.platforms.types import ALL_SCOPES, SCOPE_NAMES, Scope
from anxin.web.staff.platform.frame import acted, home_for, shown
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of
from anxin.web.ui.sessions import fresh_factor


class KeyForm(forms.Form):
    """A new key."""

    test = forms.TypedChoiceField(
        label=gettext_lazy("用在哪里"),
        coerce=lambda value: value == "test",
        choices=(("test", gettext_lazy("沙箱（测试数据）")), ("live", gettext_lazy("正式（真实数据）"))),
    )
    note = forms.CharField(label=gettext_lazy("用途"), max_length=100, required=False)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("权限范围"),
        choices=[(scope, SCOPE_NAMES[Scope(scope)]) for scope in ALL_SCOPES],
        initial=list(ALL_SCOPES),
        widget=forms.CheckboxSelectMultiple,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """A platform's keys. Looking needs no more than the door; a change needs the second factor, shown just now."""
    return (fresh_factor(_keys) if request.method == "POST" else _keys)(request)


def _keys(request: HttpRequest) -> HttpResponse:
    """The page; a new secret is on this one answer and never again."""
    home, actor = home_for(request), actor_of(request)
    if request.POST.get("act") == "end":
        return acted(request, home, {"end": lambda: _ended(request)})
    form, issued = KeyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            issued = key_issue(org_id=home.id, actor=actor, at=clock.now(), **form.cleaned_data)
            form = KeyForm()
    facts = {
        "keys": keys_of(actor=actor, platform_id=home.id),
        "form": form,
        "issued": issued,
        "people": sandbox_people(),
    }
    return shown(request, "keys.html", home, facts, status=422 if form.errors else 200)


def _ended(request: HttpRequest) -> str:
    key_end(key_id=request.POST.get("key_id", ""), actor=actor_of(request), at=clock.now())
    return _("密钥已停用，用它签名的请求从现在起会被拒绝。")
