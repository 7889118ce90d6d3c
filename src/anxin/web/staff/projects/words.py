"""Small things that the project pages share: addresses, days, files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from anxin.kit import clock
from anxin.kit.tables import write_xlsx
from anxin.web.ui.forms import day_input

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day of this century."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=day_input(),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )


def yes_no(label: Any, *, help_text: Any = "") -> forms.TypedChoiceField:
    """Yes, no, or not known: the third is never taken for no."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        help_text=help_text,
        choices=[("", "还没有核实"), ("no", "否"), ("yes", "是")],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


def xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table to take away, named with the day."""
    response = HttpResponse(write_xlsx(title, headers, rows), content_type=XLSX)
    name = f"{title}-{clock.today():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def offset_of(text: str) -> int:
    """A typed number of rows to skip; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
