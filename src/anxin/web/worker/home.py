"""The first page: three doors, one line of state, my cases."""

import logging

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anxin.cover.selectors import cover_today
from anxin.cover.types import DayCover
from anxin.identity.types import Actor
from anxin.kit import clock
from anxin.prevention.selectors import assigned_to
from anxin.web.ui.routes import actor_of
from anxin.web.worker.cards import my_cards

CARDS_MAX = 3
log = logging.getLogger(__name__)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Open to everybody: who is hurt must find the door before the login."""
    actor = actor_of(request)
    if actor.is_staff:
        return redirect("desk")
    if actor.worker_id is None:
        return render(request, "worker/home.html", {"tab": "home"})
    cards = my_cards(actor)
    cover = _cover(actor)
    facts = {"cover": cover, "cover_broken": cover is None, "cards": cards[:CARDS_MAX], "more": len(cards) > CARDS_MAX}
    due = {one.course for one in assigned_to(actor) if one.passed_at is None}
    return render(request, "worker/home.html", facts | {"tab": "home", "lessons_due": len(due)})


@require_GET
def wages_help(request: HttpRequest) -> HttpResponse:
    """What happens after a complaint about unpaid wages, and what to keep."""
    lines = [
        _("点“被欠薪”，写清楚是谁欠的，提交就行。一个人可以替工友一起报，不收费。"),
        _(
            "五个工作日内会告诉您是否受理。受理后由两名监察员调查，责令单位付钱；不付的，加付赔偿金，还可以移送法院或者公安。"
        ),
        _("请留好能证明干过活的东西：接单记录、考勤、工资条、聊天记录、工友的联系方式。"),
        _("不会上网也没关系：打 12333，或者到劳动保障监察窗口，工作人员替您登记。"),
    ]
    return render(request, "worker/help.html", {"title": _("被欠薪"), "lines": lines, "complain": True})


def _cover(actor: Actor) -> DayCover | None:
    """Today's cover, or None when it cannot be read: the doors must open all the same."""
    assert actor.worker_id is not None
    try:
        with transaction.atomic():
            return cover_today(actor.worker_id, clock.today())
    except DatabaseError:
        log.exception("today's cover could not be read")
        return None
