"""Asking our own API from inside, through the whole handler: what comes back is what a platform would get."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from anxin.platforms.types import Answered

HOST: Final = "localhost"


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def ask(*, method: str, path: str, headers: Mapping[str, str], body: bytes, content_type: str) -> Answered:
    """Let the product answer a request. ``path`` has its query."""
    plain, _mark, query = path.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": plain,
        "QUERY_STRING": query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "HTTP_HOST": HOST,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }
    environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    response = _handler().get_response(WSGIRequest(environ))
    assert isinstance(response, HttpResponse), "the API streams nothing"
    return Answered(response.status_code, dict(response.items()), bytes(response.content))
