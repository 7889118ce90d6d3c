"""The supervisor's page: questions, answers, where the number comes from; the same as Excel."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from anxin.cases.registry import case_types
from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.dates import say_duration
from anxin.supervise.selectors import supervision
from anxin.supervise.types import Period, StepTime, Supervision
from anxin.web.staff.files import xlsx
from anxin.web.staff.nav import supervised_links_for
from anxin.web.ui.forms import day_input
from anxin.web.ui.routes import actor_of, page, staff

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USUAL_DAYS = 30
DAYS_MAX = 366
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
_HOUR_SECONDS = 3600


def _day(label: "StrOrPromise") -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=day_input(),
        required=False,
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


class PeriodForm(forms.Form):
    """From which day to which; at most a year, because every case in between is counted."""

    first = _day(gettext_lazy("从"))
    last = _day(gettext_lazy("到"))
    kind = forms.ChoiceField(label=gettext_lazy("哪类案件"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(declared.key, _(declared.label)) for declared in case_types()]
        self.fields["kind"] = forms.ChoiceField(
            label=self.fields["kind"].label, required=False, choices=[("", _("全部")), *kinds]
        )

    def clean(self) -> None:
        period = self.period(clock.today())
        if period.last < period.first:
            self.add_error("last", _("结束日期早于开始日期，请改一下。"))
        elif (period.last - period.first).days > DAYS_MAX:
            self.add_error("first", _("一次最多看一年，请缩短时间范围。"))

    def period(self, today: date) -> Period:
        """The days asked for; the last thirty when nothing was said."""
        last = self.cleaned_data.get("last") or today
        return Period(self.cleaned_data.get("first") or last - timedelta(days=USUAL_DAYS), last)


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """All figures of a period."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return render(request, "staff/supervise/board.html", {"form": form}, status=422)
    found = _found(request, form)
    days = {"first": found.period.first.isoformat(), "last": found.period.last.isoformat()}
    shown = PeriodForm(initial=days | {"kind": form.cleaned_data["kind"]})
    doors = supervised_links_for(actor_of(request), request.path)
    context = {"form": shown, "found": found, "charts": _charts(found), "doors": doors}
    return render(request, "staff/supervise/board.html", context)


@require_GET
def board_xlsx(request: HttpRequest) -> HttpResponse:
    """The same figures, with how each is counted."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return render(request, "staff/supervise/board.html", {"form": form}, status=422)
    found = _found(request, form)
    headers = [_("问题"), _("结果"), _("案件数"), _("怎么算的"), _("说明")]
    rows: list[list[str | int]] = [[f.question, f.value, f.cases, f.method, f.note] for f in found.figures]
    rows += [
        [
            _("环节：%(step)s") % {"step": row.label},
            say_duration(row.median),
            row.cases,
            _("各案在这一环节停留时间的中位数"),
            row.holder_name,
        ]
        for row in found.steps
    ]
    rows += [
        [
            _("在谁手里：%(name)s") % {"name": row.name},
            say_duration(row.average),
            row.cases,
            _("平均每案时长"),
            row.share,
        ]
        for row in found.parties
    ]
    title = _("监督指标")
    return xlsx(title, headers, rows, name=f"{title}-{found.period.first:%Y%m%d}-{found.period.last:%Y%m%d}")


def _found(request: HttpRequest, form: PeriodForm) -> Supervision:
    at = clock.now()
    period, kind = form.period(clock.day_of(at)), form.cleaned_data["kind"]
    return supervision(actor=actor_of(request), period=period, at=at, kind=kind)


def _charts(found: Supervision) -> dict[str, Any]:
    """What the browser draws; the tables under the folds hold the same numbers."""
    steps = sorted(found.steps, key=lambda row: row.median)
    return {
        "elapsed": {"labels": [bar.label for bar in found.elapsed], "values": [bar.cases for bar in found.elapsed]},
        "steps": {
            "labels": [f"{row.label}（{row.holder_name}）" for row in steps],
            "middle": [_hours(row) for row in steps],
            "slow": [round(row.slowest_tenth.total_seconds() / _HOUR_SECONDS, 1) for row in steps],
            "names": [_("中位数（小时）"), _("最慢一成（小时）")],
        },
        "parties": [{"name": row.name, "value": row.permille / 10} for row in found.parties],
    }


def _hours(row: StepTime) -> float:
    return round(row.median.total_seconds() / _HOUR_SECONDS, 1)


_OVERSEERS = staff(Role.SUPERVISOR, Role.BUREAU_LEAD)

urlpatterns: list[URLPattern] = [
    page("supervise/", board, name="supervise", audience=_OVERSEERS),
    page("supervise.xlsx", board_xlsx, name="supervise-xlsx", audience=_OVERSEERS),
]
