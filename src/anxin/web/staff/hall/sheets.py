"""What the hall desk takes away as Excel: tools, loans, seats, questions, the bank of interview questions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anxin.kit import clock
from anxin.kit.text import mask_phone
from anxin.market.hall import selectors
from anxin.market.hall.types import PURPOSE_NAMES, Purpose
from anxin.market.practice import bank
from anxin.web.staff.files import xlsx
from anxin.web.staff.hall.floor import CLERKS, day_of_address
from anxin.web.ui.routes import actor_of, page


@require_GET
def tools(request: HttpRequest) -> HttpResponse:
    """The tools with where each is now; the first columns are those they can be taken in by."""
    rows = [
        [one.label, one.name, one.borrower, mask_phone(one.phone) if one.out else "", one.lent_at, one.due_at]
        for one in selectors.tools(actor_of(request))
    ]
    return xlsx(_("工具"), [_("编号"), _("名称"), _("在谁手里"), _("电话"), _("借出"), _("应还")], rows)


@require_GET
def loans(request: HttpRequest) -> HttpResponse:
    """Tools lent and returned."""
    rows = [
        [one.label, one.name, one.borrower, mask_phone(one.phone), one.lent_at, one.due_at, one.returned_at, one.note]
        for one in selectors.loans(actor_of(request))
    ]
    headers = [_("编号"), _("名称"), _("借用人"), _("电话"), _("借出"), _("应还"), _("归还"), _("归还时的情况")]
    return xlsx(_("工具借还"), headers, rows)


@require_GET
def seats(request: HttpRequest) -> HttpResponse:
    """The bookings of a day, seat by seat."""
    day = day_of_address(request, clock.today())
    rows = [
        [one.name, each.starts_at, each.ends_at, each.who, each.about]
        for one in selectors.seats(actor_of(request), on=day)
        for each in one.bookings
    ]
    return xlsx(f"{_('洽谈席')}-{day}", [_("洽谈席"), _("从"), _("到"), _("谁来用"), _("事由")], rows)


@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Questions with their answers, those still open first."""
    actor = actor_of(request)
    found = [*selectors.questions(actor), *selectors.questions(actor, answered=True)]
    rows = [
        [
            one.asked_at,
            str(PURPOSE_NAMES[Purpose(one.topic)]),
            one.text,
            one.who,
            one.phone,
            one.answer,
            one.answered_by,
            one.answered_at,
        ]
        for one in found
    ]
    headers = [_("提问时间"), _("事项"), _("问题"), _("称呼"), _("电话"), _("答复"), _("答复人"), _("答复时间")]
    return xlsx(_("咨询"), headers, rows)


@require_GET
def practice(request: HttpRequest) -> HttpResponse:
    """The questions of interviews by trade, with what a good answer contains."""
    rows = [
        [one.trade, each.number, each.ask, "；".join(point.says for point in each.points), each.good]
        for one in bank.banks().values()
        for each in one.questions
    ]
    return xlsx(_("面试题库"), [_("工种"), _("题号"), _("问题"), _("好的回答要说到"), _("参考回答")], rows)


urlpatterns = [
    page("hall/tools.xlsx", tools, name="hall-tools-xlsx", audience=CLERKS),
    page("hall/loans.xlsx", loans, name="hall-loans-xlsx", audience=CLERKS),
    page("hall/seats.xlsx", seats, name="hall-seats-xlsx", audience=CLERKS),
    page("hall/questions.xlsx", questions, name="hall-questions-xlsx", audience=CLERKS),
    page("hall/practice.xlsx", practice, name="hall-practice-xlsx", audience=CLERKS),
]
