"""The language of a page: what the person chose, otherwise Chinese."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Follow the language cookie only.

    Not ``Accept-Language``: many phones in China are set to English by whoever sold them, and a rider who
    opens a page about his injury must not meet a language he did not ask for.

    Only pages that are read are translated. What a form writes is written in Chinese whatever the page showed:
    sentences end up in case files, decisions and signed papers, and those have one language.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reads = request.method in ("GET", "HEAD")
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") if reads else ""
        with translation.override(chosen if chosen in self.known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response
