"""Files as a phone makes them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def a_photo(text: str = "photo", *, size: tuple[int, int] = (640, 480)) -> bytes:
    """A small JPEG; different texts give different files."""
    picture = Image.new("RGB", size, "#f4efe6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((40, 30, size[0] - 40, size[1] - 30), fill="white", outline="#444")
    pen.text((60, 60), text, fill="#222")
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
