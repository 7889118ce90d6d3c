"""Every address of the product. Each route declares its audience (web/ui/routes.py)."""

from django.urls import include, path

from anxin.config.health import health
from anxin.web.ui.routes import PUBLIC, page

handler400 = "anxin.web.ui.errors.bad_request"
handler403 = "anxin.web.ui.errors.forbidden"
handler404 = "anxin.web.ui.errors.not_found"
handler500 = "anxin.web.ui.errors.broken"

urlpatterns = [
    page("healthz", health, name="health", audience=PUBLIC),
    path("", include("anxin.web.ui.urls")),
    path("", include("anxin.web.worker.urls")),
    path("kiosk/", include("anxin.web.kiosk.urls")),
    path("screen/", include("anxin.web.screen.urls")),
    path("desk/", include("anxin.web.staff.urls")),
    path("open/", include("anxin.web.public.urls")),
    path("api/v1/", include("anxin.api.urls")),
]
