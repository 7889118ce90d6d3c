"""Files from the bank: stored once, read once, harmless when they come again (银行来件)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anxin.funds.banks import BankSilent, bank
from anxin.funds.errors import BadBankFile, FileConflict
from anxin.funds.failpoints import passing
from anxin.funds.iso.answer import AnswerFile, read_answer
from anxin.funds.iso.statement import StatementFile, read_statement
from anxin.funds.iso.xml import message, parse
from anxin.funds.memo import NO_BANK
from anxin.funds.models import BankFile, Fund
from anxin.funds.rights import DESK_ROLES, require
from anxin.funds.services.answers import apply_answer
from anxin.funds.services.problems import note_problem
from anxin.funds.services.statements import apply_statement
from anxin.funds.types import FileKind, Severity
from anxin.identity.types import Actor
from anxin.kit.statements import Prepared, insert, update
from anxin.kit.text import fold


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a file did. ``repeated``: it had been here before, and nothing was done."""

    file_id: UUID
    kind: FileKind
    reference: str
    items: int
    moved: int
    repeated: bool


def answers_import(*, name: str, content: bytes, bank_slug: str, actor: Actor, at: datetime) -> ImportResult:
    """Take in a pain.002 or camt.053 file (导入银行回执或对账单): twice, late or out of order does no harm.

    Raises:
        BadBankFile: it cannot be read, or does not add up in itself; nothing is stored.
        FileConflict: the bank used a reference again for other bytes; nothing is stored.
    """
    require(actor, *DESK_ROLES)
    sha256 = hashlib.sha256(content).hexdigest()
    again = _again(bank_slug, sha256)
    if again:
        return again
    read = _read(content)
    with transaction.atomic():
        file = _store(name, content, sha256, read, bank_slug, actor, at)
        if file is None:
            return _again(bank_slug, sha256) or _conflict(read.reference)
        passing("import.stored")
        applied = apply_answer if isinstance(read, AnswerFile) else apply_statement
        items, moved = applied(read, file, at)  # type: ignore[arg-type]
        file.items, file.moved = items, moved
        update(file, "items", "moved")
        passing("import.moved")
    return ImportResult(file.pk, FileKind(file.kind), file.reference, items, moved, repeated=False)


def files_collect(*, at: datetime) -> int:
    """Take in everything that waits at the banks of our funds; return how many files were new.

    A file is acknowledged only after it is stored here, so a crash in between brings it again.
    """
    new = 0
    for slug in _banks():
        adapter = bank(slug)
        try:
            waiting = adapter.collect(at=at)
        except BankSilent:
            continue
        passing("collect.after")
        for incoming in waiting:
            new += _take(slug, incoming.name, incoming.content, at)
            passing("import.before_acknowledge")
            adapter.acknowledge(name=incoming.name)
    return new


def files_collect_again(*, since: datetime, actor: Actor, at: datetime) -> int:
    """Ask the banks for every file since a moment once more (重新索取): the first thing to do after a restore.

    What is here already changes nothing; return how many files were new to these books.

    Raises:
        BankSilent: a bank did not answer; ask again later.
    """
    require(actor, *DESK_ROLES)
    files = [(slug, file) for slug in _banks() for file in bank(slug).again(since=since, at=at)]
    return sum(_take(slug, file.name, file.content, at) for slug, file in files)


def _banks() -> list[str]:
    """The banks that hold the money of a fund."""
    return sorted({slug for (slug,) in _funds()})


_funds: Prepared[Any] = Prepared(lambda: Fund.objects.exclude(bank=NO_BANK).values_list("bank"))


def _take(slug: str, name: str, content: bytes, at: datetime) -> bool:
    actor = Actor.system(_("银行"))
    try:
        return not answers_import(name=name, content=content, bank_slug=slug, actor=actor, at=at).repeated
    except (BadBankFile, FileConflict) as refused:
        _keep_aside(slug, name, content, str(refused), at)
        return True


@transaction.atomic
def _keep_aside(slug: str, name: str, content: bytes, why: str, at: datetime) -> None:
    """A file nobody could use is still evidence: keep its bytes and tell people."""
    sha256 = hashlib.sha256(content).hexdigest()
    file = _file(name, content, sha256, FileKind.UNREADABLE, sha256[:35], None, slug, Actor.system(_("银行")), at)
    BankFile.objects.bulk_create([file], ignore_conflicts=True)
    kept = BankFile.objects.filter(bank=slug, sha256=sha256).first()
    detail = _("银行文件 %(name)s 没有导入：%(why)s") % {"name": fold(name)[:60], "why": why}
    note_problem(
        kind="unreadable_file", reference=sha256[:64], severity=Severity.DIFFERENCE, detail=detail, file=kept, at=at
    )


def _read(content: bytes) -> AnswerFile | StatementFile:
    kind = message(parse(content))
    if kind == FileKind.ANSWER:
        return read_answer(content)
    if kind == FileKind.STATEMENT:
        return read_statement(content)
    raise BadBankFile(_("只接受银行回执（pain.002）和对账单（camt.053），请核对文件。"))


def _store(
    name: str, content: bytes, sha256: str, read: AnswerFile | StatementFile, slug: str, actor: Actor, at: datetime
) -> BankFile | None:
    """The new row, or None when the hash or the reference is taken (also by somebody at this very moment)."""
    kind = FileKind.ANSWER if isinstance(read, AnswerFile) else FileKind.STATEMENT
    file = _file(name, content, sha256, kind, read.reference, read.made_at, slug, actor, at)
    return file if insert(file, skip_known=True) else None


def _file(
    name: str,
    content: bytes,
    sha256: str,
    kind: FileKind,
    reference: str,
    made_at: datetime | None,
    slug: str,
    actor: Actor,
    at: datetime,
) -> BankFile:
    return BankFile(
        bank=slug,
        kind=kind,
        name=fold(name)[:120],
        reference=reference[:35],
        sha256=sha256,
        size=len(content),
        content=content,
        at=at,
        made_at=made_at,
        by_id=actor.account_id,
        by_name=actor.name,
    )


def _again(slug: str, sha256: str) -> ImportResult | None:
    """The result for a file that is here already; None when it is new."""
    known = _known.first(slug=slug, sha256=sha256)
    if known is None:
        return None
    BankFile.objects.filter(pk=known.pk).update(times_seen=F("times_seen") + 1)
    return ImportResult(known.pk, FileKind(known.kind), known.reference, known.items, 0, repeated=True)


_known = Prepared(lambda slug, sha256: BankFile.objects.filter(bank=slug, sha256=sha256).defer("content"))


def _conflict(reference: str) -> ImportResult:
    raise FileConflict(
        _("文件标识 %(reference)s 以前来过，但内容不同；没有导入，请向银行核实哪一份有效。") % {"reference": reference}
    )
