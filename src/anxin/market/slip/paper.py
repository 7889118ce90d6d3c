"""The slip as a PDF page 80 mm wide and as long as its text, for printers behind an ordinary print dialog."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image

from anxin.market.slip.picture import DOTS_PER_INCH, picture
from anxin.market.slip.types import Slip

_PAPER_DOTS: Final = 640
"""80 mm at the printer's 203 dots an inch."""


def pdf(slip: Slip) -> bytes:
    """One page holding the very picture that the slip printer gets, so that the two cannot differ."""
    out = io.BytesIO()
    sheet = picture(slip)
    page = Image.new("1", (_PAPER_DOTS, sheet.height), 1)
    page.paste(sheet, ((_PAPER_DOTS - sheet.width) // 2, 0))
    page.save(out, "PDF", resolution=DOTS_PER_INCH, title=f"岗位匹配单 {slip.number}", author=slip.market)
    return out.getvalue()
