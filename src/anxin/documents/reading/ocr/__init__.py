"""Text on pictures, through the packaged models. Optional: without the packages a page simply has no text.

Only the models inside the package are used; nothing is ever fetched. The order of work: find the lines, decide
which way is up, level and straighten lines and picture together, read the lines from the sharpest pixels, look again
at what was uncertain.
"""

from anxin.documents.reading.ocr.engine import available, warm
from anxin.documents.reading.ocr.picture import PictureText, read_page, read_picture

__all__ = ["PictureText", "available", "read_page", "read_picture", "warm"]
