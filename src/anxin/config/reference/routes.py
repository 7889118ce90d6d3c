"""Every address, with its audience."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from anxin.config.reference.markdown import table
from anxin.web.ui.routes import Audience

API_PREFIX = "api/v1/"


@dataclass(frozen=True, slots=True)
class Route:
    """One address as Django knows it.

    Args:
        audience: ``None`` for a route that was not made with ``page()``.
    """

    pattern: str
    name: str
    audience: Audience | None
    view: Any


def page() -> str:
    """``docs/reference/routes.md``."""
    rows = [(f"`/{each.pattern}`", each.name, str(each.audience)) for each in routes() if each.audience]
    return (
        "# Addresses\n\nWho may come to each page; what is behind it is filtered again, object by object. "
        "The API has its [own list](endpoints.md).\n\n" + table(("Address", "Name", "Audience"), rows)
    )


def routes() -> list[Route]:
    """Every route of the product, in the order in which Django looks."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for each in patterns:
        here = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, here)
        else:
            yield Route(here, each.name or "", getattr(each.callback, "audience", None), each.callback)
