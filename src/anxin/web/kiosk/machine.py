"""Which kiosk is asking, and who stands before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from anxin.identity.selectors import worker_by_id
from anxin.identity.types import WorkerView
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotAllowed, Refused
from anxin.market.hall.services import device_seen
from anxin.market.hall.types import DeviceView

CHINESE: Final = "zh-hans"
COOKIE: Final = "kiosk"
COOKIE_SECONDS: Final = 5 * 365 * 24 * 3600
VISIT_SECONDS: Final = 120
"""A visitor who does nothing for thirty seconds is forgotten by the page; the token ends a little later by itself."""
_SALT: Final = "kiosk.visit"
_BODY_BYTES_MOST: Final = 1024 * 1024


def language_of(said: Mapping[str, Any]) -> str:
    """The language a visitor chose; Chinese when he chose none."""
    return "en" if said.get("language") == "en" else CHINESE


def machine_of(request: HttpRequest) -> DeviceView | None:
    """The kiosk this browser was made, while it is in service."""
    secret = request.COOKIES.get(COOKIE, "")
    return device_seen(secret=secret, at=clock.now()) if secret else None


def visit_token(worker: WorkerView, machine: DeviceView) -> str:
    """What the page carries from step to step: who stands there, on which kiosk. It lives two minutes."""
    return signing.dumps([worker.id.hex, machine.id.hex], salt=_SALT)


def visitor(body: dict[str, Any], machine: DeviceView) -> WorkerView:
    """Who stands before the kiosk.

    Raises:
        NotAllowed: nobody was identified, or too long ago.
    """
    try:
        worker_hex, machine_hex = signing.loads(str(body.get("token", "")), salt=_SALT, max_age=VISIT_SECONDS)
        worker = worker_by_id(UUID(worker_hex)) if UUID(machine_hex) == machine.id else None
    except (signing.BadSignature, ValueError, TypeError):
        worker = None
    if worker is None:
        raise NotAllowed(_("时间到了，请重新刷身份证。"))
    return worker


Step = Callable[[HttpRequest, DeviceView, dict[str, Any]], HttpResponse]


def step(view: Step) -> Callable[[HttpRequest], HttpResponse]:
    """A step of the kiosk: JSON in, JSON out, refusals as sentences, and only for a machine in service."""

    @require_POST
    @wraps(view)
    def stepping(request: HttpRequest) -> HttpResponse:
        try:
            body = _body(request)
            with override(language_of(body)):
                machine = machine_of(request)
                if machine is None:
                    raise NotAllowed(_("这台机器还没有登记为一体机，请联系工作人员。"))
                return view(request, machine, body)
        except Refused as refused:
            return JsonResponse({"detail": refused.sentence}, status=refused.status)

    return stepping


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body[:_BODY_BYTES_MOST])
    except (ValueError, UnicodeDecodeError) as error:
        raise BadInput(_("没有看懂，请重新开始。")) from error
    if not isinstance(body, dict):
        raise BadInput(_("没有看懂，请重新开始。"))
    return body
