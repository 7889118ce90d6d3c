"""pain.001.001.09: the payment order (付款指令).

Built by hand with lxml: CNY, accounts as ``Othr/Id``, Chinese clearing numbers (``CNAPS``), UTF-8. A name goes
out exactly as it stands; a bank compares it letter by letter with the account. Schemas accept wrong counts and
sums, so a file is read back and compared with what was meant before anybody signs it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from lxml import etree

from anxin.funds.errors import BadBankFile
from anxin.funds.iso.xml import children, day, fen, message, moment, needed, parse, text
from anxin.kit.money import yuan

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CURRENCY: Final = "CNY"
CLEARING: Final = "CNAPS"


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One payment in a file. Amount in fen."""

    end_to_end_id: str
    amount_fen: int
    name: str = field(repr=False)
    account_number: str = field(repr=False)
    bank_code: str
    bank_name: str


@dataclass(frozen=True, slots=True)
class OrderFile:
    """A whole payment order: who pays, from which account, on which day, to whom."""

    msg_id: str
    made_at: datetime
    pay_on: date
    debtor: str
    debtor_account: str
    debtor_bank_code: str
    purpose: str
    items: tuple[OrderItem, ...]

    @property
    def total_fen(self) -> int:
        return sum(item.amount_fen for item in self.items)


def build(order: OrderFile) -> bytes:
    """The bytes of a payment order: equal orders give equal bytes.

    Raises:
        BadBankFile: when the bytes, read back, say something else than was meant.
    """
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    body = _put(root, "CstmrCdtTrfInitn")
    header = _put(body, "GrpHdr")
    _put(header, "MsgId", order.msg_id)
    _put(header, "CreDtTm", order.made_at.isoformat(timespec="seconds"))
    _put(header, "NbOfTxs", str(len(order.items)))
    _put(header, "CtrlSum", yuan(order.total_fen))
    _put(_put(header, "InitgPty"), "Nm", order.debtor)
    group = _put(body, "PmtInf")
    _payment_head(group, order)
    for item in order.items:
        _transaction(group, item, order.purpose)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if read(content) != order:
        raise BadBankFile("付款文件读回核对不一致，已停止制单，请联系系统管理员。")
    return content


def _payment_head(group: etree._Element, order: OrderFile) -> None:
    _put(group, "PmtInfId", order.msg_id)
    _put(group, "PmtMtd", "TRF")
    _put(group, "BtchBookg", "false")
    _put(group, "NbOfTxs", str(len(order.items)))
    _put(group, "CtrlSum", yuan(order.total_fen))
    _put(_put(group, "ReqdExctnDt"), "Dt", order.pay_on.isoformat())
    _put(_put(group, "Dbtr"), "Nm", order.debtor)
    account = _put(group, "DbtrAcct")
    _put(_put(_put(account, "Id"), "Othr"), "Id", order.debtor_account)
    _put(account, "Ccy", CURRENCY)
    _clearing(_put(_put(group, "DbtrAgt"), "FinInstnId"), order.debtor_bank_code)


def _transaction(group: etree._Element, item: OrderItem, purpose: str) -> None:
    node = _put(group, "CdtTrfTxInf")
    ids = _put(node, "PmtId")
    _put(ids, "InstrId", item.end_to_end_id)
    _put(ids, "EndToEndId", item.end_to_end_id)
    amount = _put(_put(node, "Amt"), "InstdAmt", yuan(item.amount_fen))
    amount.set("Ccy", CURRENCY)
    bank = _put(_put(node, "CdtrAgt"), "FinInstnId")
    _clearing(bank, item.bank_code)
    _put(bank, "Nm", item.bank_name)
    _put(_put(node, "Cdtr"), "Nm", item.name)
    _put(_put(_put(_put(node, "CdtrAcct"), "Id"), "Othr"), "Id", item.account_number)
    _put(_put(node, "RmtInf"), "Ustrd", purpose)


def _clearing(parent: etree._Element, bank_code: str) -> None:
    member = _put(parent, "ClrSysMmbId")
    _put(_put(member, "ClrSysId"), "Cd", CLEARING)
    _put(member, "MmbId", bank_code)


def _put(parent: etree._Element, name: str, value: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    node.text = value
    return node


def read(content: bytes) -> OrderFile:
    """What the bytes of a payment order say.

    Raises:
        BadBankFile: when counts, sums or the currency contradict the items.
    """
    root = parse(content)
    if message(root) != "pain.001":
        raise BadBankFile("这不是付款指令文件（pain.001）。")
    (header,) = children(root, "CstmrCdtTrfInitn/GrpHdr")
    (group,) = children(root, "CstmrCdtTrfInitn/PmtInf")
    items = tuple(_item(node) for node in children(group, "CdtTrfTxInf"))
    order = OrderFile(
        msg_id=needed(header, "MsgId"),
        made_at=moment(needed(header, "CreDtTm")),
        pay_on=day(needed(group, "ReqdExctnDt/Dt")),
        debtor=needed(group, "Dbtr/Nm"),
        debtor_account=needed(group, "DbtrAcct/Id/Othr/Id"),
        debtor_bank_code=needed(group, "DbtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
        purpose=text(group, "CdtTrfTxInf/RmtInf/Ustrd"),
        items=items,
    )
    for node in (header, group):
        if needed(node, "NbOfTxs") != str(len(items)) or fen(needed(node, "CtrlSum")) != order.total_fen:
            raise BadBankFile("付款文件的笔数或总额与明细不符。")
    if len({item.end_to_end_id for item in items}) != len(items):
        raise BadBankFile("付款文件里有重复的端到端标识。")
    return order


def _item(node: etree._Element) -> OrderItem:
    (amount,) = children(node, "Amt/InstdAmt")
    if amount.get("Ccy") != CURRENCY:
        raise BadBankFile("付款文件里的币种不是人民币。")
    return OrderItem(
        end_to_end_id=needed(node, "PmtId/EndToEndId"),
        amount_fen=fen((amount.text or "").strip()),
        name=next(iter(children(node, "Cdtr/Nm"))).text or "",
        account_number=needed(node, "CdtrAcct/Id/Othr/Id"),
        bank_code=needed(node, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
        bank_name=text(node, "CdtrAgt/FinInstnId/Nm"),
    )
