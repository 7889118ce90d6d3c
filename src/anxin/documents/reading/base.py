"""What every reader shares: limits, pages as positioned text, what was read, and the registry.

This package is pure: it knows neither Django nor the database, so that it can run in a small child process.
A reader turns one format into :class:`Page` objects; what the text means is decided after that, in one place
for all formats (``classify`` and ``extract``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

from anxin.documents.types import Box, PaperKind, Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at. Limits of the machine, not of the law."""

    bytes_max: int = 20 * 2**20
    pages_max: int = 50
    pixels_max: int = 60_000_000
    members_max: int = 500
    member_bytes_max: int = 32 * 2**20
    unpacked_max: int = 128 * 2**20
    preview_side: int = 1600
    ocr: bool = True


class NotReadable(Exception):
    """A file that cannot be read, or will not be. ``sentence`` is for the person who handed it in."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one place. Coordinates are fractions of the page from the top left corner."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float = 1.0
    letters: tuple[tuple[float, float], ...] = ()
    """For each letter of ``text`` the middle of its place across the page and how sure the reader is of it; empty
    where a file says its text itself."""

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text in places, whatever it came from. ``width`` and ``height`` in any unit give its shape."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    codes: tuple[Run, ...] = ()
    """Texts of QR codes on the page."""

    def box(self, run: Run) -> Box:
        return Box(self.number, run.x0, run.y0, run.x1, run.y1)


@dataclass(frozen=True, slots=True)
class Legibility:
    """How well a picture can be read.

    ``letters`` how many were read; ``sure`` the share of them read with certainty; ``height`` the middle height of a
    line in pixels as the picture came; ``sharpness`` the steepness of the edges of letters against their contrast;
    ``light`` the brightness of the paper and ``glare`` the share of the picture that is burnt out, from 0 to 1.
    """

    letters: int
    sure: float
    height: float
    sharpness: float
    light: float
    glare: float


@dataclass(frozen=True, slots=True)
class Source:
    """What a format reader hands on.

    ``records`` are structured data found inside the file (the XML of an e-receipt): label to value, exact.
    ``previews`` are re-encoded JPEG pictures of the pages.
    """

    pages: tuple[Page, ...]
    reader: str
    exact: bool
    """Text came from the file itself, not from a picture."""
    records: tuple[Mapping[str, Any], ...] = ()
    previews: tuple[bytes, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()
    legibility: Legibility | None = None
    """Of the picture that is hardest to read; nothing where text came from the file itself."""

    look: int | None = None
    """Of a photograph: what it looks like, in 64 bits."""

    others: tuple[Source, ...] = ()
    """Further papers in the same file: more than one on a photograph, or an archive of several files."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was read, how sure the reader is (0 to 1), and where it stands."""

    value: Any
    confidence: float
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Everything that one run of the reader found in a file."""

    reader: str
    media_type: str
    kind: PaperKind | None
    kind_confidence: float
    fields: Mapping[str, Found]
    problems: tuple[Problem, ...]
    pages: int
    previews: tuple[bytes, ...] = field(default=(), repr=False)
    readable: bool = True
    milliseconds: int = 0
    look: int | None = None
    others: tuple[ReadResult, ...] = ()
    """What further papers in the same file say."""

    def as_json(self) -> dict[str, Any]:
        """Everything but the pictures, as JSON values."""
        return {
            "reader": self.reader,
            "media_type": self.media_type,
            "kind": self.kind.value if self.kind else None,
            "kind_confidence": self.kind_confidence,
            "fields": {name: _found_json(found) for name, found in self.fields.items()},
            "problems": [asdict(problem) for problem in self.problems],
            "pages": self.pages,
            "readable": self.readable,
            "milliseconds": self.milliseconds,
            "look": self.look,
            "others": [other.as_json() for other in self.others],
        }


def _found_json(found: Found) -> dict[str, Any]:
    boxes = [[box.page, *(round(edge, 4) for edge in (box.x0, box.y0, box.x1, box.y1))] for box in found.boxes]
    return {"value": found.value, "confidence": round(found.confidence, 3), "boxes": boxes}


def boxes_from_json(rows: list[list[float]]) -> tuple[Box, ...]:
    """The boxes of a field as :meth:`ReadResult.as_json` wrote them."""
    return tuple(Box(int(row[0]), row[1], row[2], row[3], row[4]) for row in rows)


def result_from_json(data: Mapping[str, Any], previews: tuple[bytes, ...]) -> ReadResult:
    """The other way of :meth:`ReadResult.as_json`."""
    return ReadResult(
        reader=data["reader"],
        media_type=data["media_type"],
        kind=PaperKind(data["kind"]) if data["kind"] else None,
        kind_confidence=data["kind_confidence"],
        fields={
            name: Found(item["value"], item["confidence"], boxes_from_json(item["boxes"]))
            for name, item in data["fields"].items()
        },
        problems=tuple(Problem(**problem) for problem in data["problems"]),
        pages=data["pages"],
        previews=previews,
        readable=data["readable"],
        milliseconds=data["milliseconds"],
        look=data["look"],
        others=tuple(result_from_json(other, ()) for other in data["others"]),
    )


def unreadable(code: str, sentence: str, *, media_type: str = "") -> ReadResult:
    """The result of a file that could not be read."""
    problem = Problem(code, sentence)
    return ReadResult("none", media_type, None, 0.0, {}, (problem,), 0, (), readable=False)


class Reader(Protocol):
    """Turns the bytes of one format into pages."""

    def __call__(self, content: bytes, limits: Limits) -> Source: ...


_readers: Final[dict[str, Callable[[], Reader]]] = {}


def register(*media_types: str) -> Callable[[Callable[[], Reader]], Callable[[], Reader]]:
    """Make a reader the one for these media types. The decorated function returns it, importing what it needs."""

    def take(load: Callable[[], Reader]) -> Callable[[], Reader]:
        for media_type in media_types:
            if media_type in _readers:
                raise ValueError(f"two readers for {media_type}")
            _readers[media_type] = load
        return load

    return take


def reader_for(media_type: str) -> Reader:
    """The reader of a media type."""
    return _readers[media_type]()
