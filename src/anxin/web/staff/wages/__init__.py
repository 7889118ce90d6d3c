"""The desk's pages about unpaid wages, one module a task."""

from anxin.web.staff.wages import case, intake, ledger, payments, sheets

urlpatterns = [
    *intake.urlpatterns,
    *ledger.urlpatterns,
    *case.urlpatterns,
    *sheets.urlpatterns,
    *payments.urlpatterns,
]
