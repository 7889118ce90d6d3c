"""The language of a page: what the person chose, otherwise Chinese."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates, Template
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponse]


def chosen_language(request: HttpRequest) -> str:
    """What the page speaks by itself (:func:`speak`), else what the reader chose, otherwise Chinese.

    Not ``Accept-Language``: many phones in China are set to English by whoever sold them, and a rider who
    opens a page about his injury must not meet a language he did not ask for.
    """
    chosen = getattr(request, "page_language", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def speak(request: HttpRequest, language: str) -> None:
    """Draw the page of this request in a language of its own: walls and kiosks say it in their address."""
    request.page_language = language  # type: ignore[attr-defined]


class ChosenLanguage:
    """Follow the language cookie where a page is read.

    What a form writes is written in Chinese whatever the page showed: sentences end up in case files, decisions and
    signed papers, and those have one language. The page that answers a form is drawn in the reader's (:class:`Pages`).
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = chosen_language(request)
        reads = request.method in ("GET", "HEAD")
        with translation.override(chosen if reads else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class Pages(DjangoTemplates):
    """Django's templates; whatever was going on when a page is drawn, it is drawn in its reader's language."""

    def get_template(self, template_name: str) -> Template:
        return _Page(super().get_template(template_name).template, self)


class _Page(Template):
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> Any:
        if request is None:
            return super().render(context, request)
        with translation.override(chosen_language(request)):
            return super().render(context, request)
