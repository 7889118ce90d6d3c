"""Forms: drawn by our templates, and refusals of the domain shown beside what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

from anxin.kit.errors import Refused


class Renderer(TemplatesSetting):
    """``{{ form }}`` and ``{{ form.name.as_field_group }}`` in our own clothes."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


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
    """Run a service on a page without a form; a refusal becomes a banner on the next page."""
    try:
        yield
    except Refused as refused:
        messages.error(request, refused.sentence)
