"""The desk: every staff page, one module a context."""

from anxin.web.staff import cases, claims, identity, papers, payouts, policy, projects, supervise
from anxin.web.staff import cases, claims, identity, papers, payouts, policy, supervise, wages

urlpatterns = [
    *cases.urlpatterns,
    *claims.urlpatterns,
    *papers.urlpatterns,
    *payouts.urlpatterns,
    *policy.urlpatterns,
    *projects.urlpatterns,
    *identity.urlpatterns,
    *supervise.urlpatterns,
    *wages.urlpatterns,
]
