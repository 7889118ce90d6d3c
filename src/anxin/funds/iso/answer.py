"""pain.002: what the bank says about an order (回执), read item by item.

The status of the group is kept for people and never moves a payment: a group can be "done" while items are
pending, and "duplicate" means the first copy arrived, not that nothing was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from lxml import etree

from anxin.funds.errors import BadBankFile
from anxin.funds.iso.xml import children, message, moment, needed, parse, text


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """The bank's word on one payment. ``status`` is the bank's code, unread."""

    end_to_end_id: str
    status: str
    reason_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A pain.002 file. ``order_msg_id`` is the order it answers."""

    reference: str
    made_at: datetime
    order_msg_id: str
    group_status: str
    group_reason: str
    items: tuple[AnswerItem, ...]


def read_answer(content: bytes) -> AnswerFile:
    """What the bytes of a pain.002 say.

    Raises:
        BadBankFile: when it is not one, or a field without which it means nothing is missing.
    """
    root = parse(content)
    bodies = list(children(root, "CstmrPmtStsRpt"))
    if message(root) != "pain.002" or len(bodies) != 1:
        raise BadBankFile(_("这不是银行回执文件（pain.002），请核对后再导入。"))
    body = bodies[0]
    return AnswerFile(
        reference=needed(body, "GrpHdr/MsgId"),
        made_at=moment(needed(body, "GrpHdr/CreDtTm")),
        order_msg_id=needed(body, "OrgnlGrpInfAndSts/OrgnlMsgId"),
        group_status=text(body, "OrgnlGrpInfAndSts/GrpSts"),
        group_reason=text(body, "OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd", "OrgnlGrpInfAndSts/StsRsnInf/Rsn/Prtry"),
        items=tuple(_item(node) for node in children(body, "OrgnlPmtInfAndSts/TxInfAndSts")),
    )


def _item(node: etree._Element) -> AnswerItem:
    return AnswerItem(
        end_to_end_id=needed(node, "OrgnlEndToEndId", "OrgnlInstrId")[:35],
        status=needed(node, "TxSts")[:8],
        reason_code=text(node, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")[:16],
        reason=text(node, "StsRsnInf/AddtlInf")[:200],
    )
