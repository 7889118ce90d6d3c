"""The match slip (岗位匹配单): what somebody takes from the kiosk in his hand.

Pure: a frozen :class:`Slip` becomes a picture for an 80 mm printer, the printer's own bytes, and a PDF. One layout for
kiosk and desk, so that the two never differ.
"""

from anxin.market.slip.escpos import raster
from anxin.market.slip.paper import pdf
from anxin.market.slip.picture import picture, png
from anxin.market.slip.types import Slip

__all__ = ["Slip", "pdf", "picture", "png", "raster"]
