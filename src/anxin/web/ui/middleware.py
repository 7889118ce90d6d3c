"""What every page has: a request number, and refusals shown as sentences."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from anxin.kit.errors import Refused
from anxin.kit.ids import uuid7

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


class RequestNumber:
    """Give each request a number that error pages show and logs carry."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = uuid7().hex[-12:]  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Number"] = request.number  # type: ignore[attr-defined]
        return response


class PackedPages(GZipMiddleware):
    """Send pages packed: a long form weighs a fifth on a phone's connection.

    Files are packed beforehand, or hardly shrink. Django pads each answer by some random bytes, so that its length
    tells nobody what stands in it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        return super().process_response(request, response) if is_page else response


class RefusedPages:
    """A domain refusal that no view caught becomes a page with its sentence, not a server error."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        template = "ui/partials/refused.html" if request.headers.get("HX-Request") else "ui/refused.html"
        facts = {"sentence": error.sentence, "status": error.status}
        return render(request, template, facts, status=error.status)
