"""All platforms, as those see them who look after them: joinings, quotas, the way into each portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from anxin.cover.rates import BASE_CLASS
from anxin.cover.types import INDUSTRY_NAMES, Industry
from anxin.identity.selectors import orgs
from anxin.identity.types import OrgKind, Role
from anxin.kit import clock
from anxin.platforms.selectors import joinings, quota_of
from anxin.platforms.services import joining_add, joining_end, quota_set
from anxin.web.staff.platform.frame import chosen
from anxin.web.staff.platform.profile import industry_name
from anxin.web.ui.forms import day_input, refusals_in, refusals_said
from anxin.web.ui.routes import actor_of


class _OfPlatform(forms.Form):
    """A form about one of the platforms."""

    org_id = forms.TypedChoiceField(label=gettext_lazy("平台"), coerce=UUID)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        platforms = [(str(org.id), org.short_name) for org in orgs(OrgKind.PLATFORM)]
        self.fields["org_id"].choices = platforms  # type: ignore[attr-defined]


class JoiningForm(_OfPlatform):
    """A platform in a region and an industry."""

    region_code = forms.CharField(
        label=gettext_lazy("区划代码"),
        max_length=6,
        help_text=gettext_lazy("省写 110000，市写 110100；包含其中所有地方，几条都包含时取最窄的。"),
    )
    industry = forms.TypedChoiceField(
        label=gettext_lazy("行业"),
        coerce=lambda value: Industry(value).value,
        choices=[(key.value, name) for key, name in INDUSTRY_NAMES.items()],
    )
    rate_class = forms.CharField(
        label=gettext_lazy("费率档"),
        max_length=20,
        initial=BASE_CLASS,
        help_text=gettext_lazy("“基准”按公布的费率；其他档要先在规则包 premium 里公布 class_percent.档名。"),
    )
    starts_on = forms.DateField(label=gettext_lazy("开始日期"), widget=day_input())


class QuotaForm(_OfPlatform):
    """How often a platform may ask."""

    per_minute = forms.IntegerField(label=gettext_lazy("每分钟"), min_value=1)
    burst = forms.IntegerField(label=gettext_lazy("一次最多"), min_value=1)


@require_http_methods(["GET", "POST"])
def platforms(request: HttpRequest) -> HttpResponse:
    """Every platform with where it has joined and how often it may ask."""
    actor, today = actor_of(request), clock.today()
    act = request.POST.get("act", "")
    joining = JoiningForm(request.POST if act == "join" else None)
    quota = QuotaForm(request.POST if act == "quota" else None)
    done = _done(request, joining, quota, act, today)
    if done is not None:
        return done
    rows = [
        (
            org,
            [(row, industry_name(row)) for row in joinings(platform_id=org.id, on=today)],
            quota_of(actor=actor, platform_id=org.id),
        )
        for org in orgs(OrgKind.PLATFORM)
    ]
    facts = {"rows": rows, "joining": joining, "quota": quota, "may": actor.has(Role.SYSTEM_ADMIN)}
    wrong = bool(joining.errors or quota.errors)
    return render(request, "staff/platform/platforms.html", facts, status=422 if wrong else 200)


def _done(request: HttpRequest, joining: JoiningForm, quota: QuotaForm, act: str, today: date) -> HttpResponse | None:
    actor, at = actor_of(request), clock.now()
    acts: dict[str, tuple[forms.Form | None, Callable[[], object], str]] = {
        "join": (
            joining,
            lambda: joining_add(actor=actor, at=at, **joining.cleaned_data),
            _("参保登记已保存。"),
        ),
        "quota": (quota, lambda: quota_set(actor=actor, at=at, **quota.cleaned_data), _("额度已改，马上生效。")),
        "end": (
            None,
            lambda: joining_end(joining_id=chosen(request, "joining_id"), last_day=today, actor=actor),
            _("登记到今天为止。"),
        ),
    }
    if act not in acts:
        return None
    form, do, said = acts[act]
    if form is not None and not form.is_valid():
        return None
    if form is None:
        with refusals_said(request):
            do()
        return HttpResponseRedirect(request.path)
    with refusals_in(form):
        do()
    if form.errors:
        return None
    messages.success(request, said)
    return HttpResponseRedirect(request.path)
