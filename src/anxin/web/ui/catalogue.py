"""Translations without GNU gettext: Babel reads our Python and templates, merges and compiles.

The Chinese text is the msgid, so Chinese needs no catalogue. ``makemessages`` would need programs that a bare
machine does not have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from anxin.cases.registry import CaseType, case_types
from anxin.cases.timeline import BUILT_IN
from anxin.claims.types import DOTS, WHAT_NAMES, WorkerStatus
from anxin.documents.fields import FIELDS, REGIONS
from anxin.documents.reading.kinds.fee_classes import FEE_CLASSES
from anxin.identity.consent_texts import consent_keys, consent_text
from anxin.platforms.conformance.checks import CHECKS
from anxin.policy.engine.pack import Pack, Sentence
from anxin.policy.services.shipped import shipped_packs
from anxin.prevention.courses import courses
from anxin.prevention.types import Course
from anxin.wages.types import DOTS as WAGE_DOTS
from anxin.wages.types import WORDS as WAGE_WORDS

KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "noop": None,
    "noted": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_SAYS: Final = re.compile(rf"\b({'|'.join(KEYWORDS)})\s*\(")
"""What Babel would find, found quicker: it takes every file apart, word by word."""

READ: Final = (
    "web",
    "claims",
    "wages",
    "cover",
    "identity",
    "notify",
    "kit",
    "cases",
    "supervise",
    "documents",
    "funds",
    "projects",
    "market",
    "policy",
    "prevention",
    "platforms",
    "imports",
    "api",
)
"""Contexts whose sentences people meet on pages; every one of them has to be said in English too."""

Key = str | tuple[str, ...]


def words_shown(source: Path) -> Iterator[str]:
    """Words that pages translate although they stand in plain tables: states, accidents, reasons."""
    yield from WAGE_DOTS
    yield from WAGE_WORDS
    yield from DOTS
    yield from WorkerStatus
    yield from WHAT_NAMES.values()
    yield from BUILT_IN.values()
    for course in courses():
        yield from _taught(course)
    for declared in case_types():
        yield from _declared(declared)
    for check in CHECKS:
        yield from (check.group, check.title, check.todo)
    for spec in (each for kind in FIELDS.values() for each in kind):
        yield spec.label
        yield from (column.label for column in spec.columns)
        yield from (said for _key, said in spec.choices)
    yield from REGIONS.values()
    yield from FEE_CLASSES
    for context in READ:
        for path in sorted((source / context).rglob("*.py")):
            content = path.read_text("utf-8")
            if context != "api" and not _NAMES_OR_REFUSES.search(content):
                continue
            module = ast.parse(content)
            yield from _names(module)
            yield from _refusals(module)
            if context == "api":
                yield from _descriptions(module)


def _declared(declared: CaseType) -> Iterator[str]:
    """What a case type calls its steps, moves, papers, parties, limits and entries."""
    yield declared.label
    yield from (step.label for step in declared.steps)
    for move in declared.moves:
        yield move.label
        yield from (text for ask in move.asks for text in (ask.label, ask.hint) if text)
    yield from declared.documents.values()
    yield from declared.entries.values()
    yield from (party.label for party in declared.parties)
    yield from (limit.label for limit in declared.limits if limit.label)


def _refusals(module: ast.Module) -> Iterator[str]:
    """What is refused in plain Chinese: pages say it again in the reader's language (``retelling``)."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS and call.args:
            said = call.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def _descriptions(module: ast.Module) -> Iterator[str]:
    """What the description of the API says of endpoints and fields: its page is read in English too."""
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in ("description", "summary", "title"):
            said = [node.value]
        elif isinstance(node, ast.Dict):
            keys = (key.value if isinstance(key, ast.Constant) else None for key in node.keys)
            said = [value for key, value in zip(keys, node.values, strict=True) if key == "description"]
        else:
            continue
        yield from (one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _names(module: ast.Module) -> Iterator[str]:
    """The words of a module's tables of names (``STATE_NAMES``): what codes are called on pages."""
    for line in module.body:
        if not (isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)):
            continue
        if line.target.id.endswith(("_NAMES", "TITLES")) and isinstance(line.value, ast.Dict):
            for word in line.value.values:
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value


def _taught(course: Course) -> Iterator[str]:
    """Everything a course says: cards, questions with their answers, a word for each level, where it comes from."""
    yield from (course.title, course.summary, *course.levels.values(), course.source)
    for card in course.cards:
        yield from (card.title, card.text)
    for question in course.questions:
        yield from (question.ask, *question.choices, question.why)


REFUSALS: Final = ("BadInput", "NotAllowed", "NotFound", "Refused", "WrongState", "BadPayee", "PassOver", "NoPlaceLeft")
"""Errors whose sentence people read."""

_NAMES_OR_REFUSES: Final = re.compile(rf"_NAMES|TITLES|\b({'|'.join(REFUSALS)})\(")
"""Two files of three need no parsing: they hold neither a table of names nor a refusal."""

SAYINGS: Final = ("benefit_words", "limits_objection")
"""Topics whose parameters are sentences that pages say."""


def rules_shown() -> Iterator[str]:
    """What shipped rules say to workers and to staff, with the articles they rest on."""
    for text in map(consent_text, consent_keys()):
        yield from (text.title, text.body)
    for shipped in shipped_packs():
        pack = shipped.pack
        yield pack.title
        if pack.topic in SAYINGS:
            yield from (str(row.value) for row in pack.parameters.values())
        for fact in pack.facts.values():
            yield from (fact.label, *fact.choices.values())
        yield from (derived.label for derived in pack.derived.values())
        for rule in pack.rules:
            yield from (rule.title, rule.article, rule.text)
        for sentence in _sentences(pack):
            yield from (text for text in (sentence.worker, sentence.staff, sentence.change) if text)


def _sentences(pack: Pack) -> Iterator[Sentence]:
    if pack.missing is not None:
        yield pack.missing
    for rule in pack.rules:
        yield from (row.sentence for row in rule.rows)
        yield from rule.sentences.values()


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
    fresh = Catalog(
        locale=locale,
        header_comment="# Refreshed by: script/anxin translations",
        project="anxin",
        version="1",
        last_translator="Anxin",
        language_team="Anxin",
        charset="utf-8",
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        fuzzy=False,
    )
    for file, _line, text, context in found_in(source):
        before = known.get(text, context=context)
        message = fresh.add(text, string=before.string if before else None, locations=[(file, 0)], context=context)
        message.flags.discard("fuzzy")
    for word in (*words_shown(source), *rules_shown()):
        before = known.get(word)
        fresh.add(str(word), string=before.string if before else None, locations=[("claims/types.py", 0)])
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
    if not _SAYS.search(content):
        return
    for line, text, _comments, context in extract("python", BytesIO(content.encode()), KEYWORDS):
        yield name, line, text, context
