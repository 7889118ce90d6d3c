"""Reconciliation (对账): are the books whole, do they agree with the bank, does anything wait too long."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from anxin.funds.bankdays import bank_days
from anxin.funds.errors import BadBankFile
from anxin.funds.invariants import CHECKS, RULES
from anxin.funds.iso.answer import read_answer
from anxin.funds.iso.statement import read_statement
from anxin.funds.memo import NO_BANK
from anxin.funds.models import (
    BankFile,
    Batch,
    Discrepancy,
    Entry,
    Fund,
    ItemAnswer,
    PayoutOrder,
    ReconcileRun,
    Seal,
    StatementLine,
)
from anxin.funds.rights import DESK_ROLES, require
from anxin.funds.rules import band_for, payout_rules
from anxin.funds.services.holding import payouts_freeze
from anxin.funds.services.sealing import chain_faults, ledger_seal
from anxin.funds.types import (
    AT_BANK_STATES,
    PAYOUT_STATE_NAMES,
    BatchState,
    FileKind,
    Finding,
    LineState,
    PayoutState,
    ReconcileReport,
    SendState,
    Severity,
)
from anxin.identity.types import Actor, Role
from anxin.kit.clock import day_of
from anxin.kit.ids import uuid7

log = logging.getLogger(__name__)

FINDINGS_KEPT_MAX = 500
FILES_READ_AGAIN_DAYS = 7


def reconcile(*, freeze: bool, actor: Actor, at: datetime) -> ReconcileReport:
    """Check everything, keep the result, and stop payments when the books are broken.

    All questions are asked of one snapshot, so that a payment on its way from one state to the next is not taken
    for a loss. A difference waits for a person; broken books (and ``freeze``) turn a possible error into a delay.
    """
    require(actor, *DESK_ROLES, Role.AUDITOR, Role.BUREAU_LEAD, Role.SUPERVISOR)
    ledger_seal(at=at)
    with _one_snapshot():
        findings = tuple(_findings(at))
        figures = _figures()
    exit_code = _exit_code(findings)
    frozen = freeze and exit_code == 2 and _freeze_all(findings, at)
    seal = Seal.objects.order_by("-number").first()
    run = ReconcileRun(
        id=uuid7(),
        at=at,
        by_id=actor.account_id,
        by_name=actor.name,
        exit_code=exit_code,
        froze=frozen,
        findings=[asdict(finding) for finding in findings[:FINDINGS_KEPT_MAX]],
        figures=figures,
        seal_number=seal.number if seal else 0,
        seal_digest=bytes(seal.digest).hex() if seal else "",
    )
    run.save(force_insert=True)
    # The line in the log is the anchor outside the database.
    log.info("reconciled: exit %s, seal %s %s", exit_code, run.seal_number, run.seal_digest)
    return ReconcileReport(run.pk, at, exit_code, frozen, findings, figures)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _exit_code(findings: tuple[Finding, ...]) -> int:
    if any(finding.severity is Severity.BROKEN for finding in findings):
        return 2
    return 1 if findings else 0


def _freeze_all(findings: tuple[Finding, ...], at: datetime) -> bool:
    first = next(finding for finding in findings if finding.severity is Severity.BROKEN)
    told = asdict(first) | {"rule": RULES[first.invariant]}
    why = _("对账发现账目有误（%(rule)s。%(subject)s：%(detail)s）。") % told
    funds = list(Fund.objects.exclude(bank=NO_BANK).values_list("code", flat=True))
    stopped = [payouts_freeze(fund=code, why=why[:400], actor=Actor.system(), at=at) for code in funds]
    return any(stopped)


def _findings(at: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for check in CHECKS:
            cursor.execute(check.sql)
            for subject, *values in cursor.fetchall():
                yield Finding(check.invariant, check.severity, str(subject), check.say(values))
    yield from chain_faults()
    yield from _bands_obeyed()
    yield from _files_say_what_rows_say(at)
    yield from _nothing_waits_too_long(at)
    # A line in suspense has been named above; its explanation would only say it twice.
    told = Q(line__state=LineState.SUSPENSE, severity=Severity.DIFFERENCE)
    open_ones = Discrepancy.objects.filter(settled_at__isnull=True).exclude(told).select_related("payout", "file")
    for problem in open_ones.defer("file__content").order_by("raised_at"):
        invariant = "I6" if problem.severity == Severity.BROKEN else "I7"
        yield Finding(invariant, Severity(problem.severity), _about(problem), problem.detail)


def _about(problem: Discrepancy) -> str:
    """What a difference is about, by the name people know it under."""
    if problem.payout:
        return problem.payout.end_to_end_id
    return problem.file.name if problem.file else problem.reference


def _bands_obeyed() -> Iterator[Finding]:
    """I10: as many people signed as the band of the day wanted."""
    for batch in Batch.objects.filter(state=BatchState.RELEASED).only("number", "day", "total_fen", "persons"):
        wanted = band_for(batch.total_fen, payout_rules(batch.day).bands).persons
        if batch.persons < wanted:
            detail = noop("这个金额档须 %(wanted)s 人经手，只安排了 %(n)s 人") % {"wanted": wanted, "n": batch.persons}
            yield Finding("I10", Severity.BROKEN, batch.number, detail)


def _files_say_what_rows_say(at: datetime) -> Iterator[Finding]:
    """I9: the stored bytes are unharmed, and reading the last days' files again would change nothing."""
    recent = BankFile.objects.filter(at__gte=at - timedelta(days=FILES_READ_AGAIN_DAYS)).order_by("id")
    for file in recent.iterator(chunk_size=50):
        if hashlib.sha256(file.content).hexdigest() != file.sha256:
            yield Finding("I9", Severity.BROKEN, file.name, noop("文件字节与收发时的摘要不符"))
        elif not _rows_match(file):
            yield Finding("I9", Severity.DIFFERENCE, file.name, noop("重读文件与已入库的内容不一致"))


def _rows_match(file: BankFile) -> bool:
    try:
        if file.kind == FileKind.ANSWER:
            said = [(item.end_to_end_id, item.status) for item in read_answer(file.content).items]
            kept = ItemAnswer.objects.filter(file=file).order_by("place").values_list("end_to_end_id", "status")
            return said == list(kept)
        if file.kind == FileKind.STATEMENT:
            lines = {line.reference: line.amount_fen for line in read_statement(file.content).lines if line.amount_fen}
            rows = StatementLine.objects.filter(bank=file.bank, reference__in=lines)
            return lines == dict(rows.values_list("reference", "amount_fen"))
    except BadBankFile:
        return False
    return True


def _nothing_waits_too_long(at: datetime) -> Iterator[Finding]:
    """I8: every state has its clock, in bank days."""
    today = day_of(at)
    rules, days = payout_rules(today), bank_days(today)
    limits = {
        PayoutState.UNKNOWN: rules.unknown_bank_days,
        PayoutState.SUBMITTED: rules.answer_bank_days,
        PayoutState.ACCEPTED: rules.answer_bank_days,
        PayoutState.REJECTED: rules.answer_bank_days,
        PayoutState.FAILED: rules.clearing_bank_days,
        PayoutState.RETURNED: rules.clearing_bank_days,
        PayoutState.APPROVED: rules.clearing_bank_days,
        PayoutState.BATCHED: rules.answer_bank_days,
    }
    waiting = PayoutOrder.objects.filter(state__in=limits).values_list(
        "id", "key", "attempt", "end_to_end_id", "state", "changed_at"
    )
    newest = dict(PayoutOrder.objects.values_list("key").annotate(attempts=Count("id")).filter(attempts__gt=1))
    for _id, key, attempt, name, state, changed_at in waiting:
        aged = days.between(day_of(changed_at), today)
        if attempt == newest.get(key, 1) and aged > limits[PayoutState(state)]:
            values = {"state": PAYOUT_STATE_NAMES[PayoutState(state)], "n": aged}
            yield Finding("I8", Severity.DIFFERENCE, name, noop("“%(state)s”已 %(n)s 个银行营业日") % values)
    unsent = Batch.objects.filter(state=BatchState.RELEASED, send_state=SendState.NOT_SENT).only("number", "day")
    for batch in unsent:
        if days.between(batch.day, today) > 0:
            yield Finding("I8", Severity.DIFFERENCE, batch.number, noop("签发后还没有送到银行"))


def _figures() -> dict[str, int]:
    """What the result page shows. In fen and in counts."""
    states = {
        state: (count, int(total))
        for state, count, total in PayoutOrder.objects.values_list("state").annotate(
            n=Count("id"), fen=Sum("amount_fen")
        )
    }
    lines = StatementLine.objects.aggregate(count=Count("id"), total=Sum("amount_fen"))
    return {
        "entries": Entry.objects.count(),
        "paid_count": states.get(PayoutState.PAID, (0, 0))[0],
        "paid_fen": states.get(PayoutState.PAID, (0, 0))[1],
        "at_bank_count": sum(states.get(state, (0, 0))[0] for state in AT_BANK_STATES),
        "at_bank_fen": sum(states.get(state, (0, 0))[1] for state in AT_BANK_STATES),
        "bank_lines": int(lines["count"] or 0),
        "bank_balance_fen": int(lines["total"] or 0),
    }
