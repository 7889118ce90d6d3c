"""Writing requests down for the platform's own log (调用记录), and answering unknown addresses as machines expect."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable
from typing import Any, Final

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from anxin.api.problems import MEDIA_TYPE, problem
from anxin.kit.clock import monotonic, now
from anxin.platforms.services import request_record
from anxin.platforms.types import Asked, LiveKey

BASE: Final = "/api/v1/"
_ANSWER_BYTES_MOST: Final = 4096
_VALUE_MOST: Final = 80
_LIST_BEGINS: Final = re.compile(rb',?\s*"\w+":\s*\Z')

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


class RecordedRequests:
    """Around everything under ``/api/v1/``: one row for each request that named a key of ours."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(BASE):
            return self.get_response(request)
        start = monotonic()
        response = self.get_response(request)
        if response.status_code >= 400 and response.get("Content-Type", "").partition(";")[0] != MEDIA_TYPE:
            response = _as_problem(request, response)
        key: LiveKey | None = getattr(request, "api_key", None)
        if key is not None and not getattr(request, "api_quiet", False):
            _record(_asked(request, response, key, int((monotonic() - start) * 1000)), _body(request))
        return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What the frame answered as a page: no such address, wrong method, body too big."""
    sentences = {
        404: _("没有这个地址，请对照接口文档。"),
        405: _("这个地址不支持这种方法，请对照接口文档。"),
        413: _("请求体太大，请压缩（gzip）或分批发送。"),
    }
    status = response.status_code
    made = problem(request, status, sentences.get(status, _("请求无法理解，请对照接口文档。")))
    if response.has_header("Allow"):
        made["Allow"] = response["Allow"]
    return made


def _asked(request: HttpRequest, response: HttpResponse, key: LiveKey, milliseconds: int) -> Asked:
    told: dict[str, Any] = getattr(request, "api_problem", {})
    return Asked(
        number=getattr(request, "number", ""),
        org_id=key.org_id,
        key_id=key.key_id,
        method=request.method or "",
        path=request.get_full_path(),
        status=response.status_code,
        kind=str(told.get("type", "")).partition("#")[2],
        detail=str(told.get("detail", "")),
        scheme=getattr(request, "api_scheme", ""),
        bytes_in=len(_body(request)),
        milliseconds=milliseconds,
        at=now(),
        test=key.test,
        facts=_facts(request, response, key),
    )


def _facts(request: HttpRequest, response: HttpResponse, key: LiveKey) -> dict[str, Any]:
    """What helps to understand a request later; of the answer's values only in the sandbox, where none is real."""
    idempotency = request.headers.get("Idempotency-Key", "")
    facts: dict[str, Any] = {
        "type": (request.content_type or "")[:60],
        "encoding": request.headers.get("Content-Encoding", "").lower()[:10],
        "digest": _short(_body(request)) if _body(request) else "",
        "key": _short(idempotency.encode()) if idempotency else "",
    }
    if response.has_header("Retry-After"):
        facts["wait"] = int(response["Retry-After"])
    if key.test:
        facts["answer"] = _answer(response)
    return {name: value for name, value in facts.items() if value != ""}


def _answer(response: HttpResponse) -> dict[str, Any]:
    """The plain values of a small JSON answer; of a large one those before its first list."""
    text = bytes(response.content)
    if len(text) > _ANSWER_BYTES_MOST:
        head = _LIST_BEGINS.sub(b"", text[:_ANSWER_BYTES_MOST].partition(b"[")[0])
        text = head + b"}"
    try:
        whole = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(whole, dict):
        return {}
    return {
        name: value[:_VALUE_MOST] if isinstance(value, str) else value
        for name, value in whole.items()
        if isinstance(value, str | int | bool)
    }


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _body(request: HttpRequest) -> bytes:
    """The body as far as it was read; a body that was too big was not."""
    return getattr(request, "_body", b"")


def _record(asked: Asked, body: bytes) -> None:
    """A log that cannot be written must not cost the answer."""
    try:
        with transaction.atomic():
            request_record(asked, body=body)
    except DatabaseError:
        log.exception("request %s could not be recorded", asked.number)
