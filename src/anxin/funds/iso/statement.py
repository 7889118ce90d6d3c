"""camt.053: the statement of the fund's account (对账单)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from lxml import etree

from anxin.funds.errors import BadBankFile
from anxin.funds.iso.xml import children, day, fen, message, moment, needed, parse, text

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD", "ITBD")
_NO_REFERENCE = "NOTPROVIDED"


@dataclass(frozen=True, slots=True)
class Line:
    """A booked movement. ``amount_fen``: in positive, out negative. ``code`` is the bank's kind of booking."""

    reference: str
    booked_on: date
    amount_fen: int
    end_to_end_id: str
    is_return: bool
    reason_code: str
    code: str
    name: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A camt.053 file with one statement. ``closes_day``: the last one of its day (CLBD, not ITBD)."""

    reference: str
    made_at: datetime
    account_number: str
    number: int
    day: date
    closes_day: bool
    opening_fen: int
    closing_fen: int
    lines: tuple[Line, ...]


def read_statement(content: bytes) -> StatementFile:
    """What the bytes of a camt.053 say.

    Raises:
        BadBankFile: when it is not one, holds several statements, or opening plus lines is not closing.
    """
    root = parse(content)
    statements = list(children(root, "BkToCstmrStmt/Stmt"))
    if message(root) != "camt.053" or len(statements) != 1:
        raise BadBankFile(_("这不是含一份对账单的文件（camt.053），请核对后再导入。"))
    node = statements[0]
    opening, closing = _balance(node, _OPENING), _balance(node, _CLOSING)
    lines = tuple(line for entry in children(node, "Ntry") for line in _lines(entry))
    number = needed(node, "ElctrncSeqNb")
    if not number.isascii() or not number.isdigit():
        raise BadBankFile(_("对账单序号不是数字，请与银行核对。"))
    if opening[1] + sum(line.amount_fen for line in lines) != closing[1]:
        raise BadBankFile(_("对账单期初加发生额不等于期末，请向银行重新取得。"))
    return StatementFile(
        reference=needed(root, "BkToCstmrStmt/GrpHdr/MsgId"),
        made_at=moment(needed(root, "BkToCstmrStmt/GrpHdr/CreDtTm")),
        account_number=needed(node, "Acct/Id/Othr/Id", "Acct/Id/IBAN"),
        number=int(number),
        day=closing[2],
        closes_day=closing[0] == "CLBD",
        opening_fen=opening[1],
        closing_fen=closing[1],
        lines=lines,
    )


def _balance(node: etree._Element, codes: tuple[str, ...]) -> tuple[str, int, date]:
    for balance in children(node, "Bal"):
        code = text(balance, "Tp/CdOrPrtry/Cd")
        if code in codes:
            return code, _signed(balance), day(needed(balance, "Dt/Dt", "Dt/DtTm"))
    raise BadBankFile(_("对账单缺少期初或期末余额，请向银行重新取得。"))


def _signed(node: etree._Element) -> int:
    direction = needed(node, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise BadBankFile(_("对账单借贷方向不明，请与银行核对。"))
    (amount,) = children(node, "Amt")
    if amount.get("Ccy") != "CNY":
        raise BadBankFile(_("对账单币种不是人民币，请与银行核对。"))
    value = fen((amount.text or "").strip())
    return value if direction == "CRDT" else -value


def _lines(entry: etree._Element) -> Iterator[Line]:
    """An entry as lines: itself, or its details when the bank booked several payments in one sum."""
    if text(entry, "Sts/Cd", "Sts") not in ("BOOK", ""):
        return
    total = _signed(entry)
    reference = needed(entry, "AcctSvcrRef", "NtryRef")
    details = list(children(entry, "NtryDtls/TxDtls"))
    if len(details) < 2:
        yield _line(entry, details[0] if details else entry, reference, total)
        return
    lines = [
        _line(entry, detail, text(detail, "Refs/AcctSvcrRef") or f"{reference[:30]}/{place}", _signed(detail))
        for place, detail in enumerate(details, start=1)
    ]
    if sum(line.amount_fen for line in lines) != total:
        raise BadBankFile(_("对账单汇总记账与明细合计不符，请与银行核对。"))
    yield from lines


def _line(entry: etree._Element, detail: etree._Element, reference: str, amount_fen: int) -> Line:
    end_to_end_id = text(detail, "Refs/EndToEndId")
    reason_code = text(detail, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    return Line(
        reference=reference[:35],
        booked_on=day(needed(entry, "BookgDt/Dt", "BookgDt/DtTm")),
        amount_fen=amount_fen,
        end_to_end_id="" if end_to_end_id == _NO_REFERENCE else end_to_end_id[:35],
        is_return=bool(reason_code) or text(entry, "RvslInd") == "true",
        reason_code=reason_code[:16],
        code=text(entry, "BkTxCd/Prtry/Cd", "BkTxCd/Domn/Cd"),
        name=text(detail, "RltdPties/Cdtr/Pty/Nm", "RltdPties/Cdtr/Nm"),
        text=text(detail, "RmtInf/Ustrd", "AddtlTxInf"),
    )
