"""The desk: every staff page, one module a context."""

from anxin.web.staff import (
    blacklist,
    cases,
    claims,
    hall,
    identity,
    imports,
    live,
    papers,
    payouts,
    platform,
    policy,
    premium,
    prevention,
    projects,
    supervise,
    wages,
)
from anxin.web.staff.market import hiring, running, seekers

urlpatterns = [
    *blacklist.urlpatterns,
    *cases.urlpatterns,
    *claims.urlpatterns,
    *imports.urlpatterns,
    *papers.urlpatterns,
    *payouts.urlpatterns,
    *platform.urlpatterns,
    *policy.urlpatterns,
    *projects.urlpatterns,
    *premium.urlpatterns,
    *live.urlpatterns,
    *identity.urlpatterns,
    *prevention.urlpatterns,
    *hiring.urlpatterns,
    *running.urlpatterns,
    *seekers.urlpatterns,
    *supervise.urlpatterns,
    *wages.urlpatterns,
    *hall.urlpatterns,
]
