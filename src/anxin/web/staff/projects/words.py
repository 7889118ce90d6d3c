"""Small things that the project pages share: addresses, days, files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from anxin.web.ui.forms import day_input

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


def offset_of(text: str) -> int:
    """A typed number of rows to skip; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
