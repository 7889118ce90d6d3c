"""What a camt.053 does: every line of the bank becomes a transfer of ours, so the two books stay equal (对账单入账).

A line that names a payment moves it, when sum and state fit. Money brought into the fund is booked as such.
Everything else goes to suspense, visible, until two people say where it belongs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.funds import chart, states
from anxin.funds.banks import bank
from anxin.funds.errors import BadBankFile, FileConflict
from anxin.funds.iso.statement import Line, StatementFile
from anxin.funds.models import BankFile, BankStatement, Fund, PayoutOrder, StatementLine, Transfer
from anxin.funds.services.clearing import rejections_clear
from anxin.funds.services.moves import Move, lock_payouts, move
from anxin.funds.services.posting import post
from anxin.funds.services.problems import note_problem, problems_close
from anxin.funds.states import Cause
from anxin.funds.types import AT_BANK_STATES, Leg, LineState, PayoutState, Posting, Severity, TransferKind
from anxin.identity.types import Actor
from anxin.kit.money import yuan_sign
from anxin.kit.statements import Prepared, insert, insert_all


def apply_statement(read: StatementFile, file: BankFile, at: datetime) -> tuple[int, int]:
    """Book a statement; return how many lines it had and how many payments moved."""
    fund = _locked_fund.first(bank=file.bank, number=read.account_number)
    if fund is None:
        raise BadBankFile(_("对账单的账号不是任何一个基金专户，请核对文件来源。"))
    statement = _statement(read, file, fund)
    fresh = _fresh(read, file)
    moved = 0
    if fresh:
        moved = _Booking(fund, statement, file, at).book(fresh)
        moved += early_returns(fund=fund, names=[line.end_to_end_id for line in fresh], file=file, at=at)
    rejections_clear(fund=fund.pk, at=at)
    return len(read.lines), moved


_locked_fund = Prepared(lambda bank, number: Fund.objects.select_for_update().filter(bank=bank, account_number=number))


def _fresh(read: StatementFile, file: BankFile) -> list[Line]:
    """Lines not booked before: an end-of-day statement may repeat what an earlier one of the day had."""
    lines = [line for line in read.lines if line.amount_fen]
    references = [line.reference for line in lines]
    known = dict(
        StatementLine.objects.filter(bank=file.bank, reference__in=references).values_list("reference", "amount_fen")
    )
    if len(set(references)) != len(lines) or any(known.get(x.reference, x.amount_fen) != x.amount_fen for x in lines):
        raise FileConflict(_("对账单里的银行流水号以前用过，金额不同；没有导入，请向银行核实。"))
    return [line for line in lines if line.reference not in known]


def _statement(read: StatementFile, file: BankFile, fund: Fund) -> BankStatement:
    statement = BankStatement(
        file=file,
        fund=fund,
        number=read.number,
        day=read.day,
        closes_day=read.closes_day,
        opening_fen=read.opening_fen,
        closing_fen=read.closing_fen,
        lines_fen=read.closing_fen - read.opening_fen,
    )
    if not insert(statement, skip_known=True):
        raise FileConflict(
            _("第 %(number)s 号对账单以前来过，内容不同；没有导入，请向银行核实。") % {"number": read.number}
        )
    return statement


class _Booking:
    """One pass over the new lines of a statement. A payment named twice is moved in two waves, in line order."""

    def __init__(self, fund: Fund, statement: BankStatement, file: BankFile, at: datetime) -> None:
        self.fund, self.statement, self.file, self.at = fund, statement, file, at
        self.orders: dict[str, PayoutOrder] = {}
        self.wave: dict[str, tuple[Line, Move]] = {}
        self.rows: list[StatementLine] = []
        self.moved = 0

    def book(self, lines: Sequence[Line]) -> int:
        wanted = Q(end_to_end_id__in=[line.end_to_end_id for line in lines if line.end_to_end_id], fund=self.fund)
        self.orders = {order.end_to_end_id: order for order in lock_payouts(wanted)}
        plain: list[tuple[Line, PayoutOrder | None]] = []
        for line in lines:
            if line.end_to_end_id in self.wave:
                self._flush()
            order = self.orders.get(line.end_to_end_id)
            cause = _cause(line, order)
            if order is not None and cause is not None:
                self.wave[line.end_to_end_id] = (
                    line,
                    Move(
                        order,
                        cause,
                        note=line.reference,
                        reason_code=line.reason_code,
                        reason=line.text[:400] if line.reason_code else "",
                    ),
                )
            else:
                plain.append((line, order))
        self._flush()
        self._plain(plain)
        insert_all(self.rows)
        self._tell(plain)
        self._compare_names(lines)
        return self.moved

    def _flush(self) -> None:
        if not self.wave:
            return
        moves = [wanted for _line, wanted in self.wave.values()]
        transfers = move(moves, actor=Actor.system(_("银行")), at=self.at, file=self.file)
        self.rows += [
            self._row(line, wanted.order, LineState.MATCHED, transfers[wanted.order.pk])
            for line, wanted in self.wave.values()
        ]
        self.moved += len(moves)
        self.wave.clear()

    def _plain(self, plain: Sequence[tuple[Line, PayoutOrder | None]]) -> None:
        """Lines that move no payment: funding, or suspense."""
        codes = bank(self.file.bank).funding_codes
        kinds = [self._kind(line, codes) for line, _order in plain]
        postings = [
            Posting(
                key=f"{self.file.bank}:{line.reference}:{kind}",
                kind=kind,
                subject=f"statement:{self.statement.pk}",
                memo=_("基金拨入") if kind is TransferKind.FUNDING else _("待查款项"),
                legs=(
                    Leg(chart.BANK, line.amount_fen),
                    Leg(chart.CAPITAL if kind is TransferKind.FUNDING else chart.SUSPENSE, -line.amount_fen),
                ),
            )
            for (line, _order), kind in zip(plain, kinds, strict=True)
        ]
        transfers = post(postings, fund=self.fund.pk, by_id=None, at=self.at)
        for (line, order), kind, transfer in zip(plain, kinds, transfers, strict=True):
            state = LineState.MATCHED if kind is TransferKind.FUNDING else LineState.SUSPENSE
            self.rows.append(self._row(line, order, state, transfer))

    @staticmethod
    def _kind(line: Line, codes: frozenset[str]) -> TransferKind:
        return TransferKind.FUNDING if line.code in codes and line.amount_fen > 0 else TransferKind.SUSPENSE

    def _row(self, line: Line, order: PayoutOrder | None, state: LineState, transfer: Transfer) -> StatementLine:
        return StatementLine(
            statement=self.statement,
            bank=self.file.bank,
            reference=line.reference,
            booked_on=line.booked_on,
            amount_fen=line.amount_fen,
            end_to_end_id=line.end_to_end_id,
            is_return=line.is_return,
            reason_code=line.reason_code,
            text=line.text,
            payout=order,
            state=state,
            transfer=transfer,
        )

    def _tell(self, plain: Sequence[tuple[Line, PayoutOrder | None]]) -> None:
        rows = {row.reference: row for row in self.rows}
        for line, order in plain:
            row = rows[line.reference]
            if row.state == LineState.SUSPENSE:
                kind, severity, detail = _why_suspense(line, order)
                note_problem(
                    fund=self.fund,
                    kind=kind,
                    reference=f"{self.file.bank}:{line.reference}",
                    severity=severity,
                    detail=detail,
                    payout=order,
                    file=self.file,
                    line=row,
                    at=self.at,
                )

    def _compare_names(self, lines: Sequence[Line]) -> None:
        """The bank must have paid the person we named, letter by letter."""
        named = {line.end_to_end_id: line for line in lines if line.name and line.amount_fen < 0}
        payouts = PayoutOrder.objects.filter(end_to_end_id__in=named, fund=self.fund)
        for order in payouts.defer("account_number"):
            if order.payee_name != named[order.end_to_end_id].name:
                detail = _("银行记账的收款人姓名与付款单 %(e2e)s 不一致，请向银行核实款项到了谁的账上。") % {
                    "e2e": order.end_to_end_id
                }
                note_problem(
                    fund=self.fund,
                    kind="name_altered",
                    reference=f"{self.file.bank}:{order.end_to_end_id}",
                    severity=Severity.DIFFERENCE,
                    detail=detail,
                    payout=order,
                    file=self.file,
                    at=self.at,
                )


def _cause(line: Line, order: PayoutOrder | None) -> Cause | None:
    """The cause a line is for its payment, when sum and state fit."""
    if order is None or abs(line.amount_fen) != order.amount_fen:
        return None
    cause = Cause.BANK_BOOKS if line.amount_fen < 0 else Cause.BANK_RETURNS
    return cause if states.after(PayoutState(order.state), cause) else None


def _why_suspense(line: Line, order: PayoutOrder | None) -> tuple[str, Severity, str]:
    """Why a line could not be matched, in words, and how bad that is."""
    amount = yuan_sign(abs(line.amount_fen))
    values = {"reference": line.reference, "amount": amount, "e2e": line.end_to_end_id}
    if order is None and line.amount_fen < 0:
        return (
            "debit_stranger",
            Severity.DIFFERENCE,
            _("银行流水 %(reference)s 付出 %(amount)s，找不到对应的付款单，请核实。") % values,
        )
    if order is None:
        return (
            "credit_stranger",
            Severity.DIFFERENCE,
            _("银行流水 %(reference)s 收入 %(amount)s，来源不明，请核实。") % values,
        )
    if abs(line.amount_fen) != order.amount_fen:
        return (
            "sum_differs",
            Severity.DIFFERENCE,
            _(
                "银行流水 %(reference)s 的金额 %(amount)s 与付款单 %(e2e)s 不符。请银行冲正后按原金额重新记账；"
                "冲正的流水到了，两条一起记入待遇支出，正好抵消。"
            )
            % values,
        )
    if line.amount_fen > 0 and order.state in AT_BANK_STATES:
        return (
            "return_early",
            Severity.DIFFERENCE,
            _("退汇 %(reference)s 先于付款流水到达，等付款流水到了自动核销。") % values,
        )
    if line.amount_fen > 0:
        return (
            "return_unexpected",
            Severity.DIFFERENCE,
            _("付款单 %(e2e)s 又收到一笔退汇 %(amount)s，请核实。") % values,
        )
    if order.state in (PayoutState.APPROVED, PayoutState.BATCHED):
        detail = _("银行已付 %(e2e)s %(amount)s，我们的账上还没有送出；可能恢复过旧备份，请两人核对后补记。") % values
        return "paid_unsent", Severity.BROKEN, detail
    return (
        "paid_beyond",
        Severity.BROKEN,
        _(
            "银行对付款单 %(e2e)s 多记了一笔付款 %(amount)s，请立即与银行核实并要求退回；"
            "退回的流水到了，两条一起记入待遇支出，正好抵消。"
        )
        % values,
    )


def early_returns(*, fund: Fund, names: Sequence[str], file: BankFile, at: datetime) -> int:
    """Returns that came before their payment was booked: settle them now that it is."""
    lines = StatementLine.objects.filter(
        bank=fund.bank, end_to_end_id__in=[name for name in names if name], state=LineState.SUSPENSE, amount_fen__gt=0
    ).select_related("payout")
    waiting = [line for line in lines.order_by("id") if line.payout and line.amount_fen == line.payout.amount_fen]
    if not waiting:
        return 0
    condition = Q(pk__in=[line.payout_id for line in waiting], state=PayoutState.PAID)
    orders: dict[UUID | None, PayoutOrder] = {order.pk: order for order in lock_payouts(condition)}
    settled = {line.payout_id: line for line in waiting if line.payout_id in orders}
    moves = [
        Move(
            orders[payout_id],
            Cause.BANK_RETURNS,
            note=line.reference,
            reason_code=line.reason_code,
            reason=line.text[:400],
            from_suspense=True,
        )
        for payout_id, line in settled.items()
    ]
    move(moves, actor=Actor.system(_("银行")), at=at, file=file)
    rows = [line.pk for line in settled.values()]
    StatementLine.objects.filter(pk__in=rows).update(state=LineState.RESOLVED)
    problems_close(lines=rows, how=_("付款流水已到，自动核销。"), at=at)
    return len(moves)
