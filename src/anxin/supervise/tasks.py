"""Work supervision does by the clock."""

from anxin.kit import clock
from anxin.kit.jobs import periodic
from anxin.supervise.services import sheet_make


@periodic("20 * * * *")
def public_figures() -> None:
    """Refresh the public figures every hour."""
    sheet_make(at=clock.now())
