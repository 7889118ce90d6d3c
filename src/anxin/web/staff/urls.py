"""The desk: every staff page, one module a context."""

from anxin.web.staff import blacklist, cases, claims, identity, papers, payouts, policy, projects, supervise, wages

urlpatterns = [
    *blacklist.urlpatterns,
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
