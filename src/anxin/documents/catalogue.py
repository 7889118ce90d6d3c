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

from django.conf import settings

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
    form: str = ""
    """The form of a drug (剂型), where the list names it beside the generic name."""


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


def catalogue(year: int) -> Catalogue | None:
    """The list of a year: one that this installation imported, else a shipped one, else the demonstration."""
    shipped = rules_root() / "cn/catalogue"
    for path in (lists_folder() / f"{year}.csv", shipped / f"{year}.csv", shipped / f"{year}.demo.csv"):
        if path.exists():
            return _loaded(path, path.stat().st_mtime_ns)
    return None


def lists_folder() -> Path:
    """Where imported lists lie."""
    return Path(settings.ANXIN_DATA) / "catalogue"


@lru_cache(maxsize=8)
def _loaded(path: Path, changed: int) -> Catalogue:
    return catalogue_read(path)


def catalogue_read(path: Path, *, year: int | None = None) -> Catalogue:
    """Load a list file (CSV with ``code,name,kind,fee_class,listed,parts``; lines starting with ``#`` are remarks).

    Raises:
        BadCatalogue: a column is missing, a value is not allowed, or a name stands twice with different answers.
    """
    found = _FILE.fullmatch(path.name)
    if not found and year is None:
        raise BadCatalogue(f"{path.name}: a list file is called 2026.csv")
    content = path.read_bytes()
    rows = csv.DictReader(line for line in content.decode("utf-8-sig").splitlines() if not line.startswith("#"))
    by_code: dict[str, Entry] = {}
    by_name: dict[str, Entry] = {}
    for number, row in enumerate(rows, start=2):
        entry = _entry(row, f"{path.name}:{number}")
        for name in _names(entry):
            if by_name.setdefault(name, entry).listed != entry.listed:
                raise BadCatalogue(f"{path.name}:{number}: {entry.name} stands twice with different answers")
        if entry.code:
            by_code[entry.code.upper()] = entry
    whose = year if year is not None else int(found["year"]) if found else 0
    return Catalogue(whose, bool(found and found["demo"]), sha256(content).hexdigest(), by_code, by_name)


def _names(entry: Entry) -> tuple[str, ...]:
    """Under which names an entry is found: a drug with a form only with it, because another form may not be listed."""
    return (plain(entry.name + entry.form),) if entry.form else (plain(entry.name),)


def _entry(row: Mapping[str, str], where: str) -> Entry:
    try:
        listed = row["listed"].strip()
        parts = tuple(row["parts"].split()) or None
        name, code = fold(row["name"]), fold(row["code"])
        kind, fee_class = row["kind"].strip(), fold(row["fee_class"])
        form = fold(row.get("form") or "")
    except (KeyError, AttributeError) as error:
        raise BadCatalogue(f"{where}: a column is missing") from error
    if listed not in ("yes", "no") or not name:
        raise BadCatalogue(f"{where}: listed is yes or no, and a name is needed")
    return Entry(code, name, kind, fee_class, "yes" if listed == "yes" else "no", parts, form)
