"""Lists of drugs, services and materials (用药、诊疗项目、耗材目录): one file a year, old years kept.

Names match exactly after folding, or they are unknown; unknown stays unknown and goes to a person. The shipped
list is a demonstration and says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from anxin.documents.body_parts import regions_of_text
from anxin.documents.rulesdata import rules_root
from anxin.kit.text import fold

Listed = Literal["yes", "no", "unknown"]
_REMARK: Final = re.compile(r"[(\[【].*$")
_FILE: Final = re.compile(r"(?P<year>20\d{2})(?P<demo>\.demo)?\.csv")


class BadCatalogue(ValueError):
    """A list file that cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. ``parts`` is ``None`` where a charge is not about a body part."""

    code: str
    name: str
    kind: str
    fee_class: str
    listed: Listed
    parts: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The list of one year."""

    year: int
    demo: bool
    sha256: str
    by_code: Mapping[str, Entry]
    by_name: Mapping[str, Entry]

    def find(self, name: str, code: str | None = None) -> Entry | None:
        """An entry by code, else by its whole name, else by the name without a remark in brackets."""
        if code and (entry := self.by_code.get(fold(code).upper())):
            return entry
        return self.by_name.get(plain(name)) or self.by_name.get(plain(_REMARK.sub("", fold(name))))


def plain(name: str) -> str:
    """The spelling under which names are compared: folded, no spaces, case ignored."""
    return "".join(fold(name).split()).casefold()


def catalogue_lookup(name: str, code: str | None, year: int) -> Listed:
    """Is a charge in the list of a year: ``yes``, ``no`` or ``unknown``. A year without a list knows nothing."""
    entry = entry_of(name, code, year)
    return entry.listed if entry else "unknown"


def entry_of(name: str, code: str | None, year: int) -> Entry | None:
    """The list entry of a charge in a year."""
    current = catalogue(year)
    return current.find(name, code) if current else None


def parts_of_item(name: str) -> tuple[str, ...] | None:
    """The body regions that the name of a charge speaks of; ``None`` when it is not about a part."""
    return regions_of_text(fold(name)) or None


@lru_cache(maxsize=8)
def catalogue(year: int) -> Catalogue | None:
    """The list of a year; an official list stands before the demonstration."""
    folder = rules_root() / "cn/catalogue"
    for path in (folder / f"{year}.csv", folder / f"{year}.demo.csv"):
        if path.exists():
            return catalogue_read(path)
    return None


def catalogue_read(path: Path) -> Catalogue:
    """Load a list file (CSV with ``code,name,kind,fee_class,listed,parts``; lines starting with ``#`` are remarks).

    Raises:
        BadCatalogue: a column is missing, a value is not allowed, or a name stands twice with different answers.
    """
    found = _FILE.fullmatch(path.name)
    if not found:
        raise BadCatalogue(f"{path.name}: a list file is called 2026.csv")
    content = path.read_bytes()
    rows = csv.DictReader(line for line in content.decode("utf-8-sig").splitlines() if not line.startswith("#"))
    by_code: dict[str, Entry] = {}
    by_name: dict[str, Entry] = {}
    for number, row in enumerate(rows, start=2):
        entry = _entry(row, f"{path.name}:{number}")
        if by_name.setdefault(plain(entry.name), entry).listed != entry.listed:
            raise BadCatalogue(f"{path.name}:{number}: {entry.name} stands twice with different answers")
        by_code[entry.code.upper()] = entry
    return Catalogue(int(found["year"]), bool(found["demo"]), sha256(content).hexdigest(), by_code, by_name)


def _entry(row: Mapping[str, str], where: str) -> Entry:
    try:
        listed = row["listed"].strip()
        parts = tuple(row["parts"].split()) or None
        name, code = fold(row["name"]), fold(row["code"])
        kind, fee_class = row["kind"].strip(), fold(row["fee_class"])
    except (KeyError, AttributeError) as error:
        raise BadCatalogue(f"{where}: a column is missing") from error
    if listed not in ("yes", "no") or not name:
        raise BadCatalogue(f"{where}: listed is yes or no, and a name is needed")
    return Entry(code, name, kind, fee_class, "yes" if listed == "yes" else "no", parts)
