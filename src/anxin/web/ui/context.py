"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from anxin.web.ui.routes import actor_of

LARGE_TYPE_COOKIE = "large_type"


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, the type size, and whether this is the demo city.

    The actor is lazy: an error page must render while the database is away.
    """
    return {
        "actor": SimpleLazyObject(lambda: actor_of(request)) if hasattr(request, "user") else None,
        "large_type": request.COOKIES.get(LARGE_TYPE_COOKIE) == "1",
        "demo": settings.ANXIN_DEMO,
        "request_number": getattr(request, "number", ""),
    }
