"""The platform's portal (平台门户): what came in, what waits, keys, requests, pushes, conformance, contacts."""

from django.urls import URLPattern

from anxin.identity.types import Role
from anxin.web.staff.platform import bills, home, hooks, keys, listing, orders, profile, requests, runs
from anxin.web.staff.platform.frame import OWN
from anxin.web.ui.routes import page, staff

PORTAL = staff(Role.PLATFORM_OPERATOR, Role.PLATFORM_MANAGER, Role.SYSTEM_ADMIN)

urlpatterns: list[URLPattern] = [
    page("platform/", home.own, name="portal", audience=staff(*OWN)),
    page("platform/today/", home.home, name="platform-home", audience=PORTAL),
    page("platform/live/", home.live, name="platform-live", audience=PORTAL),
    page("platform/quarantine/", orders.quarantine, name="platform-quarantine", audience=PORTAL),
    page("platform/files/", orders.files, name="platform-files", audience=PORTAL),
    page("platform/files/<uuid:import_id>/", orders.file, name="platform-file", audience=PORTAL),
    page(
        "platform/files/<uuid:import_id>/progress/",
        orders.file_progress,
        name="platform-file-progress",
        audience=PORTAL,
    ),
    page("platform/bills/", bills.bills, name="platform-bills", audience=PORTAL),
    page("platform/keys/", keys.keys, name="platform-keys", audience=PORTAL),
    page("platform/requests/", requests.log, name="platform-requests", audience=PORTAL),
    page("platform/requests/one/", requests.one, name="platform-request", audience=PORTAL),
    page("platform/hooks/", hooks.hooks, name="platform-hooks", audience=PORTAL),
    page("platform/runs/", runs.runs, name="platform-runs", audience=PORTAL),
    page("platform/runs/now/", runs.now_part, name="platform-run-now", audience=PORTAL),
    page("platform/contacts/", profile.contacts, name="platform-contacts", audience=PORTAL),
    page(
        "platforms/",
        listing.platforms,
        name="platforms",
        audience=staff(Role.SYSTEM_ADMIN),
    ),
]
