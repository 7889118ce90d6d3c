"""Jobs everybody may read: search with a shareable address, one page a post, a map of the site for search engines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.market.jobs.places import city
from anxin.market.jobs.postings import job_posting
from anxin.market.jobs.selectors import figures_today, post_public, posts_search, snapshot
from anxin.market.jobs.trades import trade_list
from anxin.market.jobs.types import SETTLE_NAMES, Search

PAY_STEPS = (2000, 2500, 3000, 4000)
PAGE_LAST = 50
SITEMAP_MOST = 20_000


class SearchForm(forms.Form):
    """Free words and filters: the address says all of it."""

    q = forms.CharField(required=False, max_length=60, label=gettext_lazy("找什么活"))
    group = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=gettext_lazy("大类"))
    trade = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=gettext_lazy("工种"))
    district = forms.ChoiceField(required=False, label=gettext_lazy("区县"))
    pay = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=gettext_lazy("工钱"))
    settle = forms.ChoiceField(required=False, label=gettext_lazy("结算"))
    order = forms.ChoiceField(
        required=False,
        label=gettext_lazy("排序"),
        choices=[("new", gettext_lazy("新发布")), ("pay", gettext_lazy("工钱高")), ("soon", gettext_lazy("开工早"))],
    )
    meals = forms.BooleanField(required=False, label=gettext_lazy("包饭"))
    lodging = forms.BooleanField(required=False, label=gettext_lazy("包住"))
    page = forms.IntegerField(required=False, min_value=1, max_value=PAGE_LAST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        listed = trade_list()
        any_of = [("", _("不限"))]
        chosen["group"].choices = any_of + [(group.code, group.name) for group in listed.groups]
        chosen["trade"].choices = any_of + [(one.code, one.shown) for one in listed.trades.values()]
        chosen["district"].choices = any_of + list(city().districts.items())
        chosen["pay"].choices = any_of + [
            (fen, _("每小时 %(yuan)s 元以上") % {"yuan": fen // 100}) for fen in PAY_STEPS
        ]
        for name in ("group", "trade", "district", "pay", "settle", "order"):
            chosen[name].widget.attrs["class"] = "input"
        chosen["settle"].choices = any_of + [(kind.value, str(name)) for kind, name in SETTLE_NAMES.items()]

    def wanted(self) -> Search:
        """What is asked for; what makes no sense is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Search(
            words=said.get("q") or "",
            group=said.get("group") or 0,
            trade=said.get("trade") or 0,
            district=said.get("district") or "",
            pay_hour_fen=said.get("pay") or 0,
            settle=said.get("settle") or "",
            order=said.get("order") or "new",
            meals=bool(said.get("meals")),
            lodging=bool(said.get("lodging")),
            page=said.get("page") or 1,
        )


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Open posts by words and filters."""
    form, at = SearchForm(request.GET), clock.now()
    found = posts_search(form.wanted(), at=at)
    facts = {"form": form, "found": found, "figures": figures_today(at=at) if not request.GET else None}
    return render(request, "public/jobs.html", facts)


@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """One post; one that has ended says so, so that old links are no riddle."""
    post = post_public(job_id, at=clock.now())
    if post is None:
        raise NotFound(_("没有这个岗位，可能已经下架。"))
    address = request.build_absolute_uri(reverse("open-job", args=[job_id]))
    linked = job_posting(post, address=address) if post.is_open else None
    return render(request, "public/job.html", {"post": post, "linked": linked}, status=200 if post.is_open else 410)


@require_GET
@cache_control(public=True, max_age=900)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every open post for search engines."""
    rows, _since = snapshot(at=clock.now(), most=SITEMAP_MOST)
    pages = [(request.build_absolute_uri(reverse("open-job", args=[row.id])), row.changed_at) for row in rows]
    return render(request, "public/sitemap.xml", {"pages": pages}, content_type="application/xml")
