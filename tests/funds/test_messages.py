"""ISO 20022 as written and read here."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anxin.funds.bankdays import BankDays
from anxin.funds.banks.simulated.messages import answer_xml, read_order, statement_xml
from anxin.funds.errors import BadBankFile
from anxin.funds.iso.answer import read_answer
from anxin.funds.iso.order import OrderFile, OrderItem, build, read
from anxin.funds.iso.statement import read_statement
from anxin.kit.clock import SHANGHAI
from anxin.kit.workdays import Calendar

NAMES = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from("·•㛃䶮𬱖单通赵<>&\"'"),
    min_size=1,
    max_size=40,
)
ITEMS = st.builds(
    OrderItem,
    end_to_end_id=st.from_regex(r"AX[A-Z2-7]{14}", fullmatch=True),
    amount_fen=st.integers(1, 10**14),
    name=NAMES,
    account_number=st.from_regex(r"[0-9]{8,34}", fullmatch=True),
    bank_code=st.from_regex(r"[0-9]{12}", fullmatch=True),
    bank_name=st.just("示范银行"),
)


def an_order(*items: OrderItem) -> OrderFile:
    return OrderFile(
        msg_id="AXB234",
        made_at=datetime(2026, 11, 23, 15, 0, tzinfo=SHANGHAI),
        pay_on=date(2026, 11, 23),
        debtor="示范市职业伤害保障基金专户（演示）",
        debtor_account="1100999900000000018",
        debtor_bank_code="999100000018",
        purpose="职业伤害待遇",
        items=items,
    )


@given(st.lists(ITEMS, min_size=1, max_size=6, unique_by=lambda item: item.end_to_end_id))
def test_what_is_written_is_what_we_and_the_bank_read(items):
    order = an_order(*items)

    content = build(order)

    assert read(content) == order
    assert build(order) == content
    account, read_items = read_order(content)
    assert account == "1100999900000000018"
    assert [(item["e2e"], item["amount_fen"], item["name"], item["account"]) for item in read_items] == [
        (item.end_to_end_id, item.amount_fen, item.name, item.account_number) for item in items
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<NbOfTxs>1</NbOfTxs>", b"<NbOfTxs>2</NbOfTxs>"),
        (b"<CtrlSum>302.00</CtrlSum>", b"<CtrlSum>302.01</CtrlSum>"),
        (b'Ccy="CNY">302.00', b'Ccy="CNY">302.0001'),
        (b'Ccy="CNY">302.00', b'Ccy="USD">302.00'),
        (b'Ccy="CNY">302.00', b'Ccy="CNY">1e400'),
    ],
)
def test_what_a_schema_would_let_through_is_refused(old, new):
    item = OrderItem("AX22222222222222", 30_200, "赵试骑", "6222009900000000017", "999100000026", "示范银行")
    content = build(an_order(item))
    assert old in content

    with pytest.raises(BadBankFile):
        read(content.replace(old, new))


def test_the_order_of_elements_is_the_one_of_the_standard():
    item = OrderItem("AX22222222222222", 30_200, "赵试骑", "6222009900000000017", "999100000026", "示范银行")
    root = etree.fromstring(build(an_order(item)))

    def names(path: str) -> list[str]:
        node = root.find(path, {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"})
        return [etree.QName(child).localname for child in node]

    assert names(".//p:GrpHdr") == ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"]
    assert names(".//p:PmtInf") == [
        "PmtInfId",
        "PmtMtd",
        "BtchBookg",
        "NbOfTxs",
        "CtrlSum",
        "ReqdExctnDt",
        "Dbtr",
        "DbtrAcct",
        "DbtrAgt",
        "CdtTrfTxInf",
    ]
    assert names(".//p:CdtTrfTxInf") == ["PmtId", "Amt", "CdtrAgt", "Cdtr", "CdtrAcct", "RmtInf"]


def test_an_answer_is_read_item_by_item():
    content = answer_xml(
        reference="A1",
        made_at="2026-11-23T15:05:00+08:00",
        order_msg_id="AXB234",
        group=("PART", ""),
        items=[("AX1", "ACSC", "", ""), ("AX2", "RJCT", "AC04", "账户已销户")],
    )

    answer = read_answer(content)

    assert [(item.end_to_end_id, item.status, item.reason_code) for item in answer.items] == [
        ("AX1", "ACSC", ""),
        ("AX2", "RJCT", "AC04"),
    ]
    assert (answer.order_msg_id, answer.group_status) == ("AXB234", "PART")


def _entry(amount_fen: int, **more) -> dict[str, object]:
    entry = {"ref": "R1", "day": "2026-11-23", "code": "PAYMENT", "text": "", "e2e": "", "name": "", "reason": ""}
    return {**entry, "amount_fen": amount_fen, **more}


def _statement(*entries: dict[str, object], closes: bool = True) -> bytes:
    return statement_xml(
        reference="S1",
        made_at="2026-11-23T23:59:00+08:00",
        account="1100999900000000018",
        number=1,
        day="2026-11-23",
        closes=closes,
        opening_fen=100_000,
        entries=entries,
    )


def test_a_statement_is_read_line_by_line():
    content = _statement(_entry(-30_200, e2e="AX1", name="赵试骑"), _entry(30_200, ref="R2", e2e="AX1", reason="AC01"))

    read_back = read_statement(content)

    assert [(line.amount_fen, line.end_to_end_id, line.is_return, line.reason_code) for line in read_back.lines] == [
        (-30_200, "AX1", False, ""),
        (30_200, "AX1", True, "AC01"),
    ]
    assert (read_back.opening_fen, read_back.closing_fen, read_back.closes_day) == (100_000, 100_000, True)


def test_payments_booked_in_one_sum_are_read_one_by_one():
    content = _statement(_entry(-300, e2e="AX1")).decode()
    one = content[content.index("<TxDtls>") : content.index("</TxDtls>") + len("</TxDtls>")]
    detail = '<Amt Ccy="CNY">{}</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>'
    both = one.replace("</TxDtls>", detail.format("1.00")) + one.replace("AX1", "AX2").replace(
        "</TxDtls>", detail.format("2.00")
    ).replace("<AcctSvcrRef>R1</AcctSvcrRef>", "<AcctSvcrRef>R1b</AcctSvcrRef>")

    lines = read_statement(content.replace(one, both).encode()).lines

    assert [(line.end_to_end_id, line.amount_fen, line.reference) for line in lines] == [
        ("AX1", -100, "R1"),
        ("AX2", -200, "R1b"),
    ]


def test_a_bank_that_writes_gb18030_is_understood():
    content = _statement(_entry(-30_200, name="单㛃")).decode().replace("encoding='UTF-8'", "encoding='GB18030'")

    assert read_statement(content.encode("gb18030")).lines[0].name == "单㛃"


# --- bank days --------------------------------------------------------------------------------------------------------

CALENDAR = Calendar({date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}, frozenset({2026}))


@pytest.mark.parametrize(
    ("makeup", "start", "count", "end"),
    [
        (False, date(2026, 9, 30), 1, date(2026, 10, 8)),
        (False, date(2026, 10, 9), 1, date(2026, 10, 12)),
        (True, date(2026, 10, 9), 1, date(2026, 10, 10)),
        (False, date(2026, 9, 30), 3, date(2026, 10, 12)),
        (True, date(2026, 9, 30), 3, date(2026, 10, 10)),
    ],
)
def test_bank_days_are_counted_over_holidays_and_make_up_saturdays(makeup, start, count, end):
    days = BankDays(CALENDAR, makeup)

    assert days.add(start, count) == end
    assert days.between(start, end) == count
