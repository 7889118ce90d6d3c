"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from anxin.web.ui.routes import actor_of


def page(request: HttpRequest) -> dict[str, Any]:
    """The actor, the type size, and whether this is the demo city."""
    return {
        "actor": actor_of(request) if hasattr(request, "user") else None,
        "large_type": request.COOKIES.get("large_type") == "1",
        "demo": settings.ANXIN_DEMO,
        "request_number": getattr(request, "number", ""),
    }
