"""The kiosk's addresses. Everybody stands before it; only a machine that staff entered gets answers."""

from django.urls import URLPattern

from anxin.web.kiosk import pages, steps
from anxin.web.ui.routes import PUBLIC, page

urlpatterns: list[URLPattern] = [
    page("", pages.kiosk, name="kiosk", audience=PUBLIC),
    page("setup/", pages.setup, name="kiosk-setup", audience=PUBLIC),
    page("sw.js", pages.service_worker, name="kiosk-worker", audience=PUBLIC),
    page("characters.json", pages.characters, name="kiosk-characters", audience=PUBLIC),
    page("snapshot.json", pages.snapshot, name="kiosk-snapshot", audience=PUBLIC),
    page("identify/", steps.identify, name="kiosk-identify", audience=PUBLIC),
    page("matches/", steps.matches, name="kiosk-matches", audience=PUBLIC),
    page("slip/", steps.slip, name="kiosk-slip", audience=PUBLIC),
    page("apply/", steps.apply, name="kiosk-apply", audience=PUBLIC),
    page("ticket/", steps.ticket, name="kiosk-ticket", audience=PUBLIC),
    page("reconcile/", steps.reconcile, name="kiosk-reconcile", audience=PUBLIC),
]
