"""Signs that a picture was changed after it was taken (改动迹象). Signals only: each may be innocent, a person looks.

What a phone's camera writes: its make and model, the time, a small picture of the whole. A program that changes
pictures leaves its name, in the facts or in the picture's history, forgets or keeps the small picture, or writes the
size of what it cut from.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import numpy
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import IFD

from anxin.documents.reading.pictures import FORMATS
from anxin.documents.types import Problem

_SOFTWARE, _MAKE, _CHANGED, _TAKEN = 0x0131, 0x010F, 0x0132, 0x9003
_SMALL, _SMALL_LENGTH = 0x0201, 0x0202
_WIDE, _HIGH = 0xA002, 0xA003
_EDITORS: Final = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picsart|meitu|美图|醒图|pixlr|affinity|paint\.net|coreldraw|facetune",
    re.IGNORECASE,
)
_UNLIKE: Final = 0.12
"""Mean difference of brightness (0 to 1) from which the small picture inside shows something else."""

_HISTORY_MOST: Final = 64 * 2**10
_TOOL: Final = re.compile(r"(?:CreatorTool|softwareAgent)(?:=[\"']|>)(?P<tool>[^\"'<]{2,80})")
"""Where a history names the program that made or changed a picture, as an attribute or as an element."""

_SKETCH_SIDE: Final = 48
_SMALL_BYTES_MOST: Final = 256 * 2**10
_SMALL_SIDE_MOST: Final = 512


def signs_of_change(content: bytes, upright: Image.Image) -> tuple[Problem, ...]:
    """One finding that names every sign on a picture; nothing when there is none.

    Args:
        upright: the picture as it is read.
    """
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(BytesIO(content), formats=FORMATS) as image:
            signs = tuple(_signs(image, image.getexif(), upright))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError):
        return ()
    if not signs:
        return ()
    return (Problem("edited", f"照片可能改动过（{'；'.join(signs)}），请对照原件核对。"),)


def _signs(image: Image.Image, exif: Image.Exif, upright: Image.Image) -> Iterator[str]:
    software = str(exif.get(_SOFTWARE, ""))
    if _EDITORS.search(software):
        yield f"带有修图软件 {software[:40]} 的记号"
    elif editor := _told_in_history(image):
        yield f"记录里有修图软件 {editor[:40]}"
    told = exif.get_ifd(IFD.Exif)
    wide, high = told.get(_WIDE), told.get(_HIGH)
    if exif.get(_MAKE) and wide and high and {int(wide), int(high)} != set(image.size):
        yield "尺寸与拍摄时不同"
    if exif.get(_MAKE) and _later(exif.get(_CHANGED), told.get(_TAKEN)):
        yield "拍摄之后又存过"
    small = _small_picture(image, exif)
    if small is not None and _differ(small, upright):
        yield "缩略图与照片不是同一画面"


def _told_in_history(image: Image.Image) -> str:
    """The editing program that the picture's own history (XMP) names; empty without one."""
    history = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    text = history if isinstance(history, str) else history[:_HISTORY_MOST].decode("utf-8", "ignore")
    tools = (match["tool"] for match in _TOOL.finditer(text[:_HISTORY_MOST]))
    return next((tool for tool in tools if _EDITORS.search(tool)), "")


def _later(changed: Any, taken: Any) -> bool:
    """Was it stored again on another day? Phones write both moments within seconds."""
    days = [str(moment)[:10] for moment in (changed, taken) if moment]
    return len(days) == 2 and days[0] > days[1]


def _small_picture(image: Image.Image, exif: Image.Exif) -> Image.Image | None:
    """The small picture a camera puts beside the large one, by its place in the block of facts."""
    where = exif.get_ifd(IFD.IFD1)
    start, length = int(where.get(_SMALL, 0)), int(where.get(_SMALL_LENGTH, 0))
    raw = (image.info.get("exif") or b"").removeprefix(b"Exif\x00\x00")[start : start + length]
    if not start or not 0 < length <= _SMALL_BYTES_MOST or not raw.startswith(b"\xff\xd8\xff"):
        return None
    small = Image.open(BytesIO(raw), formats=("JPEG",))
    return small if max(small.size) <= _SMALL_SIDE_MOST else None


def _differ(small: Image.Image, large: Image.Image) -> bool:
    """Do they show different things, however the small one is turned?"""
    wanted = _sketch(large)
    turns = [_sketch(small.rotate(90 * turn, expand=True)) for turn in range(4)]
    return min(float(numpy.abs(wanted - turn).mean()) for turn in turns) > _UNLIKE


def _sketch(image: Image.Image) -> Any:
    grey = numpy.asarray(image.convert("L").resize((_SKETCH_SIDE, _SKETCH_SIDE)), numpy.float32) / 255
    return grey - grey.mean()
