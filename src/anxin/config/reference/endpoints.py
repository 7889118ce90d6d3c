"""Every endpoint of the API, from its own description."""

from importlib import import_module
from typing import Any

from ninja import NinjaAPI

from anxin.config.reference.markdown import table

METHODS = ("get", "post", "put", "patch", "delete")


def page() -> str:
    """``docs/reference/endpoints.md``."""
    rows = [
        (method.upper(), f"`{path}`", each.get("summary", ""), ", ".join(sorted(map(str, each.get("responses", {})))))
        for path, method, each in endpoints()
    ]
    return (
        "# API\n\nOpenAPI at `/api/v1/openapi.json`, readable at `/api/v1/docs`. Errors follow RFC 9457. "
        "Writes take an `Idempotency-Key`; requests are signed.\n\n"
        + table(("Method", "Path", "What it does", "Answers"), rows)
    )


def endpoints() -> list[tuple[str, str, dict[str, Any]]]:
    """(path, method, description), in the order of the paths."""
    paths = schema().get("paths", {})
    return [
        (path, method, each[method]) for path, each in sorted(paths.items()) for method in METHODS if method in each
    ]


def schema() -> dict[str, Any]:
    """The OpenAPI description; empty while there is no API."""
    for value in vars(import_module("anxin.api.urls")).values():
        if isinstance(value, NinjaAPI):
            return dict(value.get_openapi_schema())
    return {}
