"""Walk-ins: somebody at the desk is registered and matched in one screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.identity.services import worker_register
from anxin.kit import clock
from anxin.kit.money import parse_yuan
from anxin.kit.text import mask_name
from anxin.market.jobs import hours
from anxin.market.jobs.places import place_named
from anxin.market.jobs.services import profile_save
from anxin.market.jobs.types import Availability, Channel, PayKind, ProfileIn
from anxin.market.matching.selectors import matches_for_worker
from anxin.web.staff.hall.floor import CLERKS
from anxin.web.staff.hall.forms import WalkInForm
from anxin.web.ui.forms import refusals_in
from anxin.web.ui.routes import actor_of, page

_DAYTIME = sum(0b0110 << 4 * day for day in range(7))
_SHOWN = 10


@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Register whoever stands there, and show the best jobs at once beside the form."""
    actor, at = actor_of(request), clock.now()
    form = WalkInForm(request.POST if request.method == "POST" else None)
    found, name = None, ""
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            worker = worker_register(
                phone=said["phone"], name=said["name"], id_number=said["id_number"], actor=actor, at=at
            )
            profile_save(worker_id=worker.id, profile=_profile(said), channel=Channel.DESK, actor=actor, at=at)
            found = matches_for_worker(worker_id=worker.id, actor=actor, at=at, most=_SHOWN)
            name = mask_name(worker.name)
            messages.success(request, _("%(name)s 已登记。") % {"name": name})
            form = WalkInForm()
    shown = {"form": form, "found": found, "name": name, "tab": "hall-walkin"}
    return render(request, "staff/hall/walkin.html", shown, status=422 if form.errors else 200)


def _profile(said: dict[str, object]) -> ProfileIn:
    place = place_named(str(said["place"]))
    return ProfileIn(
        trades=tuple(said["trades"]),  # type: ignore[arg-type]
        availability=Availability(_DAYTIME if said["when"] == "daytime" else hours.ALL_SHIFTS),
        place=place.name,
        point=place.point,
        district=place.district,
        radius_km=int(str(said["radius_km"])),
        pay_kind=PayKind.HOUR,
        pay_fen=parse_yuan(str(said["pay"])) if said["pay"] else 0,
    )


urlpatterns = [page("hall/walkin/", walk_in, name="hall-walkin", audience=CLERKS)]
