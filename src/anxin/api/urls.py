"""``/api/v1``: for machines, signed. The description and its readable form are public."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from ninja import NinjaAPI

from anxin.api import problems, snippets
from anxin.api.auth import JSON, NDJSON, SignedRequest
from anxin.api.described import described
from anxin.api.v1 import (
    checks,
    complaints,
    cover,
    events,
    jobs,
    orders,
    reports,
    restrictions,
    sandbox,
    seekers,
    webhooks,
)
from anxin.platforms.types import Scope


class _Described(NinjaAPI):
    """A NinjaAPI whose description names every answer."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """The description; worked out once a language, because that takes a quarter of a second."""
        return _description(self, path_prefix or self.get_root_path(path_params or {}), get_language())

    def describe(self, path_prefix: str) -> dict[str, Any]:
        return described(super().get_openapi_schema(path_prefix=path_prefix))


@lru_cache(maxsize=16)
def _description(of: _Described, path_prefix: str, language: str | None) -> dict[str, Any]:
    return of.describe(path_prefix)


api = _Described(
    title="安心接口",
    version="1",
    description=(
        "平台企业发送订单、代劳动者报案、核实事故、查询保障、接收推送；"
        "其他部门转来欠薪投诉和线索、查询限制。每个请求都要签名，错误按 RFC 9457 返回。"
        "test_ 开头的密钥进入沙箱：数据分开，只认测试人员。"
    ),
    urls_namespace="api-v1",
    openapi_url="/openapi.json",
    docs_url=None,
    auth=SignedRequest(),
)
FAMILIES = (
    (orders, SignedRequest(Scope.ORDERS, forms=(JSON, NDJSON))),
    (events, SignedRequest(Scope.ORDERS, forms=(NDJSON,))),
    (cover, SignedRequest(Scope.COVER)),
    (reports, SignedRequest(Scope.REPORTS)),
    (checks, SignedRequest(Scope.CHECKS)),
    (webhooks, SignedRequest(Scope.WEBHOOKS)),
    (sandbox, SignedRequest()),
    (restrictions, SignedRequest(Scope.RESTRICTIONS)),
    (seekers, SignedRequest(Scope.SEEKERS)),
    (complaints, SignedRequest(Scope.COMPLAINTS)),
)
for family, right in FAMILIES:
    api.add_router("", family.router, auth=right)
api.add_router("", jobs.router)
problems.join(api)


@api.get("/docs", auth=None, include_in_schema=False, url_name="docs")
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a page to read, without any script."""
    described = api.get_openapi_schema()
    return render(
        request,
        "api/docs.html",
        {"described": described, "endpoints": _endpoints(described), "languages": snippets.LANGUAGES},
    )


@api.get("/snippets/{slug:language}", auth=None, include_in_schema=False, url_name="snippet")
def snippet(request: HttpRequest, language: str) -> HttpResponse:
    """The program of one language, to be saved under its name."""
    try:
        program = snippets.source(language)
    except LookupError as error:
        raise Http404 from error
    return HttpResponse(program, content_type="text/plain; charset=utf-8")


def _endpoints(described: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "calls": snippets.calls(described, method, path, endpoint),
            "answers": sorted(endpoint["responses"].items(), key=lambda item: int(item[0])),
            **endpoint,
        }
        for path, methods in described["paths"].items()
        for method, endpoint in methods.items()
    ]


app_name = "api-v1"
urlpatterns = api.urls[0]
