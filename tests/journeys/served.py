"""Our pages on a port of this process, for browsers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test.testcases import LiveServerThread

FOREVER_SECONDS = 10 * 365 * 24 * 3600
"""Time stands elsewhere in the server than in the browser: what it gives seems some time old already."""


class KeptStaticFiles(StaticFilesHandler):
    """Files that a browser keeps and does not ask for again, as those of an installation, whose names are digests."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        answer = super().serve(request)
        answer["Cache-Control"] = f"max-age={FOREVER_SECONDS}, immutable"
        return answer


@contextmanager
def served() -> Iterator[str]:
    """A server that sees this process's settings and database; gives its address."""
    thread = LiveServerThread("127.0.0.1", KeptStaticFiles)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{thread.host}:{thread.port}"
    finally:
        thread.terminate()
