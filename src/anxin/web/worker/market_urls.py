"""The worker's addresses in the market."""

from django.urls import URLPattern

from anxin.web.ui.routes import WORKER, page
from anxin.web.worker import market, offers

urlpatterns: list[URLPattern] = [
    page("market/", market.home, name="market", audience=WORKER),
    page("market/register/", market.register, name="market-register", audience=WORKER),
    page("market/jobs/<int:job_id>/", market.job, name="market-job", audience=WORKER),
    page("market/jobs/<int:job_id>/apply/", market.apply, name="market-apply", audience=WORKER),
    page("market/applications/", market.applications, name="market-applications", audience=WORKER),
    page(
        "market/applications/<uuid:application_id>/",
        market.application,
        name="market-application",
        audience=WORKER,
    ),
    page(
        "market/applications/<uuid:application_id>/<slug:act>/",
        market.act,
        name="market-application-act",
        audience=WORKER,
    ),
    page("market/start/<str:code>/", market.start, name="market-start", audience=WORKER),
    page("market/certificates/", market.certificates, name="market-certificates", audience=WORKER),
    page("market/hardships/", market.hardships, name="market-hardships", audience=WORKER),
    page("market/pause/", market.pause, name="market-pause", audience=WORKER),
    page("market/leave/", market.leave, name="market-leave", audience=WORKER),
    *offers.urlpatterns,
]
