"""A payment desk that lives through crashes: people do the next thing they see, as often as it takes.

Used by the sweep and by random walks. The bank is outside our database, so what it did stays done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from anxin.funds.banks.simulated import Fault, FaultKind, SimulatedBank
from anxin.funds.failpoints import armed
from anxin.funds.models import Batch, PayoutOrder
from anxin.funds.services import (
    batch_check,
    batch_release,
    batches_ask,
    batches_send,
    files_collect,
    obligation_retry,
    overdue_mark,
    payout_run,
    reconcile,
)
from anxin.funds.types import LIVE_STATES, BatchState, PayoutState, Severity
from anxin.identity.types import Actor
from tests.given.funds import PAYDAY, a_checker, a_debt, a_maker, a_payee, a_releaser, payment_settings

GOOD, CLOSED, SENT_BACK = "赵试骑", "钱试付", "孙试退"
AMOUNTS = {GOOD: 30_200, CLOSED: 44_100, SENT_BACK: 60_000_000}
"""Together in the highest band, so that the first batch needs every signature there is."""
NEW_ACCOUNT = "6222009900000000025"


class Killed(BaseException):
    """What kill -9 looks like from inside: nothing catches it, the open transaction is gone."""


@dataclass
class Desk:
    """The people of the desk, doing whatever is next."""

    bank: SimulatedBank
    maker: Actor = field(default_factory=a_maker)
    checker: Actor = field(default_factory=a_checker)
    releasers: tuple[Actor, Actor] = field(default_factory=lambda: (a_releaser("钱签丙"), a_releaser("钱签丁")))

    def do_what_is_next(self, at: datetime) -> None:
        """One round through everything that may be due."""
        for step in self.steps():
            step(at)

    def steps(self) -> tuple[Callable[[datetime], object], ...]:
        """Everything somebody or some job may do, in any order."""
        return (self.collect, self.run, self.sign, self.send, self.ask, self.collect, self.overdue, self.fix_accounts)

    def collect(self, at: datetime) -> None:
        files_collect(at=at)

    def run(self, at: datetime) -> None:
        if PayoutOrder.objects.filter(state=PayoutState.APPROVED).exists():
            payout_run(actor=self.maker, at=at)

    def sign(self, at: datetime) -> None:
        unsigned = [BatchState.BUILT, BatchState.CHECKED, BatchState.PART_RELEASED]
        for batch in Batch.objects.filter(state__in=unsigned, day=at.date()):
            state = BatchState(batch.state)
            if state is BatchState.BUILT:
                state = batch_check(batch_id=batch.pk, actor=self.checker, at=at).state
            for releaser in self.releasers:
                if state is not BatchState.RELEASED:
                    state = batch_release(batch_id=batch.pk, actor=releaser, at=at).state

    def send(self, at: datetime) -> None:
        batches_send(at=at)

    def ask(self, at: datetime) -> None:
        batches_ask(at=at)

    def overdue(self, at: datetime) -> None:
        overdue_mark(at=at)

    def fix_accounts(self, at: datetime) -> None:
        """The worker with the closed account gives another one, once."""
        failed = PayoutOrder.objects.filter(key=f"decision:{CLOSED}").order_by("-attempt").first()
        if failed and failed.state == PayoutState.FAILED:
            self.bank.faults_clear()
            obligation_retry(key=failed.key, payee=a_payee("钱试改", NEW_ACCOUNT), actor=self.maker, at=at)


@contextmanager
def a_payment_city(folder: Path, *faults: Fault) -> Iterator[Desk]:
    """Three debts: one plain, one to a closed account, one whose money comes back; and a bank with these faults."""
    with payment_settings(folder):
        bank = SimulatedBank()
        files_collect(at=PAYDAY)
        for fault in (Fault(FaultKind.REJECT, CLOSED), Fault(FaultKind.RETURN, SENT_BACK, days=2), *faults):
            bank.fault_add(fault)
        for name, amount_fen in AMOUNTS.items():
            a_debt(f"decision:{name}", amount_fen=amount_fen, payee=a_payee(name))
        yield Desk(bank)


def live_through(desk: Desk, failpoint: str, crashes: int, *, days: int = 9) -> int:
    """Let days pass; the process dies at the failpoint so often, and starts again an hour later; return how often.

    When it has died and nothing waits for anybody, one more day shows that it stays so.
    """
    died, quiet = 0, 0

    def die() -> None:
        nonlocal died
        if died < crashes:
            died += 1
            raise Killed

    with armed(failpoint, die):
        for day in range(days):
            for hour in range(1 + crashes if _bank_is_open(PAYDAY + timedelta(days=day)) else 0):
                try:
                    desk.do_what_is_next(PAYDAY + timedelta(days=day, hours=hour))
                except Killed:
                    continue
                break
            quiet += died == crashes and _bank_is_open(PAYDAY + timedelta(days=day)) and _nothing_waits(desk)
            if quiet > 1:
                break
    return died


def _nothing_waits(desk: Desk) -> bool:
    """Neither a payment with us, nor an entry of the bank's diary, nor a file or a line that we were not told."""
    with desk.bank.vault.open() as books:
        open_there = books.todo or books.waiting or not all(entry["stated"] for entry in books.entries)
    ours = [state for state in LIVE_STATES if state is not PayoutState.PAID]
    return not open_there and not PayoutOrder.objects.filter(state__in=ours).exists()


def _bank_is_open(at: datetime) -> bool:
    return at.weekday() < 5


def moved_by_the_bank(desk: Desk) -> dict[str, list[int]]:
    """What the bank's own books say it did, by payee."""
    moved: dict[str, list[int]] = {}
    with desk.bank.vault.open() as books:
        for entry in books.entries:
            if entry["name"]:
                moved.setdefault(entry["name"], []).append(entry["amount_fen"])
    return moved


def assert_nobody_lost_or_doubled(desk: Desk) -> None:
    """Bank, payments and ledger tell one story: paid once, sent back once, failed once and then paid."""
    assert moved_by_the_bank(desk) == {
        GOOD: [-AMOUNTS[GOOD]],
        "钱试改": [-AMOUNTS[CLOSED]],
        SENT_BACK: [-AMOUNTS[SENT_BACK], AMOUNTS[SENT_BACK]],
    }
    ends = Counter(PayoutOrder.objects.values_list("key", "attempt", "state"))
    assert ends == {
        (f"decision:{GOOD}", 1, PayoutState.PAID): 1,
        (f"decision:{CLOSED}", 1, PayoutState.FAILED): 1,
        (f"decision:{CLOSED}", 2, PayoutState.PAID): 1,
        (f"decision:{SENT_BACK}", 1, PayoutState.RETURNED): 1,
    }
    assert_books_are_whole(PAYDAY + timedelta(days=9))


def assert_books_are_whole(at: datetime) -> None:
    """No invariant of the money is broken; something may still wait for a person."""
    report = reconcile(freeze=False, actor=Actor.system(), at=at)
    broken = [finding for finding in report.findings if finding.severity is Severity.BROKEN]
    assert broken == []
