"""Uploads bounded where they come in: of a giant file no more is kept than shows that it is too large."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep a file, and passes no more on than any page takes.

    The rest of the body is read and dropped, so that the browser hears the answer instead of a broken connection.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= settings.ANXIN_UPLOAD_KEPT_MAX else None

    def file_complete(self, file_size: int) -> None:
        return None
