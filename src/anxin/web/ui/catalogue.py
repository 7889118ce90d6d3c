"""Translations without GNU gettext: Babel reads our Python and templates, merges and compiles.

The Chinese text is the msgid, so Chinese needs no catalogue. ``makemessages`` would need programs that a bare
machine does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
READ: Final = ("web", "claims", "cover", "identity", "notify", "kit", "cases", "supervise", "documents", "funds")
"""Contexts whose sentences people meet on pages."""

Key = str | tuple[str, ...]


def found_in(source: Path) -> Iterator[tuple[str, int, Key, str | None]]:
    """Every translatable text of the sources: file, line, msgid, context."""
    for context in READ:
        for path in sorted((source / context).rglob("*.py")):
            yield from _texts(path, source, path.read_text("utf-8"))
        for path in sorted((source / context).rglob("templates/**/*.html")):
            yield from _texts(path, source, str(templatize(path.read_text("utf-8"), origin=path.name)))


def merged(old: bytes, source: Path, locale: str) -> Catalog:
    """The catalogue of a language with every text of today: known translations kept, those no longer used dropped."""
    known = read_po(BytesIO(old), locale=locale) if old else Catalog(locale=locale)
    fresh = Catalog(locale=locale, project="anxin", charset="utf-8", fuzzy=False)
    fresh.revision_date = known.revision_date
    fresh.creation_date = known.creation_date
    for file, _line, text, context in found_in(source):
        before = known.get(text, context=context)
        message = fresh.add(text, string=before.string if before else None, locations=[(file, 0)], context=context)
        message.flags.discard("fuzzy")
    return fresh


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as text, without line numbers: they would change with every edit."""
    out = BytesIO()
    write_po(out, catalogue, width=0, include_lineno=False, omit_header=False, sort_output=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as Django reads it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def _texts(path: Path, source: Path, content: str) -> Iterator[tuple[str, int, Key, str | None]]:
    name = path.relative_to(source).as_posix()
    for line, text, _comments, context in extract("python", BytesIO(content.encode()), KEYWORDS):
        yield name, line, text, context
