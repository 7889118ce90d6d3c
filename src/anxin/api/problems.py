"""Errors as problem documents (RFC 9457): a stable type, the sentence a person can act on, the request's number."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from django.core.exceptions import RequestDataTooBig
from django.db import InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from anxin.kit.errors import Refused
from anxin.platforms.services import OverQuota

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
TITLES: Final = {
    400: "请求无法理解",
    401: "没有签名或签名不对",
    403: "没有权限",
    404: "没有找到",
    405: "方法不对",
    409: "与现在的状态冲突",
    410: "已经不再保留",
    413: "内容太大",
    415: "格式不支持",
    422: "内容不对",
    429: "请求太频繁",
    500: "服务器出错",
    503: "暂时不能处理",
}


def problem(
    request: HttpRequest, status: int, detail: str, *, kind: str = "", errors: Sequence[dict[str, str]] = ()
) -> HttpResponse:
    """A problem document."""
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#{kind or status}",
        "title": TITLES.get(status, TITLES[500]),
        "status": status,
        "detail": detail,
        "instance": getattr(request, "number", ""),
    }
    if errors:
        body["errors"] = list(errors)
    request.api_problem = body  # type: ignore[attr-defined]
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    errors = [{"pointer": f"/{error.field}", "detail": error.sentence}] if error.field else []
    return problem(request, error.status, error.sentence, kind=type(error).__name__, errors=errors)


def _over_quota(request: HttpRequest, error: OverQuota) -> HttpResponse:
    request.api_quiet = not error.fresh  # type: ignore[attr-defined]
    response = problem(request, error.status, error.sentence, kind=type(error).__name__)
    response["Retry-After"] = str(error.wait_seconds)
    return response


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"pointer": _pointer(one["loc"]), "detail": str(one["msg"])} for one in error.errors]
    return problem(request, 422, _("请求内容不对，请看 errors 里的每一项。"), errors=errors)


def _pointer(place: Sequence[Any]) -> str:
    return "/" + "/".join(str(part) for part in place[1:])


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, str(error))


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, 404, _("没有这个地址，请对照接口文档。"))


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, _("请求体太大，请压缩（gzip）或分批发送。"))


def _away(request: HttpRequest, error: OperationalError | InternalError) -> HttpResponse:
    """The database, or a part of it, is away, too slow or out of room. Nothing of this request was acknowledged."""
    log.error("the database could not take a request: %s", type(error.__cause__ or error).__name__)
    if isinstance(error.__cause__, psycopg.errors.DiskFull):
        sentence = _("数据库所在的磁盘满了，这次没有保存任何内容，以前收到的都在。请稍后重发，重复发送无害。")
    else:
        sentence = _("数据库暂时连不上，这次没有保存任何内容，以前收到的都在。请稍后重发，重复发送无害。")
    response = problem(request, 503, sentence)
    response["Retry-After"] = "5"
    return response


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api request failed", exc_info=error)
    return problem(request, 500, _("服务器出错了，没有保存任何内容。请稍后用同一个 Idempotency-Key 重试。"))


_HANDLERS: Final[tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...]] = (
    (OverQuota, _over_quota),
    (Refused, _refused),
    (ValidationError, _invalid),
    (HttpError, _http),
    (Http404, _missing),
    (RequestDataTooBig, _too_big),
    (OperationalError, _away),
    (InternalError, _away),
    (Exception, _broken),
)


def join(api: NinjaAPI) -> None:
    """Let every error leave as a problem document."""
    for kind, handler in _HANDLERS:
        api.add_exception_handler(kind, handler)
