"""Finding a payment again, and what a month adds up to."""

from datetime import date, timedelta

import pytest

from anxin.funds.banks.simulated import Fault, FaultKind
from anxin.funds.models import PayoutOrder, StatementLine
from anxin.funds.monthly import SHOWN, month_figures
from anxin.funds.search import PaymentFilters, payments_found
from anxin.funds.selectors import troubled
from anxin.funds.services import batches_send, files_collect, obligation_retry
from anxin.funds.types import TransferKind
from anxin.kit.clock import at_time
from tests.given.funds import PAYDAY, a_debt, a_funded_bank, a_maker, a_payee, a_released_batch, pay_everything

pytestmark = pytest.mark.usefixtures("payday")

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
LAST = at_time(date(2026, 11, 30), 10)


@pytest.fixture
def _a_busy_month(payday):
    """Three payments: one arrives, one is refused and waits, one comes back a week later and is paid again."""
    bank = a_funded_bank()
    bank.fault_add(Fault(FaultKind.REJECT, payee="钱试拒"))
    bank.fault_add(Fault(FaultKind.RETURN, payee="孙试退", days=7))
    a_debt("decision:rib")
    a_debt("decision:refused", amount_fen=10_000, payee=a_payee("钱试拒"))
    a_debt("decision:returned", amount_fen=20_000, payee=a_payee("孙试退"))
    pay_everything()
    files_collect(at=PAYDAY + timedelta(days=7))
    obligation_retry(key="decision:returned", payee=a_payee("孙试改"), actor=a_maker(), at=PAYDAY + timedelta(days=7))


def _found(**query: str) -> list[str]:
    rows = payments_found(a_maker(), PaymentFilters.from_query(query), start=0, limit=50).rows
    return sorted(f"{row.key.removeprefix('decision:')}#{row.attempt}" for row in rows)


@pytest.mark.usefixtures("_a_busy_month")
def test_a_payment_is_found_by_what_people_have_in_hand():
    rib = PayoutOrder.objects.get(key="decision:rib")
    booked = StatementLine.objects.get(payout=rib)

    for words in (rib.end_to_end_id, rib.end_to_end_id[:8].lower(), booked.reference, "302", "¥302.00"):
        assert _found(q=words) == ["rib#1"], words
    assert _found(q=rib.batch.number) == ["refused#1", "returned#1", "rib#1"]
    assert _found(q="没有这样的") == []


@pytest.mark.usefixtures("_a_busy_month")
def test_payments_are_found_by_state_and_by_the_days_of_their_last_change():
    assert _found(state="paid") == ["rib#1"]
    assert _found(until="2026-11-29") == ["refused#1", "rib#1"]
    assert _found(since="2026-11-30") == ["returned#1", "returned#2"]
    assert _found(since="nonsense", state="nonsense") == ["refused#1", "returned#1", "returned#2", "rib#1"]


@pytest.mark.usefixtures("_a_busy_month")
def test_what_is_troubled_in_the_list_is_troubled_in_the_row():
    rows = payments_found(a_maker(), PaymentFilters(), start=0, limit=50).rows
    listed = {row.payout.id for row in troubled(a_maker(), at=PAYDAY)}

    assert listed == {row.id for row in rows if row.troubled}
    assert _found(state="troubled") == ["refused#1"], "what was paid again troubles nobody"


@pytest.mark.usefixtures("_a_busy_month")
def test_a_month_adds_up_day_by_day_and_to_the_balance_of_the_bank():
    month = month_figures(a_maker(), first=NOVEMBER, following=DECEMBER)
    totals = {kind: (total.count, total.fen) for kind, total in zip(SHOWN, month.totals, strict=True)}

    assert [one.day for one in month.days] == [date(2026, 11, 23), date(2026, 11, 30)]
    assert totals == {
        TransferKind.OBLIGATION: (3, 60_200),
        TransferKind.SUBMITTED: (3, 60_200),
        TransferKind.PAID: (2, 50_200),
        TransferKind.RETURNED: (1, 20_000),
        TransferKind.FAILED: (1, 10_000),
        TransferKind.RETRIED: (1, 20_000),
    }
    assert month.opening_fen + sum(fen for _kind, fen in month.bank) == month.closing_fen == month.stated_fen
    assert month.owed == {"payable": 20_000, "in_transit": 0, "returned": 10_000}


@pytest.mark.usefixtures("_a_busy_month")
def test_the_next_month_opens_where_this_one_closed():
    november = month_figures(a_maker(), first=NOVEMBER, following=DECEMBER)
    december = month_figures(a_maker(), first=DECEMBER, following=date(2027, 1, 1))

    assert december.opening_fen == december.closing_fen == november.closing_fen
    assert december.days == ()
    assert december.stated_fen is None


def test_a_statement_of_the_last_day_that_comes_after_midnight_is_no_alarm():
    a_funded_bank()
    a_debt("decision:rib", at=LAST)
    a_released_batch(LAST)
    batches_send(at=LAST)
    files_collect(at=LAST + timedelta(hours=20))

    november = month_figures(a_maker(), first=NOVEMBER, following=DECEMBER)
    december = month_figures(a_maker(), first=DECEMBER, following=date(2027, 1, 1))

    assert StatementLine.objects.get(payout__key="decision:rib").booked_on < DECEMBER
    assert (november.agrees, december.agrees) == (True, True)
    assert december.closing_fen == november.closing_fen - 30_200
