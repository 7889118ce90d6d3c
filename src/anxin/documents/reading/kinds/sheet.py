"""A paper as its kinds look at it: lines, exact records, QR texts, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageChops, ImageFilter

from anxin.documents.reading.base import Found, Source
from anxin.documents.reading.labels import labelled
from anxin.documents.reading.lines import Line, lines_of, squeezed, text_of
from anxin.documents.types import Box

PICTURE_MOST: Final = 0.99
"""A picture is never as sure as data: people look at what money depends on."""


_INK_DEPTH: Final = 60


@dataclass(frozen=True)
class Sheet:
    """One paper, all its pages."""

    source: Source

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return lines_of(self.source.pages)

    @cached_property
    def text(self) -> str:
        """All lines without spaces."""
        return text_of(self.lines)

    @property
    def record(self) -> dict[str, Any]:
        """The structured data of the file, if it holds any."""
        return dict(self.source.records[0]) if self.source.records else {}

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code.text for page in self.source.pages for code in page.codes)

    def sure(self, found: Found) -> Found:
        """A value with the certainty its source allows."""
        most = 1.0 if self.source.exact else PICTURE_MOST
        return Found(found.value, min(found.confidence, most), found.boxes)

    def after(
        self,
        labels: Sequence[str],
        *,
        value: str = r"[^\t]+",
        parse: Callable[[str], Any] | None = None,
        certainty: float = 1.0,
    ) -> Found | None:
        """The first value of one of the labels that can be understood, the plainest way of labelling first."""
        for place in labelled(self.lines, labels, value):
            result = parse(place.text) if parse else (place.text or None)
            if result is not None:
                sure = certainty * place.certainty
                return self.sure(place.line.found(result, place.start, place.end, certainty=sure))
        return None

    def search(
        self, pattern: str, *, parse: Callable[[str], Any] | None = None, certainty: float = 1.0
    ) -> Found | None:
        """The first place of a pattern; its group ``value`` when it has one."""
        compiled = re.compile(pattern)
        for line in self.lines:
            for match in compiled.finditer(line.text):
                start, end = match.span("value") if "value" in compiled.groupindex else match.span()
                result = parse(line.text[start:end]) if parse else line.text[start:end].strip()
                if result is not None:
                    return self.sure(line.found(result, start, end, certainty=certainty))
        return None

    def places(self, text: str) -> tuple[Box, ...]:
        """Where a text stands on the paper, whatever spaces are printed in it."""
        wanted = re.compile(r"[\s\t]*".join(re.escape(letter) for letter in squeezed(text)))
        for line in self.lines:
            if match := wanted.search(line.text):
                return (line.box(*match.span()),)
        return ()

    def ink(self, box: Box) -> float:
        """The share of pixels much darker than the paper around them: pen strokes where a signature belongs.

        The paper is taken from near by, so that the edge of a shadow is no ink.
        """
        picture = self._picture(box.page)
        if picture is None:
            return 0.0
        width, height = picture.size
        part = picture.crop((int(box.x0 * width), int(box.y0 * height), int(box.x1 * width), int(box.y1 * height)))
        if part.width < 3 or part.height < 3:
            return 0.0
        paper = part.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.BoxBlur(max(part.height // 4, 2)))
        levels = ImageChops.subtract(paper, part).histogram()
        return sum(levels[_INK_DEPTH:]) / (part.width * part.height)

    def _picture(self, page: int) -> Image.Image | None:
        if page >= len(self.source.previews):
            return None
        return Image.open(BytesIO(self.source.previews[page]), formats=("JPEG",)).convert("L")


def merged(*parts: Found) -> tuple[Box, ...]:
    """The boxes of several findings together."""
    return tuple(box for part in parts for box in part.boxes)
