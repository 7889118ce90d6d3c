"""The desk's pages about unpaid wages, one module a task."""

from anxin.web.staff.wages import case, intake, ledger, payments, responsible, sheets

urlpatterns = [
    *intake.urlpatterns,
    *ledger.urlpatterns,
    *case.urlpatterns,
    *responsible.urlpatterns,
    *sheets.urlpatterns,
    *payments.urlpatterns,
]
