"""OFD (GB/T 33190): a ZIP of XML. Text by position, attached data, whether it is signed."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from math import isfinite
from typing import Any, Final

from lxml import etree

from anxin.documents.reading.base import Limits, NotReadable, Page, Run, Source
from anxin.documents.reading.formats.sheet import drawn_page
from anxin.documents.reading.records import local, records_in, safe_xml
from anxin.documents.reading.sniff import member_read, zip_open
from anxin.documents.types import Problem

_A4: Final = (210.0, 297.0)
_ATTACHMENTS_MOST: Final = 10
_TEXTS_MOST: Final = 5000


def read_ofd(content: bytes, limits: Limits) -> Source:
    """All pages of an OFD.

    Raises:
        NotReadable: damaged, hostile, or with too many pages.
    """
    with zip_open(content, limits) as archive:
        book = _Book(archive, limits)
        document, folder = book.document()
        sheets = [
            posixpath.join(folder, str(one.get("BaseLoc"))) for one in _named(document, "Page") if one.get("BaseLoc")
        ]
        if len(sheets) > limits.pages_max:
            raise NotReadable("too_many_pages", f"这个文件超过 {limits.pages_max} 页。请只传需要的几页。")
        default = _size(document) or _A4
        pages = tuple(book.page(number, sheet, default) for number, sheet in enumerate(sheets))
        records = tuple(book.records())
        problems = () if book.signed() else (_UNSIGNED,)
    return Source(
        pages=pages,
        reader="ofd 1",
        exact=True,
        records=records,
        previews=tuple(drawn_page(page, limits) for page in pages),
        problems=problems,
    )


_UNSIGNED: Final = Problem("unsigned", "这份 OFD 没有电子签章，请人工核对来源。")


class _Book:
    """The open archive with the few looks that are taken into it."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self.archive = archive
        self.limits = limits
        self.names = frozenset(archive.namelist())

    def xml(self, name: str) -> etree._Element:
        return safe_xml(member_read(self.archive, posixpath.normpath(name.lstrip("/")), self.limits))

    def document(self) -> tuple[etree._Element, str]:
        """The first document and the folder that its paths start from."""
        for root in _named(self.xml("OFD.xml"), "DocRoot"):
            path = (root.text or "").strip().lstrip("/")
            return self.xml(path), posixpath.dirname(path)
        raise NotReadable("incomplete", "这个 OFD 文件里没有文档。请重新下载后再传。")

    def page(self, number: int, path: str, default: tuple[float, float]) -> Page:
        root = self.xml(path)
        width, height = _size(root) or default
        runs = tuple(_texts(root, width, height))
        return Page(number, width, height, runs=runs)

    def records(self) -> Iterator[dict[str, Any]]:
        """Receipts in attached XML files."""
        attached = [name for name in sorted(self.names) if "attach" in name.lower() and name.lower().endswith(".xml")]
        for name in attached[:_ATTACHMENTS_MOST]:
            yield from records_in(member_read(self.archive, name, self.limits))

    def signed(self) -> bool:
        return any(name.lower().endswith("signedvalue.dat") for name in self.names)


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if local(element) == name)


def _size(root: etree._Element) -> tuple[float, float] | None:
    for name in ("PhysicalBox", "ApplicationBox"):
        for element in _named(root, name):
            box = _numbers(element.text)
            if len(box) == 4 and box[2] > 0 and box[3] > 0:
                return box[2], box[3]
    return None


def _texts(root: etree._Element, width: float, height: float) -> Iterator[Run]:
    for count, element in enumerate(_named(root, "TextObject")):
        if count > _TEXTS_MOST:
            return
        box = _numbers(element.get("Boundary"))
        text = "".join(str(part) for code in _named(element, "TextCode") for part in code.itertext()).strip()
        if text and len(box) == 4:
            x, y, w, h = box
            yield Run(text, *_clipped(x / width, y / height, (x + w) / width, (y + h) / height))


def _clipped(*edges: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (min(max(edge, 0.0), 1.0) for edge in edges)
    return x0, y0, x1, y1


def _numbers(text: str | None) -> list[float]:
    try:
        numbers = [float(part) for part in (text or "").split()]
    except ValueError:
        return []
    return numbers if all(isfinite(number) for number in numbers) else []
