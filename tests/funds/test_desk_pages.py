"""The payment desk in a browser without scripts."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from anxin.funds.banks.simulated import Fault, FaultKind
from anxin.funds.models import BankFile, Batch, PayoutOrder
from anxin.funds.services import batches_send, files_collect, obligation_retry, payout_run
from anxin.funds.types import BatchState, PayoutState
from anxin.identity.types import Actor, Role
from anxin.kit import clock
from tests.given.funds import PAYDAY, a_debt, a_funded_bank, a_maker, a_payee, a_released_batch, pay_everything
from tests.given.people import a_staff, signed_in

pytestmark = pytest.mark.usefixtures("payday")

PAGES = [
    "payouts/",
    "payouts/ready/",
    "payouts/trouble/",
    "payouts/payments/",
    "payouts/files/",
    "payouts/ledger/",
    "payouts/month/",
    "reconcile/",
]


@pytest.fixture(autouse=True)
def _it_is_payday():
    with time_machine.travel(PAYDAY, tick=False):
        yield


def _browser(role: Role) -> Client:
    return signed_in(a_staff(role))


def _shows_the_factor(browser: Client) -> None:
    session = browser.session
    session["factor_at"] = int(clock.now().timestamp())
    session.save()


def _text(browser: Client, address: str) -> str:
    answer = browser.get(f"/desk/{address}")
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("address", [*PAGES, "payouts/simulator/"])
def test_every_page_stands_before_anything_has_happened(address):
    assert "付款台" in _text(_browser(Role.FINANCE_MAKER), address)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_stands_when_everything_has_gone_wrong(address):
    bank = a_funded_bank()
    for kind in (
        FaultKind.REJECT,
        FaultKind.WRONG_SUM,
        FaultKind.UNKNOWN_ID,
        FaultKind.NAME_ALTERED,
        FaultKind.ODD_STATUS,
    ):
        name = f"赵{kind.value}"
        bank.fault_add(Fault(kind, payee=name))
        a_debt(payee=a_payee(name))
    pay_everything()

    assert "付款台" in _text(_browser(Role.FINANCE_CHECKER), address)


@pytest.mark.parametrize("role", [Role.INSURER_HANDLER, Role.PLATFORM_OPERATOR, Role.SYSTEM_ADMIN, Role.BANK_CLERK])
@pytest.mark.parametrize("address", PAGES)
def test_strangers_to_money_see_no_page_of_it(role, address):
    assert _browser(role).get(f"/desk/{address}").status_code == 403


def test_three_people_pay_a_rider_from_the_desk():
    a_funded_bank()
    a_debt("decision:rib")
    maker, checker = _browser(Role.FINANCE_MAKER), _browser(Role.FINANCE_CHECKER)

    assert maker.post("/desk/payouts/run/").status_code == 302
    batch = Batch.objects.get()
    assert "复核无误" not in _text(maker, f"payouts/batches/{batch.id}/")
    assert "复核无误" in _text(checker, f"payouts/batches/{batch.id}/")
    _shows_the_factor(checker)
    checker.post(f"/desk/payouts/batches/{batch.id}/check/")
    batches_send(at=PAYDAY)
    files_collect(at=PAYDAY)

    assert "已到账" in _text(checker, f"payouts/batches/{batch.id}/")
    assert PayoutOrder.objects.get().state == PayoutState.PAID


def test_a_maker_who_became_checker_meanwhile_is_told_that_another_must_sign():
    a_funded_bank()
    a_debt()
    checker = a_staff(Role.FINANCE_CHECKER)
    browser = signed_in(checker)
    _shows_the_factor(browser)
    batch = payout_run(actor=replace(checker, posts=a_maker().posts), at=PAYDAY)

    assert batch is not None
    assert "须由另一位同事办理" in _text(browser, f"payouts/batches/{batch.id}/")
    answer = browser.post(f"/desk/payouts/batches/{batch.id}/check/", follow=True)
    assert "不能是同一个人" in answer.content.decode()


def test_a_batch_is_released_only_by_somebody_who_has_just_shown_the_second_factor(settings):
    a_funded_bank()
    a_debt()
    batch = payout_run(actor=a_maker(), at=PAYDAY)
    assert batch is not None
    browser = signed_in(a_staff(Role.FINANCE_CHECKER))
    sign = f"/desk/payouts/batches/{batch.id}/check/"

    asked = browser.post(sign)
    assert asked["Location"].startswith("/desk/confirm/")
    assert Batch.objects.get().state == BatchState.BUILT

    _shows_the_factor(browser)
    browser.post(sign)
    assert Batch.objects.get().state == BatchState.RELEASED, "a small batch needs two signatures"


def test_names_and_accounts_are_masked_on_every_page_and_in_excel():
    a_funded_bank()
    a_debt()
    batch = a_released_batch()
    browser = _browser(Role.FINANCE_CHECKER)
    order = PayoutOrder.objects.get()

    for address in (*PAGES, f"payouts/batches/{batch.id}/", f"payouts/orders/{order.id}/"):
        page = _text(browser, address)
        assert "赵试骑" not in page
        assert "6222009900000000017" not in page
    sheet = load_workbook(BytesIO(browser.get(f"/desk/payouts/batches/{batch.id}/?xlsx").content)).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "赵**" in cells
    assert "302.00" in cells
    assert "赵试骑" not in cells


def test_only_an_auditor_takes_the_file_away():
    a_funded_bank()
    a_debt()
    a_released_batch()
    file = BankFile.objects.get(kind="pain.001")

    assert _browser(Role.FINANCE_RELEASER).get(f"/desk/payouts/files/{file.id}/").status_code == 403
    answer = _browser(Role.AUDITOR).get(f"/desk/payouts/files/{file.id}/")
    assert answer.content == file.content
    assert "attachment" in answer["Content-Disposition"]


def test_a_file_brought_twice_by_hand_moves_nothing_the_second_time():
    bank = a_funded_bank()
    a_debt()
    a_released_batch()
    batches_send(at=PAYDAY)
    waiting = bank.collect(at=PAYDAY)
    browser = _browser(Role.FINANCE_MAKER)

    said = [
        browser.post(
            "/desk/payouts/files/bring/", {"file": SimpleUploadedFile("a.xml", waiting[0].content)}, follow=True
        )
        for _ in range(2)
    ]
    assert "推动 1 笔付款" in said[0].content.decode()
    assert "没有任何变动" in said[1].content.decode()


def test_a_broken_file_is_refused_in_words():
    said = _browser(Role.FINANCE_MAKER).post(
        "/desk/payouts/files/bring/", {"file": SimpleUploadedFile("a.xml", b"<Document")}, follow=True
    )
    assert "不完整或不是 XML" in said.content.decode()


def test_two_people_settle_an_unexplained_line_from_the_page():
    bank = a_funded_bank()
    bank.fault_add(Fault(FaultKind.UNKNOWN_ID))
    a_debt("decision:rib")
    pay_everything()
    one, two = _browser(Role.FINANCE_MAKER), _browser(Role.FINANCE_CHECKER)
    from anxin.funds.models import Correction, StatementLine

    line, order = StatementLine.objects.get(state="suspense"), PayoutOrder.objects.get()
    one.post(
        f"/desk/payouts/lines/{line.id}/correct/", {"end_to_end_id": order.end_to_end_id, "reason": "银行来函证实"}
    )
    correction = Correction.objects.get()
    refused = one.post(f"/desk/payouts/corrections/{correction.id}/", {"confirm": "1"}, follow=True)
    assert "不能是同一个人" in refused.content.decode()
    two.post(f"/desk/payouts/corrections/{correction.id}/", {"confirm": "1"})

    assert PayoutOrder.objects.get().state == PayoutState.PAID
    assert not StatementLine.objects.filter(state="suspense").exists()


def test_the_simulator_says_what_it_is_and_takes_a_fault():
    browser = _browser(Role.BANK_CLERK)

    browser.post("/desk/payouts/simulator/act/", {"kind": "reject", "payee": "钱试付", "days": "1", "times": "1"})

    page = _text(browser, "payouts/simulator/")
    assert "模拟银行" in page
    assert "拒付这位收款人" in page


def test_the_home_of_a_checker_says_what_waits_for_him():
    a_funded_bank()
    a_debt()
    assert "1 笔等着付" in _text(_browser(Role.FINANCE_CHECKER), "")
    payout_run(actor=a_maker(), at=PAYDAY)
    assert "1 个批次等您办理" in _text(_browser(Role.FINANCE_CHECKER), "")
    assert "等您办理" not in _text(_browser(Role.FINANCE_MAKER), "")


def test_a_returned_payment_says_what_the_banks_code_means_and_keeps_its_words():
    a_funded_bank()
    a_debt()
    PayoutOrder.objects.update(reason_code="AC01", reason="退汇")

    page = _text(_browser(Role.FINANCE_MAKER), f"payouts/orders/{PayoutOrder.objects.get().id}/")

    assert "账号不对" in page
    assert "退汇" in page


def test_the_month_is_taken_away_as_excel_with_its_sums():
    a_debt()
    pay_everything()
    answer = _browser(Role.FINANCE_MAKER).get("/desk/payouts/month/?month=2026-11&xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()]
    assert rows[-1][:3] == ["合计", 1, "302.00"]


def test_xss_in_a_bank_reason_is_shown_as_text():
    a_funded_bank()
    a_debt()
    PayoutOrder.objects.update(reason="<script>alert(1)</script>")
    order = PayoutOrder.objects.get()

    page = _text(_browser(Role.AUDITOR), f"payouts/orders/{order.id}/")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_an_unknown_batch_is_a_page_that_says_so(settings):
    answer = _browser(Role.AUDITOR).get("/desk/payouts/batches/00000000-0000-7000-8000-000000000000/")

    assert answer.status_code == 404
    assert "没有找到这个付款批次" in answer.content.decode()


def test_the_system_cannot_sign():
    from anxin.funds.services import batch_check
    from anxin.kit.errors import NotAllowed

    a_funded_bank()
    a_debt()
    batch = payout_run(actor=Actor.system(), at=PAYDAY)
    assert batch is not None
    with pytest.raises(NotAllowed, match="本人办理"):
        batch_check(batch_id=batch.id, actor=Actor.system(), at=PAYDAY)


def test_a_batch_says_in_a_sentence_what_became_of_its_money():
    bank = a_funded_bank()
    names = {kind: f"赵{kind.value}" for kind in (FaultKind.REJECT, FaultKind.RETURN)}
    for kind, name in names.items():
        bank.fault_add(Fault(kind, payee=name, days=0, times=0))
        a_debt(payee=a_payee(name))
    a_debt("decision:rib")
    batch = a_released_batch()
    checker = _browser(Role.FINANCE_CHECKER)
    address = f"payouts/batches/{batch.id}/"
    assert "签完了，正在送银行" in _text(checker, address)

    batches_send(at=PAYDAY)
    assert "3 笔在银行办理" in _text(checker, "payouts/")
    files_collect(at=PAYDAY)

    said = "1 笔退回，等劳动者更正账户；1 笔没有付成，等劳动者更正账户；1 笔已到账"
    assert said in _text(checker, "payouts/")
    assert said in _text(checker, address)
    returned = PayoutOrder.objects.get(state=PayoutState.RETURNED)
    assert "钱付出后被银行退回：" in _text(checker, f"payouts/orders/{returned.id}/")

    PayoutOrder.objects.filter(pk=returned.pk).update(reason="")
    assert "账号不对" in _text(checker, f"payouts/orders/{returned.id}/"), "a code alone is put into words"
    assert "AC01" in _text(checker, f"payouts/orders/{returned.id}/")


def test_a_payment_that_was_made_again_no_longer_waits_for_anybody():
    bank = a_funded_bank()
    bank.fault_add(Fault(FaultKind.REJECT, payee="赵重付", times=0))
    a_debt("decision:again", payee=a_payee("赵重付"))
    batch = pay_everything()
    obligation_retry(key="decision:again", payee=a_payee("赵重付"), actor=Actor.system(), at=PAYDAY)
    checker = _browser(Role.FINANCE_CHECKER)

    assert "1 笔没有付成，更正账户后已另付" in _text(checker, f"payouts/batches/{batch.id}/")
    assert "没有要处理的付款" in _text(checker, "payouts/trouble/")


def test_an_english_reader_meets_no_chinese_in_the_books_and_the_month():
    a_debt()
    pay_everything()
    browser = _browser(Role.FINANCE_MAKER)
    browser.post("/preferences/", {"language": "en", "next": "/desk/"})

    for address in ("payouts/ledger/", "payouts/month/"):
        main = _text(browser, address).partition('<main id="main"')[2]
        told = re.sub(r"<[^>]+>", " ", main)
        assert not re.search(r"[\u4e00-\u9fff]", told.partition("Keyboard")[0]), address
