"""A giant upload: what is kept of it is bounded, in memory and on disk, and the page says that it is too large."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from anxin.identity.types import Role
from anxin.imports.models import ImportJob
from tests.given.people import a_staff, signed_in

pytestmark = pytest.mark.django_db


def upload(browser: Client, size: int):
    file = SimpleUploadedFile("线索.csv", b"x" * size)
    return browser.post("/desk/imports/new/wage-clues/", {"source": "national", "file": file}, follow=True)


def test_no_more_of_a_giant_is_kept_than_shows_that_it_is_too_large(settings, monkeypatch):
    settings.ANXIN_UPLOAD_BYTES_MAX, settings.ANXIN_UPLOAD_KEPT_MAX = 200_000, 300_000
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000
    kept: list[int] = []
    complete = TemporaryFileUploadHandler.file_complete

    def noted(handler, file_size):
        kept.append(file_size)
        return complete(handler, file_size)

    monkeypatch.setattr(TemporaryFileUploadHandler, "file_complete", noted)
    page = upload(signed_in(a_staff(Role.WAGE_INSPECTOR)), 3_000_000)

    assert "请分成几个文件" in page.content.decode()
    assert 300_000 < kept[0] < 400_000
    assert not ImportJob.objects.exists()


GIANT = 200 * 2**20


class Flowing(io.RawIOBase):
    """A body of a form with a file of so many bytes, made while it is read."""

    HEAD = (
        b'--B\r\nContent-Disposition: form-data; name="source"\r\n\r\nnational\r\n'
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n'
    )
    TAIL = b"\r\n--B--\r\n"

    def __init__(self, name: str, begins: bytes) -> None:
        self.parts = [self.HEAD % name.encode() + begins, GIANT, self.TAIL]
        self.size = len(self.parts[0]) + GIANT + len(self.TAIL)

    def read(self, size: int = -1) -> bytes:
        size = self.size if size < 0 else size
        given = b""
        while self.parts and len(given) < size:
            first, wanted = self.parts[0], size - len(given)
            piece = bytes(min(first, wanted)) if isinstance(first, int) else first[:wanted]
            rest = first - len(piece) if isinstance(first, int) else first[wanted:]
            self.parts[:1] = [rest] if rest else []
            given += piece
        return given


@pytest.mark.parametrize(("name", "begins"), [("a.xlsx", b"PK\x03\x04"), ("a.csv", "姓名,单位\n".encode())])
def test_two_hundred_megabytes_take_no_more_memory_than_the_largest_file_we_keep(settings, name, begins):
    browser, body = signed_in(a_staff(Role.WAGE_INSPECTOR)), Flowing(name, begins)
    told = {"CONTENT_TYPE": "multipart/form-data; boundary=B", "CONTENT_LENGTH": str(body.size), "wsgi.input": body}
    tracemalloc.start()
    try:
        answer = browser.request(REQUEST_METHOD="POST", PATH_INFO="/desk/imports/new/wage-clues/", **told)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    page = browser.get("/desk/imports/new/wage-clues/") if answer.status_code == 302 else answer
    assert "请分成几个文件" in page.content.decode()
    assert peak < 2 * settings.ANXIN_UPLOAD_BYTES_MAX
    assert not ImportJob.objects.exists()
