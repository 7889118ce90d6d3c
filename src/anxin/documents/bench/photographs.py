"""A paper as a scanner and as phones of careful, hurried and hopeless hands take it."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy
from PIL import Image, ImageFont

from anxin.documents.bench.receipts import Drawn
from anxin.documents.specimens.sheets import Fonts, Seal, picture

HARDNESSES: Final = ("scan", "ordinary", "hard", "awful")
_SYSTEM_FONTS: Final = (
    (
        "serif",
        "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
        2,
    ),
    (
        "mono",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        7,
    ),
    ("wqy", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    (
        "wqy-micro",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        0,
    ),
)


class SystemFonts(Fonts):
    """A Chinese font of the machine."""

    def __init__(self, regular: str, bold: str, index: int) -> None:
        self.files = {False: regular, True: bold}
        self.index = index

    def of(self, size: int, bold: bool) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.files[bold], size, index=self.index)


class LightFonts(Fonts):
    """The pinned font in a thin weight, as needle and thermal printers print."""

    def of(self, size: int, bold: bool) -> ImageFont.FreeTypeFont:
        weight = "500Medium" if bold else "300Light"
        return ImageFont.truetype(str(self.folder / weight / f"NotoSansSC_{weight}.ttf"), size)


def fonts_here(packages: Path) -> dict[str, Fonts]:
    """The fonts that papers can be drawn in on this machine: two weights of the pinned one, and what is installed."""
    found: dict[str, Fonts] = {"sans": Fonts(packages), "light": LightFonts(packages)}
    for name, regular, bold, index in _SYSTEM_FONTS:
        if Path(regular).exists() and Path(bold).exists():
            found[name] = SystemFonts(regular, bold, index)
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """How a photograph is taken. ``side`` is the longer side of the paper in pixels, light goes from 0 to 1."""

    side: int
    tilt: float
    lean: float
    light: float
    shadow: float
    blur: float
    noise: float
    quality: int
    crease: bool = False
    glare: float = 0.0


def look_of(hardness: str, chance: random.Random) -> Look:
    """A look of a hardness; ``awful`` is one of a few ways in which nobody could read it."""
    if hardness == "scan":
        return Look(1700, 0, 0, 0, 0, 0, 2, 90)
    if hardness == "ordinary":
        side = chance.choice((1500, 1700, 2000))
        return Look(side, chance.uniform(-4, 4), 0.025, 0.25, 0, chance.uniform(0.4, 0.8), 5, chance.randrange(65, 85))
    if hardness == "hard":
        tilt = chance.choice((-1, 1)) * chance.uniform(8, 15)
        return Look(900, tilt, 0.05, 0.35, 0.45, chance.uniform(0.5, 0.8), 6, chance.randrange(50, 65), crease=True)
    way = chance.choice(
        (
            Look(380, 8, 0.05, 0.3, 0.4, 1.2, 8, 35),
            Look(900, 5, 0.05, 0.3, 0.3, 5.0, 8, 50),
            Look(900, 5, 0.05, 0.3, 0, 1.5, 8, 50, glare=0.9),
        )
    )
    return replace(way, tilt=chance.uniform(-12, 12))


def photographed(drawn: Drawn, fonts: Fonts, hardness: str, seed: int) -> bytes:
    """A JPEG of a paper."""
    chance = random.Random(seed)  # noqa: S311 - light and grain, not a secret
    look = look_of(hardness, chance)
    paper = drawn.paper
    if hardness == "hard":
        x, y = drawn.stamped
        seal = Seal(x * paper.width, y * paper.height, 0.055 * max(paper.width, paper.height), "核对无误")
        paper = replace(paper, seals=[*paper.seals, seal])
    scale = max(1800, look.side) / max(paper.width, paper.height)
    sheet = picture(paper, fonts, scale)
    if hardness == "scan":
        return _jpeg(_noisy(numpy.asarray(sheet), look, chance), look.quality)
    return _jpeg(_taken(numpy.asarray(sheet), look, chance), look.quality)


def _taken(sheet: Any, look: Look, chance: random.Random) -> Any:
    import cv2

    if look.crease:
        sheet = _creased(sheet, chance)
    h, w = sheet.shape[:2]
    matrix, size = _placed(w, h, look, chance)
    table = numpy.array(chance.choice(((100, 122, 141), (70, 72, 78), (176, 170, 160), (60, 84, 110))), float)
    shot = cv2.warpPerspective(
        sheet, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=tuple(table.tolist())
    ).astype(numpy.float32)
    shot *= _light(size, look, chance)[:, :, None]
    if look.glare:
        shot = _glared(shot, look.glare, chance)
    if look.blur:
        shot = cv2.GaussianBlur(shot, (0, 0), look.blur)
    return _noisy(shot, look, chance)


def _placed(w: int, h: int, look: Look, chance: random.Random) -> tuple[Any, tuple[int, int]]:
    """The way of each point of the paper onto the picture, and the size of the picture."""
    import cv2

    turn = numpy.radians(look.tilt)
    corners = numpy.array([(0, 0), (w, 0), (w, h), (0, h)], numpy.float32)
    middle = numpy.array([w / 2, h / 2])
    spin = numpy.array([[numpy.cos(turn), -numpy.sin(turn)], [numpy.sin(turn), numpy.cos(turn)]])
    moved = (corners - middle) @ spin.T
    push = look.lean * max(w, h)
    moved += numpy.array([[chance.uniform(-push, push), chance.uniform(-push, push)] for _ in range(4)])
    low, high = moved.min(axis=0), moved.max(axis=0)
    factor = look.side / max(w, h)
    margin = 0.04 * (high - low)
    target = ((moved - low + margin) * factor).astype(numpy.float32)
    width, height = ((high - low + 2 * margin) * factor).astype(int).tolist()
    return cv2.getPerspectiveTransform(corners, target), (width, height)


def _light(size: tuple[int, int], look: Look, chance: random.Random) -> Any:
    import cv2

    width, height = size
    across, down = numpy.meshgrid(numpy.linspace(0, 1, width), numpy.linspace(0, 1, height))
    angle = chance.uniform(0, 2 * numpy.pi)
    slope = (across - 0.5) * numpy.cos(angle) + (down - 0.5) * numpy.sin(angle)
    light = 1 - look.light * (0.5 + slope)
    if look.shadow:
        mask = numpy.zeros((height, width), numpy.float32)
        start = chance.uniform(0.2, 0.8) * width
        lean = chance.uniform(-0.3, 0.3) * height
        outline = numpy.array([(start, 0), (width, 0), (width, height), (start + lean, height)], numpy.int32)
        cv2.fillPoly(mask, [outline], 1.0)
        light = light * (1 - look.shadow * cv2.GaussianBlur(mask, (0, 0), 0.015 * width))
    return light.astype(numpy.float32)


def _creased(sheet: Any, chance: random.Random) -> Any:
    """A fold across the paper: a bright and a dark line and a shift of a pixel or two."""
    h = sheet.shape[0]
    at = int(chance.uniform(0.35, 0.65) * h)
    bent = sheet.astype(numpy.float32).copy()
    bent[at:] = numpy.roll(bent[at:], 2, axis=1)
    band = max(2, h // 400)
    bent[at - band : at] *= 0.8
    bent[at : at + band] = numpy.minimum(bent[at : at + band] * 1.1, 255)
    return bent


def _glared(shot: Any, most: float, chance: random.Random) -> Any:
    h, w = shot.shape[:2]
    x, y = chance.uniform(0.35, 0.65) * w, chance.uniform(0.3, 0.6) * h
    across, down = numpy.meshgrid(numpy.arange(w), numpy.arange(h))
    spot = numpy.exp(-(((across - x) / (0.32 * w)) ** 2 + ((down - y) / (0.35 * h)) ** 2))[:, :, None]
    return shot + (255 - shot) * numpy.clip(spot * 1.6, 0, 1) * most + 90 * spot


def _noisy(shot: Any, look: Look, chance: random.Random) -> Any:
    grain = numpy.random.default_rng(chance.randrange(2**32)).normal(0, look.noise, shot.shape)
    return numpy.clip(shot + grain, 0, 255).astype(numpy.uint8)


def _jpeg(pixels: Any, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality)
    return out.getvalue()
