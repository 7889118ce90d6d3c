"""Pictures of pages: opened within limits, turned upright, re-encoded without any metadata."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from anxin.documents.reading.base import Limits, NotReadable

_JPEG_QUALITY: Final = 82
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_DAMAGED: Final = "这张图片打不开，可能没有传完。请重新拍照后再传。"


def picture_open(content: bytes, limits: Limits) -> Image.Image:
    """An upload as an upright RGB picture no larger than is read.

    Raises:
        NotReadable: damaged, or of a size that no phone makes.
    """
    _learn_heif()
    Image.MAX_IMAGE_PIXELS = None  # our own limit, checked before anything is unpacked
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(content), formats=FORMATS)
            if image.width * image.height > limits.pixels_max:
                raise NotReadable("too_many_pixels", "这张图片的尺寸大得不合常理。请用手机直接拍照后再传。")
            image.draft("RGB", (limits.preview_side * 2, limits.preview_side * 2))
            image.load()
            upright = ImageOps.exif_transpose(image)
    except NotReadable:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, EOFError) as error:
        raise NotReadable("damaged", _DAMAGED) from error
    return on_white(upright)


def look_of(image: Image.Image) -> int:
    """64 bits that stay nearly the same when a picture is stored again, made smaller or a little brighter.

    Signed, as databases keep them. Two forms of one kind look alike, so this tells only photographs of scenes apart.
    """
    small = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    pixels = list(small.tobytes())
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (pixels[9 * row + column] > pixels[9 * row + column + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def on_white(image: Image.Image) -> Image.Image:
    """A picture in RGB; what was transparent is paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        solid = image.convert("RGBA")
        paper = Image.new("RGB", solid.size, "white")
        paper.paste(solid, mask=solid.getchannel("A"))
        return paper
    return image.convert("RGB")


def preview_of(image: Image.Image, limits: Limits) -> bytes:
    """A JPEG of a picture for people to look at: pixels only, nothing that came with the file."""
    small = image.copy()
    small.thumbnail((limits.preview_side, limits.preview_side))
    out = BytesIO()
    small.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _learn_heif() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
