"""A giant upload: what is kept of it is bounded, and the page says that it is too large."""

from __future__ import annotations

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
