"""The picture as the bytes an ESC/POS printer takes: raster bit images (GS v 0), then feed and cut."""

from __future__ import annotations

from typing import Final

from PIL import Image

_RESET: Final = b"\x1b@"
_FEED_AND_CUT: Final = b"\x1bd\x03\x1dV\x42\x00"
_BAND_ROWS: Final = 128
"""Rows a band: small printers hold only so much before they print."""

_NEGATIVE: Final = bytes(255 - value for value in range(256))
"""A picture says 1 for white, a printer 1 for black."""


def raster(picture: Image.Image) -> bytes:
    """A black and white picture as printer bytes; every glyph prints, whatever fonts the printer knows.

    Args:
        picture: mode ``1``; its width must be a multiple of eight.

    Raises:
        ValueError: another mode or width: a mistake of the caller.
    """
    if picture.mode != "1" or picture.width % 8:
        raise ValueError("the printer takes black and white pictures a multiple of eight dots wide")
    out = bytearray(_RESET)
    for top in range(0, picture.height, _BAND_ROWS):
        band = picture.crop((0, top, picture.width, min(top + _BAND_ROWS, picture.height)))
        across, rows = band.width // 8, band.height
        out += b"\x1dv0\x00" + across.to_bytes(2, "little") + rows.to_bytes(2, "little")
        out += band.tobytes().translate(_NEGATIVE)
    return bytes(out + _FEED_AND_CUT)
