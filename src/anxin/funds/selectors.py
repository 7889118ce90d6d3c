"""Reading about money (基金查询). Whoever asks must hold a post that may look; names and accounts are masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from anxin.funds.bankdays import bank_days
from anxin.funds.banks import bank
from anxin.funds.invariants import RULES
from anxin.funds.models import (
    BankFile,
    Batch,
    Correction,
    Discrepancy,
    Entry,
    Fund,
    PayoutOrder,
    PayoutStep,
    ReconcileRun,
    StatementLine,
    Transfer,
    Verdict,
)
from anxin.funds.rights import DESK_ROLES, FILE_ROLES, VIEW_ROLES, require
from anxin.funds.rules import band_for, payout_rules
from anxin.funds.saying import DEAD, Fate, fate_of, reason_said
from anxin.funds.services.balances import spendable_fen
from anxin.funds.services.batch import OPEN_STATES
from anxin.funds.services.obligation import account_blind, reference
from anxin.funds.services.run import payable_at
from anxin.funds.services.verdict import verdict_hindrance
from anxin.funds.states import Cause, after, sources
from anxin.funds.types import (
    AT_BANK_STATES,
    BATCH_STATE_NAMES,
    PAYOUT_STATE_NAMES,
    RETRY_STATES,
    TRANSFER_KIND_NAMES,
    TROUBLED_STATES,
    BatchState,
    LineState,
    PayeeIn,
    PayoutRef,
    PayoutState,
    SendState,
    Severity,
    TransferKind,
)
from anxin.funds.views import (
    AccountRow,
    BandView,
    BatchView,
    DeskView,
    FileView,
    FindingView,
    PayoutView,
    ProblemView,
    RunView,
    Signature,
    StepView,
    SuspenseView,
    TransferRow,
    TroubleView,
)
from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_start_of, at_time, day_of
from anxin.kit.dates import say_moment
from anxin.kit.errors import NotFound
from anxin.kit.money import yuan_sign
from anxin.kit.text import mask_account, mask_name

_NOTHING_SENT: Final = Fate()
LIST_MAX = 200
"""Lists of trouble are meant to be short; beyond this they say "200+"."""


def payout_for(key: str) -> PayoutRef | None:
    """The newest attempt for a business key, for the context that owns the key."""
    order = PayoutOrder.objects.filter(key=key).order_by("-attempt").first()
    return reference(order, created=False) if order else None


def payout_states(payout_ids: Iterable[UUID]) -> dict[UUID, PayoutState]:
    """Where payments stand, for a context that missed the news; one query."""
    rows = PayoutOrder.objects.filter(pk__in=set(payout_ids)).values_list("pk", "state")
    return {payout_id: PayoutState(state) for payout_id, state in rows}


def dead_account(payee: PayeeIn) -> str:
    """Why a bank has refused this very account before, for good; empty when none has."""
    orders = PayoutOrder.objects.filter(worker_id=payee.worker_id, account_blind=account_blind(payee))
    row = orders.filter(state__in=RETRY_STATES, reason_code__in=DEAD).order_by("-changed_at").first()
    return reason_said(row.reason_code, row.reason) if row else ""


def retries_waiting(worker_id: UUID) -> list[tuple[UUID, str]]:
    """Payments of a worker that are tried again and have not left yet: id and key."""
    rows = PayoutOrder.objects.filter(worker_id=worker_id, state=PayoutState.APPROVED, attempt__gt=1)
    return list(rows.order_by("id").values_list("id", "key"))


def payouts_of(subject: str) -> list[PayoutView]:
    """Every attempt to pay for a subject (``case:<id>``), oldest first; the caller has checked the case."""
    return payout_views(PayoutOrder.objects.filter(subject=subject).order_by("approved_at", "attempt"))


def next_bank_moment(at: datetime) -> datetime:
    """``at`` itself when the bank books on that day, else ten o'clock of the next day it does."""
    day = day_of(at)
    opens = bank_days(day).on_or_after(day)
    return at if opens == day else at_time(opens, 10)


def desk(actor: Actor, *, at: datetime, fund: str = "injury") -> DeskView:
    """The payment desk: what is ready, what waits for whom, and whether the books are whole."""
    require(actor, *VIEW_ROLES)
    row = Fund.objects.get(pk=fund)
    today = day_of(at)
    days, rules = bank_days(today), payout_rules(today)
    sums = _sums(fund, today)
    adapter = bank(row.bank)
    current = band_for(sums["ready_fen"], rules.bands) if sums["ready_fen"] else None
    return DeskView(
        fund=row.pk,
        fund_name=row.name,
        bank_name=adapter.name,
        simulated=adapter.is_simulated,
        frozen_why=row.frozen_why,
        frozen_at=row.frozen_at,
        bank_open=days.is_open(today),
        provisional=days.calendar.is_provisional(today),
        next_bank_day=days.on_or_after(today),
        cut_off=f"{rules.cut_off_minute // 60:02d}:{rules.cut_off_minute % 60:02d}",
        spendable_fen=spendable_fen(fund),
        bands=tuple(BandView(band.up_to_fen, band.persons, band == current) for band in rules.bands),
        open_batches=tuple(_batch(each, actor) for each in Batch.objects.filter(fund=row, state__in=OPEN_STATES)),
        trouble_count=troubled_rows().count(),
        problem_count=len(problems_open(actor)) + len(suspense(actor)),
        last_run=last_reconcile(actor),
        may_run=actor.has(Role.FINANCE_MAKER),
        may_thaw=bool(row.frozen_at) and actor.has(Role.FINANCE_RELEASER, Role.BUREAU_LEAD),
        **sums,
    )


def payments_due(actor: Actor, *, at: datetime) -> list[str]:
    """What waits at the payment desk now, most urgent first, each in a few words."""
    shown = desk(actor, at=at)
    mine = [batch for batch in shown.open_batches if batch.may_check or batch.may_release]
    troubles = shown.trouble_count + shown.problem_count
    counts = (
        (_("付款已停"), int(shown.frozen_at is not None)),
        (_("%(n)s 个批次等您办理"), len(mine)),
        (_("%(n)s 件要处理"), troubles),
        (_("%(n)s 笔等着付"), shown.ready_count),
    )
    return [said % {"n": count} for said, count in counts if count]


def _sums(fund: str, today: Any) -> dict[str, int]:
    """Counts and sums of the desk in one query. In fen."""
    start = at_start_of(today)
    ready = Q(state=PayoutState.APPROVED)
    cooling = ready & Q(pay_from__gt=start)
    groups = {
        "ready": ready,
        "at_bank": Q(state__in=AT_BANK_STATES),
        "paid_today": Q(state=PayoutState.PAID, changed_at__gte=start),
        "cooling": cooling,
    }
    totals: dict[str, Any] = {}
    for name, condition in groups.items():
        totals[f"{name}_count"] = Count("id", filter=condition)
        totals[f"{name}_fen"] = Sum("amount_fen", filter=condition, default=0)
    found = PayoutOrder.objects.filter(fund=fund).aggregate(**totals)
    found.pop("cooling_fen")
    return {name: int(value) for name, value in found.items()}


def nothing_payable(actor: Actor, *, at: datetime, fund: str = "injury") -> str:
    """Why a run finds nothing to pay, in words."""
    require(actor, *VIEW_ROLES)
    waiting = PayoutOrder.objects.filter(fund=fund, state=PayoutState.APPROVED)
    if not waiting.exists():
        return _nothing_waits(fund)
    first = waiting.filter(payable_at(at)).order_by("approved_at", "id").first()
    if first is None:
        return _("等着付的款，收款账户都是刚改过的，过了冷静期才能付。")
    if first.amount_fen > spendable_fen(fund):
        return _("专户余额不够付，等基金拨入后再制单。")
    return _("等着付的款，收款人都被停付；解除以后会自动付。")


def _nothing_waits(fund: str) -> str:
    built = Batch.objects.filter(fund=fund, state__in=OPEN_STATES).order_by("-id").first()
    if built is None:
        return _("现在没有等着付的款。")
    values = {"number": built.number, "name": built.made_by_name}
    return _("没有等着付的款了：批次 %(number)s 刚由 %(name)s 制单。") % values


def problems_in(actor: Actor, file_id: UUID) -> int:
    """How many differences a bank file brought that nobody has settled."""
    require(actor, *VIEW_ROLES)
    return Discrepancy.objects.filter(file=file_id, settled_at__isnull=True).count()


def payouts_ready(actor: Actor, *, fund: str = "injury") -> list[PayoutView]:
    """What waits for the next run, oldest first."""
    require(actor, *VIEW_ROLES)
    rows = PayoutOrder.objects.filter(fund=fund, state=PayoutState.APPROVED).order_by("approved_at", "id")
    return payout_views(rows[:LIST_MAX])


def batches(actor: Actor, *, limit: int = 50) -> list[BatchView]:
    """Batches, newest first."""
    require(actor, *VIEW_ROLES)
    rows = Batch.objects.select_related("file").defer("file__content").order_by("-day", "-run")
    found = list(rows[:limit])
    fates = _fates([row.pk for row in found])
    return [_batch(row, actor, fates[row.pk]) for row in found]


def _fates(batch_ids: Sequence[UUID]) -> dict[UUID, Fate]:
    """What became of the payments of some batches: two queries, of which the second meets few rows."""
    rows = PayoutOrder.objects.filter(batch_id__in=batch_ids).order_by()
    states = rows.values_list("batch_id", "state").annotate(Count("id"))
    later = rows.filter(state__in=RETRY_STATES).filter(_paid_again())
    counts: Counter[tuple[UUID, str]] = Counter()
    for batch_id, state, count in states:
        counts[batch_id, fate_of(PayoutState(state), again=False)] += count
    for batch_id, state, count in later.values_list("batch_id", "state").annotate(Count("id")):
        counts[batch_id, state] -= count
        counts[batch_id, "again"] += count
    return {one: Fate(**{each.name: counts[one, each.name] for each in fields(Fate)}) for one in batch_ids}


def _paid_again() -> Exists:
    return Exists(PayoutOrder.objects.filter(key=OuterRef("key"), attempt__gt=OuterRef("attempt")))


def batch_view(actor: Actor, batch_id: UUID) -> BatchView:
    """One batch.

    Raises:
        NotFound: there is none with this id.
    """
    require(actor, *VIEW_ROLES)
    row = Batch.objects.select_related("file").defer("file__content").filter(pk=batch_id).first()
    if row is None:
        raise NotFound(_("没有找到这个付款批次。"))
    return _batch(row, actor, _fates([row.pk])[row.pk])


def batch_items(actor: Actor, batch_id: UUID, *, start: int = 0, limit: int = 100) -> list[PayoutView]:
    """The payments of a batch, in the order of the file."""
    require(actor, *VIEW_ROLES)
    rows = payout_rows().filter(batch_id=batch_id)
    return payout_views(rows.order_by("id")[start : start + limit])


def payout_view(actor: Actor, payout_id: UUID) -> tuple[PayoutView, list[StepView]]:
    """One payment with every step it took.

    Raises:
        NotFound: there is none with this id.
    """
    require(actor, *VIEW_ROLES)
    found = payout_views(payout_rows().filter(pk=payout_id))
    if not found:
        raise NotFound(_("没有找到这笔付款。"))
    steps = PayoutStep.objects.filter(payout=payout_id).select_related("file").defer("file__content")
    return found[0], [_step(step) for step in steps]


def troubled(actor: Actor, *, at: datetime) -> list[TroubleView]:
    """Payments that are unknown, rejected, or came back and wait for a corrected account."""
    require(actor, *VIEW_ROLES)
    rows = list(troubled_rows().select_related("batch").order_by("changed_at")[:LIST_MAX])
    verdicts = {row.payout_id: row for row in Verdict.objects.filter(payout__in=rows, confirmed_at__isnull=True)}
    return [_trouble(row, verdicts.get(row.pk), actor, at) for row in rows]


def payout_rows() -> QuerySet[PayoutOrder]:
    """All payments, each knowing whether it came to nothing and was paid again."""
    return PayoutOrder.objects.annotate(again=_paid_again())


def troubled_rows() -> QuerySet[PayoutOrder]:
    """Payments of which ``PayoutView.troubled`` says so."""
    return payout_rows().filter(~_paid_again(), state__in=TROUBLED_STATES)


def _trouble(row: PayoutOrder, verdict: Verdict | None, actor: Actor, at: datetime) -> TroubleView:
    return TroubleView(
        payout=_payout(row),
        hindrance=verdict_hindrance(row, at) if row.state == PayoutState.UNKNOWN else "",
        proposed_by=verdict.proposed_by_name if verdict else "",
        proposed_reason=verdict.reason if verdict else "",
        proposed_by_me=bool(verdict and verdict.proposed_by_id == actor.account_id),
    )


def problems_open(actor: Actor) -> list[ProblemView]:
    """Differences nobody has settled, oldest first; those about a line in suspense stand beside the line."""
    require(actor, *VIEW_ROLES)
    rows = Discrepancy.objects.filter(settled_at__isnull=True).exclude(line__state=LineState.SUSPENSE)
    rows = rows.order_by("raised_at")[:LIST_MAX]
    return [
        ProblemView(row.pk, row.kind, Severity(row.severity), row.detail, row.raised_at, row.payout_id, row.line_id)
        for row in rows
    ]


def suspense(actor: Actor) -> list[SuspenseView]:
    """Lines of the bank that stand in suspense, oldest first."""
    require(actor, *VIEW_ROLES)
    lines = list(StatementLine.objects.filter(state=LineState.SUSPENSE).order_by("booked_on", "id")[:LIST_MAX])
    open_ones = Correction.objects.filter(line__in=lines, withdrawn_at__isnull=True, confirmed_at__isnull=True)
    proposals = {row.line_id: row for row in open_ones.select_related("payout", "account")}
    reasons = dict(Discrepancy.objects.filter(line__in=lines).values_list("line_id", "detail"))
    alike = _alike(lines)
    return [_suspense(line, proposals.get(line.pk), reasons.get(line.pk, ""), alike[line.pk], actor) for line in lines]


def _alike(lines: Sequence[StatementLine]) -> dict[UUID, tuple[PayoutView, ...]]:
    """For each line the payments of its sum that it could move, newest first."""
    sums = {abs(line.amount_fen) for line in lines}
    wanted = Q(amount_fen__in=sums, state__in=[*sources(Cause.BANK_BOOKS), *sources(Cause.BANK_RETURNS)])
    orders = payout_views(PayoutOrder.objects.filter(wanted).order_by("-id")[:LIST_MAX]) if sums else []
    return {line.pk: tuple(order for order in orders if _fits(line, order)) for line in lines}


def _fits(line: StatementLine, order: PayoutView) -> bool:
    cause = Cause.BANK_BOOKS if line.amount_fen < 0 else Cause.BANK_RETURNS
    return abs(line.amount_fen) == order.amount_fen and after(order.state, cause) is not None


def _suspense(
    line: StatementLine, proposal: Correction | None, why: str, fitting: tuple[PayoutView, ...], actor: Actor
) -> SuspenseView:
    target = ""
    if proposal:
        target = proposal.payout.end_to_end_id if proposal.payout else str(proposal.account)
    return SuspenseView(
        id=line.pk,
        reference=line.reference,
        booked_on=line.booked_on,
        amount_fen=line.amount_fen,
        end_to_end_id=line.end_to_end_id,
        why=why,
        correction_id=proposal.pk if proposal else None,
        correction_reason=proposal.reason if proposal else "",
        correction_target=target,
        correction_by=proposal.proposed_by_name if proposal else "",
        correction_by_me=bool(proposal and proposal.proposed_by_id == actor.account_id),
        fitting=fitting,
    )


def files(actor: Actor, *, limit: int = 50) -> list[FileView]:
    """Files to and from banks, newest first."""
    require(actor, *VIEW_ROLES)
    rows = BankFile.objects.defer("content").order_by("-at", "-id")[:limit]
    return [
        FileView(
            row.pk,
            row.kind,
            row.name,
            row.reference,
            row.sha256,
            row.size,
            row.at,
            row.by_name,
            row.times_seen,
            row.items,
            row.moved,
        )
        for row in rows
    ]


def file_bytes(actor: Actor, file_id: UUID) -> tuple[str, bytes]:
    """Name and bytes of a bank file, for auditors: it names people and accounts.

    Raises:
        NotFound: there is none with this id.
    """
    require(actor, *FILE_ROLES)
    row = BankFile.objects.filter(pk=file_id).first()
    if row is None:
        raise NotFound(_("没有找到这个文件。"))
    return row.name, bytes(row.content)


def trial_balance(actor: Actor, *, fund: str = "injury") -> list[AccountRow]:
    """Debits and credits of each account (试算平衡表). Both columns add up to the same sum."""
    require(actor, *VIEW_ROLES)
    rows = (
        Entry.objects.filter(account__fund=fund)
        .values_list("account__code")
        .annotate(
            debit=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
            credit=Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
        )
    )
    sums = {code: (int(debit), -int(credit)) for code, debit, credit in rows}
    accounts = Fund.objects.get(pk=fund).accounts.order_by("code")
    return [
        AccountRow(account.code, account.name, account.kind, *sums.get(account.code, (0, 0))) for account in accounts
    ]


def ledger(
    actor: Actor, *, fund: str = "injury", account: str = "", before: UUID | None = None, limit: int = 50
) -> list[TransferRow]:
    """Transfers, newest first; of one account when it is named."""
    require(actor, *VIEW_ROLES)
    rows = Transfer.objects.filter(fund=fund).select_related("sealed").prefetch_related("entries__account")
    if account:
        rows = rows.filter(Exists(Entry.objects.filter(transfer=OuterRef("pk"), account__code=account)))
    if before:
        rows = rows.filter(pk__lt=before)
    return [_transfer(row) for row in rows.order_by("-id")[:limit]]


def _transfer(row: Transfer) -> TransferRow:
    sealed = getattr(row, "sealed", None)
    return TransferRow(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        kind_name=TRANSFER_KIND_NAMES[TransferKind(row.kind)],
        subject=row.subject,
        at=row.at,
        memo=row.memo,
        by_person=row.by_id is not None,
        seal=sealed.seal_id if sealed else None,
        legs=tuple((entry.account.name, entry.amount_fen) for entry in row.entries.all()),
    )


def reconcile_runs(actor: Actor, *, limit: int = 30) -> list[RunView]:
    """Reconciliations, newest first."""
    require(actor, *VIEW_ROLES)
    return [_run(row) for row in ReconcileRun.objects.order_by("-at", "-id")[:limit]]


def last_reconcile(actor: Actor) -> RunView | None:
    """The newest reconciliation."""
    found = reconcile_runs(actor, limit=1)
    return found[0] if found else None


def _run(row: ReconcileRun) -> RunView:
    findings = tuple(_finding(**kept) for kept in row.findings)
    return RunView(row.pk, row.at, row.by_name, row.exit_code, row.froze, findings, row.figures)


def _finding(*, invariant: str, severity: str, subject: str, detail: str) -> FindingView:
    return FindingView(RULES[invariant], severity == Severity.BROKEN, subject, detail)


def payout_views(rows: Iterable[PayoutOrder] | QuerySet[PayoutOrder]) -> list[PayoutView]:
    """Payments as staff see them, names and accounts masked."""
    if isinstance(rows, QuerySet):
        rows = rows.select_related("batch")
    return [_payout(row) for row in rows]


def _payout(row: PayoutOrder) -> PayoutView:
    return PayoutView(
        id=row.pk,
        key=row.key,
        attempt=row.attempt,
        subject=row.subject,
        state=PayoutState(row.state),
        amount_fen=row.amount_fen,
        payee=mask_name(row.payee_name),
        account=mask_account(row.account_number),
        bank_name=row.bank_name,
        end_to_end_id=row.end_to_end_id,
        batch_id=row.batch_id,
        batch_number=row.batch.number if row.batch else "",
        approved_at=row.approved_at,
        submitted_on=row.submitted_on,
        changed_at=row.changed_at,
        reason_code=row.reason_code,
        reason=row.reason,
        pay_from=row.pay_from,
        again=getattr(row, "again", False),
    )


def _step(step: PayoutStep) -> StepView:
    return StepView(
        at=step.at,
        state_from=PAYOUT_STATE_NAMES[PayoutState(step.state_from)],
        state_to=PAYOUT_STATE_NAMES[PayoutState(step.state_to)],
        by_name=step.by_name,
        note=step.note,
        file_name=step.file.name if step.file else "",
    )


def _batch(row: Batch, actor: Actor, fate: Fate = _NOTHING_SENT) -> BatchView:
    state = BatchState(row.state)
    signed = {row.made_by_id, row.checked_by_id, row.released_by_id}
    fresh = actor.account_id is not None and actor.account_id not in signed
    may_check = state is BatchState.BUILT and actor.has(Role.FINANCE_CHECKER)
    may_release = state in (BatchState.CHECKED, BatchState.PART_RELEASED) and actor.has(Role.FINANCE_RELEASER)
    return BatchView(
        id=row.pk,
        number=row.number,
        day=row.day,
        state=state,
        send_state=SendState(row.send_state),
        items=row.items,
        total_fen=row.total_fen,
        persons=row.persons,
        msg_id=row.msg_id,
        sha256=row.file.sha256,
        file_id=row.file_id,
        file_name=row.file.name,
        made_at=row.made_at,
        sent_at=row.sent_at,
        sends=row.sends,
        cancelled_why=row.cancelled_why,
        signatures=_signatures(row),
        made_by_system=row.made_by_id is None,
        fate=fate,
        may_check=may_check and fresh,
        may_release=may_release and fresh,
        may_cancel=state in OPEN_STATES and actor.has(*DESK_ROLES),
        why_not=_("您已在这个批次上签过字，下一步须由另一位同事办理。")
        if (may_check or may_release) and not fresh
        else "",
    )


def _signatures(row: Batch) -> tuple[Signature, ...]:
    places: Sequence[tuple[str, str, datetime | None]] = (
        (_("制单"), row.made_by_name, row.made_at),
        (_("复核"), row.checked_by_name, row.checked_at),
        (_("签发"), row.released_by_name, row.released_at),
        (_("第二人签发"), row.second_by_name, row.second_at),
    )
    return tuple(Signature(*place) for place in places[: row.signatures + 1])


_RECONCILED: Final = {0: "账实相符", 1: "有差异要人处理", 2: "账目有误"}


def status_lines() -> list[str]:
    """The payment desk in a few lines of text, for the command line: counts and sums only."""
    states = (
        PayoutOrder.objects.values_list("state").annotate(count=Count("id"), fen=Sum("amount_fen")).order_by("state")
    )
    lines = [
        f"{PAYOUT_STATE_NAMES[PayoutState(state)]}：{count} 笔 {yuan_sign(int(fen))}" for state, count, fen in states
    ]
    for row in Batch.objects.filter(state__in=OPEN_STATES).order_by("number"):
        lines.append(
            f"批次 {row.number}：{row.items} 笔 {yuan_sign(row.total_fen)}，{BATCH_STATE_NAMES[BatchState(row.state)]}"
        )
    lines += [f"已停付 {fund.name}：{fund.frozen_why}" for fund in Fund.objects.filter(frozen_at__isnull=False)]
    last = ReconcileRun.objects.order_by("-at", "-id").first()
    lines.append(f"最近对账：{say_moment(last.at)}，{_RECONCILED[last.exit_code]}" if last else "还没有对过账。")
    return lines
