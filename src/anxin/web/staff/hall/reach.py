"""Reaching people: pushes with their reach, lists, group robots, the contact network."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.kit import clock
from anxin.kit.ids import uuid7
from anxin.market.hall.access import market_of
from anxin.market.outreach import selectors
from anxin.market.outreach.importers import contacts
from anxin.market.outreach.services import (
    circle_set,
    group_add,
    member_add,
    member_remove,
    push_send,
    representative_add,
    visit_note,
    volunteer_add,
)
from anxin.market.outreach.types import RepresentativeView
from anxin.notify.selectors import robots_of
from anxin.notify.services import robot_add, robot_mood, robot_retire
from anxin.notify.types import RobotMood
from anxin.web.staff.files import xlsx
from anxin.web.staff.hall.floor import CLERKS
from anxin.web.staff.hall.forms import NameForm, PersonForm, PushForm, RepresentativeForm, RobotForm, VisitForm
from anxin.web.ui.forms import refusals_in, refusals_said
from anxin.web.ui.routes import actor_of, page


@require_http_methods(["GET", "POST"])
def push(request: HttpRequest) -> HttpResponse:
    """Write a push; see what earlier ones reached."""
    actor = actor_of(request)
    groups = selectors.groups(actor)
    robots = [one for one in robots_of([market_of(actor)]) if not one.retired]
    form = PushForm(
        request.POST if request.method == "POST" else None,
        groups=list(groups),
        robots=robots,
        subscribed=selectors.subscribed(),
        initial={"key": uuid7().hex},
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            push_send(
                key=said["key"][:64],
                text=said["text"],
                group_ids=said["groups"],
                trades=said["trades"],
                robot_ids=said["robots"],
                network=said["network"],
                ways=said["ways"],
                actor=actor,
                at=clock.now(),
            )
            messages.success(request, _("已推送。短信、邮件和群消息排队发出。"))
            return redirect("hall-push")
    shown = {"form": form, "pushes": selectors.pushes(actor), "tab": "hall-push"}
    return render(request, "staff/hall/push.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Lists of people staff look after, and group robots."""
    actor, at = actor_of(request), clock.now()
    form = NameForm(request.POST if request.POST.get("list") else None, prefix="l")
    robot = RobotForm(request.POST if request.POST.get("robot") else None, prefix="r")
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            group_add(name=form.cleaned_data["name"], actor=actor, at=at)
            return redirect("hall-lists")
    if robot.is_bound and robot.is_valid():
        with refusals_in(robot):
            robot_add(**robot.cleaned_data, org_id=market_of(actor), actor=actor, at=at)
            messages.success(request, _("群已登记。"))
            return redirect("hall-lists")
    shown = {
        "form": form,
        "robot": robot,
        "groups": selectors.groups(actor),
        "robots": robots_of([market_of(actor)]),
        "moods": list(RobotMood),
        "tab": "hall-push",
    }
    return render(request, "staff/hall/lists.html", shown, status=422 if form.errors or robot.errors else 200)


@require_http_methods(["GET", "POST"])
def list_page(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One list with its people, masked."""
    actor = actor_of(request)
    group, members = selectors.group_members(actor, group_id)
    if request.method == "POST":
        with refusals_said(request):
            member_add(group_id=group_id, person=request.POST.get("person", ""), actor=actor, at=clock.now())
            messages.success(request, _("已加入名单。"))
        return redirect("hall-list", group_id)
    return render(request, "staff/hall/list.html", {"group": group, "members": members, "tab": "hall-push"})


@require_POST
def member_end(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """Take somebody off a list."""
    with refusals_said(request):
        member_remove(member_id=member_id, actor=actor_of(request))
        messages.success(request, _("已移出名单。"))
    return redirect("hall-lists")


@require_POST
def robot_act(request: HttpRequest, robot_id: UUID) -> HttpResponse:
    """Retire a robot, or tell a simulated one how to behave."""
    actor = actor_of(request)
    with refusals_said(request):
        if request.POST.get("retire"):
            robot_retire(robot_id=robot_id, actor=actor, at=clock.now())
            messages.success(request, _("已停用。"))
        elif request.POST.get("mood") in set(RobotMood):
            robot_mood(robot_id=robot_id, mood=RobotMood(request.POST["mood"]), actor=actor)
    return redirect("hall-lists")


@require_http_methods(["GET", "POST"])
def network(request: HttpRequest) -> HttpResponse:
    """The contact network 1+3+N."""
    actor = actor_of(request)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            volunteer_add(**form.cleaned_data, actor=actor, at=clock.now())
            messages.success(request, _("志愿者已登记。"))
            return redirect("hall-network")
    volunteers = selectors.network(actor)
    shown = {
        "form": form,
        "volunteers": volunteers,
        "representatives": sum(len(one.representatives) for one in volunteers),
        "circle": sum(one.circle for one in volunteers),
        "tab": "hall-network",
    }
    return render(request, "staff/hall/network.html", shown, status=422 if form.errors else 200)


@require_GET
def network_table(request: HttpRequest) -> HttpResponse:
    """The network as a table, with the columns it can be taken in by, and the last visit of each."""
    headers = [column.label for column in contacts.columns]
    rows = [
        [one.name, one.phone, each.name, each.phone, each.where, each.circle, *_last_visit(each)]
        for one in selectors.network(actor_of(request))
        for each in one.representatives
    ]
    return xlsx(_("联系网络"), [*headers, _("最近走访"), _("情况"), _("下次")], rows)


def _last_visit(one: RepresentativeView) -> list[str]:
    if not one.visits:
        return ["", "", ""]
    last = one.visits[0]
    return [last.day.isoformat(), last.note, last.next_on.isoformat() if last.next_on else ""]


@require_http_methods(["GET", "POST"])
def representative(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """One more representative of a volunteer."""
    form = RepresentativeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            said = form.cleaned_data
            representative_add(volunteer_id=volunteer_id, **said, actor=actor_of(request), at=clock.now())
            messages.success(request, _("零工代表已登记。"))
            return redirect("hall-network")
    shown = {"form": form, "heading": _("添加零工代表"), "tab": "hall-network"}
    return render(request, "staff/hall/one_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, representative_id: UUID) -> HttpResponse:
    """Write down a visit, with the size of the circle as it is now."""
    actor, at = actor_of(request), clock.now()
    today = clock.day_of(at).isoformat()
    form = VisitForm(request.POST if request.method == "POST" else None, initial={"day": today})
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            visit_note(representative_id=representative_id, **form.cleaned_data, actor=actor, at=at)
            messages.success(request, _("走访已记录。"))
            return redirect("hall-network")
    shown = {"form": form, "heading": _("记录走访"), "tab": "hall-network"}
    return render(request, "staff/hall/one_form.html", shown, status=422 if form.errors else 200)


@require_POST
def circle(request: HttpRequest, representative_id: UUID) -> HttpResponse:
    """How many people a representative reaches now."""
    typed = request.POST.get("circle", "")
    with refusals_said(request):
        size = int(typed) if typed.isascii() and typed.isdigit() else -1
        circle_set(representative_id=representative_id, circle=size, actor=actor_of(request))
        messages.success(request, _("已更新。"))
    return redirect("hall-network")


urlpatterns = [
    page("hall/push/", push, name="hall-push", audience=CLERKS),
    page("hall/lists/", lists, name="hall-lists", audience=CLERKS),
    page("hall/lists/<uuid:group_id>/", list_page, name="hall-list", audience=CLERKS),
    page("hall/members/<uuid:member_id>/remove/", member_end, name="hall-member-end", audience=CLERKS),
    page("hall/robots/<uuid:robot_id>/", robot_act, name="hall-robot", audience=CLERKS),
    page("hall/network/", network, name="hall-network", audience=CLERKS),
    page("hall/network.xlsx", network_table, name="hall-network-xlsx", audience=CLERKS),
    page(
        "hall/volunteers/<uuid:volunteer_id>/representative/",
        representative,
        name="hall-representative",
        audience=CLERKS,
    ),
    page("hall/representatives/<uuid:representative_id>/visit/", visit, name="hall-visit", audience=CLERKS),
    page("hall/representatives/<uuid:representative_id>/circle/", circle, name="hall-circle", audience=CLERKS),
]
