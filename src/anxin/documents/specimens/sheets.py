"""Drawing papers: one description in millimetres, made into a picture, a photo, a PDF or an OFD."""

from __future__ import annotations

import io
import json
import random
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import segno
import typst
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).parent
FONT_PACKAGE = Path("@expo-google-fonts/noto-sans-sc")
INK, RED, GREY = "#1a1a1a", "#b3261e", "#8a8f98"


@dataclass(frozen=True)
class Text:
    """A line of text; ``x`` and ``y`` are its top left corner, ``size`` the height of its letters."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class Rule:
    """A straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str = INK


@dataclass(frozen=True)
class Code:
    """A QR code."""

    x: float
    y: float
    side: float
    text: str


@dataclass(frozen=True)
class Seal:
    """A round red seal with a text across it."""

    x: float
    y: float
    radius: float
    text: str


@dataclass(frozen=True)
class Strokes:
    """A name signed by hand: points joined by a pen."""

    points: tuple[tuple[float, float], ...]


@dataclass
class Paper:
    """A sheet of paper and what is on it."""

    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    strokes: list[Strokes] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, *, size: float = 4, bold: bool = False, colour: str = INK) -> None:
        self.texts.append(Text(x, y, size, text, bold, colour))

    def rule(self, x0: float, y0: float, x1: float, y1: float, colour: str = INK) -> None:
        self.rules.append(Rule(x0, y0, x1, y1, colour))

    def row(self, y: float, columns: tuple[float, ...], texts: tuple[str, ...], *, size: float = 4) -> None:
        for x, text in zip(columns, texts, strict=True):
            if text:
                self.write(x, y, text, size=size)


class Fonts:
    """The pinned Chinese font."""

    def __init__(self, packages: Path) -> None:
        self.folder = packages / FONT_PACKAGE

    def of(self, size: int, bold: bool) -> ImageFont.FreeTypeFont:
        weight = "700Bold" if bold else "400Regular"
        return ImageFont.truetype(str(self.folder / weight / f"NotoSansSC_{weight}.ttf"), size)

    @property
    def paths(self) -> list[str]:
        return [str(self.folder / weight) for weight in ("400Regular", "700Bold")]


def picture(paper: Paper, fonts: Fonts, dots_per_mm: float) -> Image.Image:
    """A paper as a clean scan."""
    scale = dots_per_mm
    image = Image.new("RGB", (round(paper.width * scale), round(paper.height * scale)), "#fdfdfb")
    pen = ImageDraw.Draw(image)
    for rule in paper.rules:
        pen.line([rule.x0 * scale, rule.y0 * scale, rule.x1 * scale, rule.y1 * scale], rule.colour, 2)
    for text in paper.texts:
        font = fonts.of(max(round(text.size * scale), 1), text.bold)
        pen.text((text.x * scale, (text.y - 0.35 * text.size) * scale), text.text, fill=text.colour, font=font)
    for code in paper.codes:
        image.paste(_code(code.text, round(code.side * scale)), (round(code.x * scale), round(code.y * scale)))
    for strokes in paper.strokes:
        points = [(x * scale, y * scale) for x, y in strokes.points]
        pen.line(points, fill="#1b2a5c", width=max(round(0.6 * scale), 2), joint="curve")
    for seal in paper.seals:
        image = _sealed(image, seal, fonts, scale)
    return image


def _code(text: str, side: int) -> Image.Image:
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=8, border=2)
    return Image.open(out).convert("RGB").resize((side, side), Image.Resampling.NEAREST)


def _sealed(image: Image.Image, seal: Seal, fonts: Fonts, scale: float) -> Image.Image:
    """Ink of a seal multiplies with what is printed under it, so that the print stays legible."""
    layer = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(layer)
    x, y, radius = seal.x * scale, seal.y * scale, seal.radius * scale
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], outline="#e08a84", width=max(round(scale * 0.5), 2))
    font = fonts.of(round(seal.radius * scale * 0.24), True)
    pen.text((x, y), seal.text, fill="#e08a84", font=font, anchor="mm")
    return ImageChops.multiply(image, layer)


def photo(scan: Image.Image, *, seed: int, tilt: float, lean: float = 0.02, width: int = 1500) -> bytes:
    """A scan as a phone takes it: on a table, a little turned and leaning, uneven light, grain, JPEG."""
    chance = random.Random(seed)  # noqa: S311 - grain and light, not a secret
    margin = round(scan.width * 0.06)
    table = Image.new("RGB", (scan.width + 2 * margin, scan.height + 2 * margin), "#8d7a64")
    table.paste(scan, (margin, margin))
    turned = table.rotate(tilt, resample=Image.Resampling.BICUBIC, expand=False, fillcolor="#8d7a64")
    w, h = turned.size
    push = lean * w
    turned = turned.transform(
        (w, h),
        Image.Transform.QUAD,
        (push, 0, 0, h, w, h - push / 2, w - push / 2, push / 3),
        Image.Resampling.BICUBIC,
        fillcolor="#8d7a64",
    )
    turned = turned.resize((width, round(h * width / w)), Image.Resampling.LANCZOS)
    lit = ImageChops.multiply(turned, _light(turned.size, chance))
    grain = Image.frombytes("L", lit.size, chance.randbytes(lit.width * lit.height)).filter(ImageFilter.BoxBlur(1))
    grainy = Image.blend(lit, Image.merge("RGB", (grain, grain, grain)), 0.035)
    out = io.BytesIO()
    grainy.filter(ImageFilter.GaussianBlur(0.5)).save(out, "JPEG", quality=62, optimize=True)
    return out.getvalue()


def _light(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Brighter at one corner than at the other."""
    corner = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270)))
    shade = corner.point(lambda level: 190 + level // 4).resize(size)
    return Image.merge("RGB", (shade, shade, shade))


def pdf(paper: Paper, fonts: Fonts) -> bytes:
    """A paper as a PDF with text."""
    description = {
        "width": paper.width,
        "height": paper.height,
        "texts": [vars(text) for text in paper.texts],
        "rules": [vars(rule) for rule in paper.rules],
        "seals": [vars(seal) for seal in paper.seals],
        "codes": [vars(code) | {"png": list(_png(_code(code.text, 240)))} for code in paper.codes],
        "strokes": [strokes.points for strokes in paper.strokes],
    }
    made: bytes = typst.compile(
        str(HERE / "sheet.typ"),
        root=str(HERE),
        font_paths=fonts.paths,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(description, ensure_ascii=False)},
    )
    return made


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(paper: Paper, attached: dict[str, bytes] | None = None) -> bytes:
    """A paper as an OFD (GB/T 33190): its texts in their places, data files attached."""
    box = f"0 0 {paper.width:g} {paper.height:g}"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    texts = "".join(_ofd_text(number, text) for number, text in enumerate(paper.texts, start=10))
    files: dict[str, str | bytes] = {
        "OFD.xml": f'{head}<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>'
        f"0</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{head}<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        f'<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f"{head}<ofd:Page {_NS}><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
        f'</ofd:Area><ofd:Content><ofd:Layer ID="2">{texts}</ofd:Layer></ofd:Content></ofd:Page>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files | (attached or {})).items():
            member = zipfile.ZipInfo(name, date_time=(2026, 11, 3, 18, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()


def _ofd_text(number: int, text: Text) -> str:
    width = sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in text.text) * text.size
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{text.x:g} {text.y:g} {width:.2f} {text.size * 1.2:.2f}" Font="3" '
        f'Size="{text.size:g}"><ofd:TextCode X="0" Y="{text.size:g}">{escape(text.text)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
