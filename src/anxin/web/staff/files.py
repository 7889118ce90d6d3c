"""Tables to take away from the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from anxin.kit import clock
from anxin.kit.tables import write_xlsx

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], *, name: str = "") -> HttpResponse:
    """A table as Excel; no browser or proxy keeps it.

    Args:
        name: of the file, without its ending; the title and the day where none is given.
    """
    response = HttpResponse(write_xlsx(title, headers, rows), content_type=XLSX)
    file = f"{name or f'{title}-{clock.today():%Y%m%d}'}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, file) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
