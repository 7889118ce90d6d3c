"""Forms: drawn by our templates, and refusals of the domain shown beside what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput, Refused
from anxin.kit.money import parse_yuan

TYPED = "typed"
"""Tag of a refusal that answers a form."""


class Renderer(TemplatesSetting):
    """``{{ form }}`` and ``{{ form.name.as_field_group }}`` in our own clothes."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def day_input() -> forms.DateInput:
    """The browser's own calendar. It understands ISO days only; written as the language writes days it stays empty."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def month_input() -> forms.DateInput:
    """The browser's own list of months."""
    return forms.DateInput(attrs={"type": "month", "placeholder": "2026-10"}, format="%Y-%m")


def time_input(**more: str) -> forms.TimeInput:
    """The browser's own clock."""
    return forms.TimeInput(attrs={"type": "time", **more}, format="%H:%M")


def moment_input() -> forms.DateTimeInput:
    """The browser's own calendar and clock."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class YuanField(forms.CharField):
    """An amount in yuan as people type it, 20 characters at most; gives fen, None for nothing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except BadInput as error:
            raise forms.ValidationError(error.sentence) from error


class MonthField(forms.CharField):
    """A month as browsers send it (``2026-08``); gives its first day, or None."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            year, month = (int(part) for part in text.split("-")[:2])
            return date(year, month, 1)
        except ValueError as error:
            raise forms.ValidationError(_("请选一个月份，例如 2026-08。")) from error


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """Run a service; a refusal becomes an error of the form (at its field when it names one).

    >>> if form.is_valid():
    ...     with refusals_in(form):
    ...         claim_submit(...)
    ...     if not form.errors:
    ...         return redirect(...)
    """
    try:
        yield
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """Run a service on a page without a form; a refusal becomes a banner on the next page.

    What was typed is filled in again by ``base.js``. Without it the browser has kept it one step back, and the banner
    says so: nothing that people type is stored for this, and no page may forbid browsers to keep it (``no-store``).
    """
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.sentence, extra_tags=TYPED)
