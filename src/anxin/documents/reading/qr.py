"""QR codes on a picture, with their places."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from anxin.documents.reading.base import Run

_TEXT_LENGTH_MOST = 2000


def codes_on(image: Image.Image) -> tuple[Run, ...]:
    """The texts of the QR codes on a page."""
    found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return tuple(_run(code, image.size) for code in found if code.text and len(code.text) <= _TEXT_LENGTH_MOST)


def _run(code: zxingcpp.Barcode, size: tuple[int, int]) -> Run:
    corners = (code.position.top_left, code.position.top_right, code.position.bottom_right, code.position.bottom_left)
    xs, ys = [corner.x / size[0] for corner in corners], [corner.y / size[1] for corner in corners]
    return Run(code.text, min(xs), min(ys), max(xs), max(ys))
