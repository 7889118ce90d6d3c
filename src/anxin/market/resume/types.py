"""What a résumé is made from, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

PAY_UNITS: Final = {"day": "天", "hour": "小时", "piece": "件", "month": "月"}


@dataclass(frozen=True, slots=True)
class PastWork:
    """A job done before (做过的活), as the worker tells it.

    Args:
        since, until: years as typed, e.g. ``2021`` or ``2021-03``; empty for unknown; ``until`` empty for still there.
        proven: both sides confirmed it in this market.
    """

    what: str
    where: str = ""
    since: str = ""
    until: str = ""
    words: str = ""
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate held (证书)."""

    name: str
    until: date | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class ResumeFacts:
    """Everything a résumé may use. Texts are the worker's; nothing here tells age, sex or origin.

    Args:
        trades: names of trades, the most wanted first.
        years: experience in the first trade; ``None`` when not told.
        pay_fen: expected pay per ``pay_unit`` (a key of :data:`PAY_UNITS`).
        words: about himself, in his own words.
        polished: the same text as a language model put it, accepted by the worker; marked wherever it stands.
        photo: JPEG or PNG bytes.
    """

    name: str = field(repr=False)
    phone: str = field(repr=False)
    trades: tuple[str, ...]
    district: str = ""
    years: int | None = None
    skills: tuple[str, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    past: tuple[PastWork, ...] = ()
    free_when: str = ""
    radius_km: int | None = None
    pay_fen: int | None = None
    pay_unit: str = "day"
    tools: tuple[str, ...] = ()
    words: str = field(default="", repr=False)
    polished: str = field(default="", repr=False)
    photo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its lines; a line may have a term before it (``2021—2024``)."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A résumé as it will be read, whatever the file. ``generated`` tells that ``about`` is a model's wording."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    headline: str
    place: str
    about: str = field(repr=False)
    generated: bool
    sections: tuple[Section, ...]
    photo: bytes | None = field(default=None, repr=False)
