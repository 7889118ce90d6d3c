"""The steps from card to slip, one address each."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from anxin.identity.names import same_name
from anxin.identity.numbers import id_number_parse
from anxin.identity.selectors import worker_by_id, worker_by_id_number
from anxin.identity.services import worker_register_self
from anxin.identity.services.attempts import attempt_begin, attempt_succeeded
from anxin.identity.types import WorkerView
from anxin.kit import clock
from anxin.kit.clock import day_of, local
from anxin.kit.errors import BadInput, Refused
from anxin.kit.text import mask_name
from anxin.market.hall.passes import pass_read
from anxin.market.hall.services import slip_enter, ticket_draw
from anxin.market.hall.types import DeviceView, Purpose, SlipOutcome
from anxin.market.jobs.selectors import profile_of
from anxin.market.jobs.services import application_make, hold_make, profile_save
from anxin.market.jobs.types import Channel, ProfileState, ProfileView
from anxin.market.matching.selectors import matches_for_worker
from anxin.market.matching.types import Match, Matches
from anxin.market.slip import Slip, pdf, picture, png, raster
from anxin.web.kiosk.machine import step, visit_token, visitor
from anxin.web.kiosk.offline import settle
from anxin.web.kiosk.showing import job_shown, slip_of
from anxin.web.kiosk.wishes import Wish, home_of, profile_in, wish_read

JOBS_MOST: Final = 20
_LOOKED_AT: Final = 200
"""So many matches are looked through when a day was named."""
_SLIPS_AT_ONCE: Final = 200


@step
def identify(request: HttpRequest, machine: DeviceView, body: dict[str, Any]) -> HttpResponse:
    """Who is it? By card, by the code on the phone, or by number and name; a first visit asks for the phone."""
    at = clock.now()
    if body.get("code"):
        worker = worker_by_id(pass_read(str(body["code"])))
        if worker is None:
            raise Refused(_("没有找到您的登记，请改用身份证。"))
        return _found(worker, machine)
    number = id_number_parse(str(body.get("number", "")), on=day_of(at))
    name = str(body.get("name", "")).strip()
    attempt = attempt_begin(who=number, factor="kiosk", address=request.META["REMOTE_ADDR"], at=at)
    known = worker_by_id_number(number)
    if known is not None and (body.get("card") is True or (name and same_name(known.name, name))):
        attempt_succeeded(attempt)
        return _found(known, machine)
    if not name:
        attempt_succeeded(attempt)
        return JsonResponse({"ask": "name"})
    if not body.get("phone"):  # stays a failed try: names must not be guessed at until one fits
        return JsonResponse({"ask": "phone"})
    worker = worker_register_self(phone=str(body["phone"]), name=name, id_number=number, at=at)
    attempt_succeeded(attempt)
    return _found(worker, machine)


def _found(worker: WorkerView, machine: DeviceView) -> JsonResponse:
    profile = _profile(worker)
    told: dict[str, Any] = {"token": visit_token(worker, machine), "name": mask_name(worker.name)}
    told |= {"trades": list(profile.trades)} if profile else {"ask": "wish"}
    return JsonResponse(told)


def _profile(worker: WorkerView) -> ProfileView | None:
    profile = profile_of(worker.actor())
    return profile if profile and profile.state is ProfileState.ACTIVE and profile.trades else None


@step
def matches(request: HttpRequest, machine: DeviceView, body: dict[str, Any]) -> HttpResponse:
    """The jobs that fit, best first. A wish that differs from the registration changes it."""
    worker, at = visitor(body, machine), clock.now()
    wish, known = wish_read(body.get("wish")), _profile(worker)
    if wish is not None and (known is None or set(wish.trades) != set(known.trades) or wish.when == "daytime"):
        said = profile_in(wish, known, home_of(machine))
        profile_save(worker_id=worker.id, profile=said, channel=Channel.KIOSK, actor=worker.actor(), at=at)
    found = matches_for_worker(worker_id=worker.id, actor=worker.actor(), at=at, most=_LOOKED_AT)
    return JsonResponse(
        {
            "token": visit_token(worker, machine),
            "jobs": [job_shown(match) for match in _on_day(found, wish, at)[:JOBS_MOST]],
            "missing": [{"words": each.words, "count": each.count} for each in found.missing[:1]],
        }
    )


def _on_day(found: Matches, wish: Wish | None, at: datetime) -> list[Match]:
    day = wish.day(day_of(at)) if wish else None
    return [match for match in found.rows if match.free > 0 and (day is None or match.post.first_day == day)]


@step
def slip(request: HttpRequest, machine: DeviceView, body: dict[str, Any]) -> HttpResponse:
    """Keep a place and print the slip.

    ``format`` may be ``escpos`` or ``pdf`` for a print service on the kiosk; without it the page gets a picture.
    """
    worker, at = visitor(body, machine), clock.now()
    made, applied = _slip(worker, machine, _post_id(body), site=_site(request), at=at)
    if body.get("format") == "escpos":
        return HttpResponse(raster(picture(made)), content_type="application/octet-stream")
    if body.get("format") == "pdf":
        return HttpResponse(pdf(made), content_type="application/pdf")
    assert made.held_until is not None, "a slip of the server keeps a place"
    return JsonResponse(
        {
            "token": visit_token(worker, machine),
            "number": made.number,
            "title": made.title,
            "held": f"{local(made.held_until):%H:%M}",
            "applied": applied,
            "picture": "data:image/png;base64," + base64.b64encode(png(made)).decode(),
        }
    )


def _slip(worker: WorkerView, machine: DeviceView, post_id: int, *, site: str, at: datetime) -> tuple[Slip, bool]:
    found = matches_for_worker(worker_id=worker.id, actor=worker.actor(), at=at, most=_LOOKED_AT)
    match = next((each for each in found.rows if each.post.id == post_id), None)
    if match is None:
        raise Refused(_("这个岗位刚刚变了，请选别的。"))
    hold = hold_make(post_id=post_id, worker_id=worker.id, actor=worker.actor(), at=at)
    slip_enter(
        device_id=machine.id,
        number=hold.code,
        post_id=post_id,
        worker_id=worker.id,
        outcome=SlipOutcome.HELD,
        printed_at=at,
        at=at,
    )
    return slip_of(match, hold, machine, site=site, stamp=found.stamp, at=at), match.applied


@step
def apply(request: HttpRequest, machine: DeviceView, body: dict[str, Any]) -> HttpResponse:
    """Apply for the job of the slip at once."""
    worker, at = visitor(body, machine), clock.now()
    post_id = _post_id(body)
    key = f"kiosk:{machine.id.hex[:12]}:{post_id}:{day_of(at):%Y%m%d}"
    application_make(worker_id=worker.id, post_id=post_id, key=key, actor=worker.actor(), at=at)
    return JsonResponse({"token": visit_token(worker, machine)})


@step
def ticket(request: HttpRequest, machine: DeviceView, body: dict[str, Any]) -> HttpResponse:
    """Draw a number for the window; nobody has to say who he is."""
    try:
        purpose = Purpose(str(body.get("purpose", "")))
    except ValueError as error:
        raise BadInput(_("请选来办什么。")) from error
    at = clock.now()
    drawn = ticket_draw(org_id=machine.org_id, purpose=purpose, first=body.get("first") is True, at=at)
    said = _("%(purpose)s · 前面还有 %(ahead)s 人 · %(time)s 取号") % {
        "purpose": drawn.purpose_words,
        "ahead": drawn.ahead,
        "time": f"{local(at):%H:%M}",
    }
    return JsonResponse({"number": drawn.number, "ahead": drawn.ahead, "words": said})


@step
def reconcile(request: HttpRequest, machine: DeviceView, body: dict[str, Any]) -> HttpResponse:
    """Take in slips printed without the server. Each is answered; what cannot be read is answered too and forgotten."""
    slips = body.get("slips")
    if not isinstance(slips, list):
        raise BadInput(_("没有看懂，请重新开始。"))
    taken = [number for told in slips[:_SLIPS_AT_ONCE] if (number := settle(told, machine, at=clock.now()))]
    return JsonResponse({"settled": taken})


def _post_id(body: dict[str, Any]) -> int:
    post_id = body.get("post")
    if not isinstance(post_id, int):
        raise BadInput(_("请先选一个岗位。"))
    return post_id


def _site(request: HttpRequest) -> str:
    return settings.ANXIN_SITE or f"{request.scheme}://{request.get_host()}"
