"""The public blacklist: for people, for machines (JSON, CSV) and for feed readers (Atom)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from anxin.kit import clock
from anxin.kit.tables import write_csv
from anxin.wages.blacklist.selectors import PUBLIC_ROWS_MOST, published
from anxin.wages.blacklist.types import Published


@require_GET
@cache_control(public=True, max_age=300)
def blacklist(request: HttpRequest) -> HttpResponse:
    """Who stands on the list today, and why; ``?q`` narrows to a unit."""
    text = request.GET.get("q", "")[:60]
    rows = published(on=clock.today(), text=text)
    context = {"rows": rows, "q": text, "full": len(rows) >= PUBLIC_ROWS_MOST, "limit": PUBLIC_ROWS_MOST}
    return render(request, "public/blacklist.html", context)


@require_GET
@cache_control(public=True, max_age=300)
def blacklist_json(request: HttpRequest) -> HttpResponse:
    """The same list for machines."""
    rows = published(on=clock.today())
    body = {"counted_on": clock.today().isoformat(), "entries": [asdict(row) for row in rows]}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@require_GET
@cache_control(public=True, max_age=300)
def blacklist_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a table."""
    headers = [
        _("决定书编号"),
        _("单位"),
        _("统一社会信用代码"),
        _("责任人员"),
        _("列入事由"),
        _("依据"),
        _("作出决定的机关"),
        _("列入日期"),
        _("期满日期"),
    ]
    table = ([*_cells(row)] for row in published(on=clock.today()))
    response = HttpResponse(write_csv(headers, table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="blacklist.csv"'
    return response


def _cells(row: Published) -> list[Any]:
    persons = "；".join(f"{one.kind_name}{one.name}（{one.id_number}）" for one in row.persons)
    return [
        row.number,
        row.unit,
        row.credit_code,
        persons,
        row.reason,
        row.basis,
        row.org_name,
        row.decided_on,
        row.ends_on,
    ]


@require_GET
@cache_control(public=True, max_age=300)
def blacklist_feed(request: HttpRequest) -> HttpResponse:
    """The same list as Atom (RFC 4287): who subscribes sees new entries come and old ones go."""
    rows = published(on=clock.today())
    address = request.build_absolute_uri(reverse("open-blacklist"))
    newest = clock.at_start_of(rows[0].decided_on) if rows else clock.at_start_of(clock.today())
    context = {
        "entries": [(row, clock.at_start_of(row.decided_on).isoformat()) for row in rows],
        "address": address,
        "updated": newest.isoformat(),
    }
    return render(request, "public/blacklist.xml", context, content_type="application/atom+xml; charset=utf-8")
