"""The bank's side of the messages: reads pain.001, writes pain.002 and camt.053.

Written apart from ``anxin.funds.iso`` on purpose: two readings of one format find each other's mistakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

_ORDER: Final = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
_ANSWER: Final = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
_STATEMENT: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def read_order(content: bytes) -> tuple[str, list[dict[str, Any]]]:
    """The account that pays, and the items."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    debtor = root.findtext(".//p:DbtrAcct/p:Id/p:Othr/p:Id", "", namespaces=_ORDER)
    return debtor, [
        {
            "e2e": node.findtext("p:PmtId/p:EndToEndId", namespaces=_ORDER),
            "amount_fen": int(node.findtext("p:Amt/p:InstdAmt", "", namespaces=_ORDER).replace(".", "")),
            "name": node.findtext("p:Cdtr/p:Nm", namespaces=_ORDER),
            "account": node.findtext("p:CdtrAcct/p:Id/p:Othr/p:Id", namespaces=_ORDER),
        }
        for node in root.iterfind(".//p:CdtTrfTxInf", namespaces=_ORDER)
    ]


def answer_xml(
    *, reference: str, made_at: str, order_msg_id: str, group: tuple[str, str], items: Sequence[Sequence[str]]
) -> bytes:
    """A pain.002; items are (end-to-end id, status, reason code, reason)."""
    tree: list[Any] = [
        ("GrpHdr", [("MsgId", reference), ("CreDtTm", made_at)]),
        (
            "OrgnlGrpInfAndSts",
            [
                ("OrgnlMsgId", order_msg_id),
                ("OrgnlMsgNmId", "pain.001.001.09"),
                ("GrpSts", group[0]),
                *_reason(group[1]),
            ],
        ),
        (
            "OrgnlPmtInfAndSts",
            [
                ("OrgnlPmtInfId", order_msg_id),
                *(
                    ("TxInfAndSts", [("OrgnlEndToEndId", e2e), ("TxSts", status), *_reason(code, text)])
                    for e2e, status, code, text in items
                ),
            ],
        ),
    ]
    return _document(_ANSWER, "CstmrPmtStsRpt", tree)


def statement_xml(
    *,
    reference: str,
    made_at: str,
    account: str,
    number: int,
    day: str,
    closes: bool,
    opening_fen: int,
    entries: Sequence[dict[str, Any]],
) -> bytes:
    """A camt.053 with one statement."""
    closing_fen = opening_fen + sum(entry["amount_fen"] for entry in entries)
    tree: list[Any] = [
        ("GrpHdr", [("MsgId", reference), ("CreDtTm", made_at)]),
        (
            "Stmt",
            [
                ("Id", reference),
                ("ElctrncSeqNb", str(number)),
                ("CreDtTm", made_at),
                ("Acct", [("Id", [("Othr", [("Id", account)])]), ("Ccy", "CNY")]),
                _balance("OPBD", opening_fen, day),
                _balance("CLBD" if closes else "ITBD", closing_fen, day),
                *(("Ntry", _entry(entry)) for entry in entries),
            ],
        ),
    ]
    return _document(_STATEMENT, "BkToCstmrStmt", tree)


def _entry(entry: dict[str, Any]) -> list[Any]:
    details: list[Any] = [("Refs", [("AcctSvcrRef", entry["ref"]), ("EndToEndId", entry["e2e"] or "NOTPROVIDED")])]
    if entry["name"]:
        details.append(("RltdPties", [("Cdtr", [("Pty", [("Nm", entry["name"])])])]))
    details.append(("RmtInf", [("Ustrd", entry["text"])]))
    if entry["reason"]:
        details.append(("RtrInf", [("Rsn", [("Cd", entry["reason"])])]))
    return [
        ("NtryRef", entry["ref"]),
        _amount(entry["amount_fen"]),
        ("CdtDbtInd", "CRDT" if entry["amount_fen"] > 0 else "DBIT"),
        ("Sts", [("Cd", "BOOK")]),
        ("BookgDt", [("Dt", entry["day"])]),
        ("ValDt", [("Dt", entry["day"])]),
        ("AcctSvcrRef", entry["ref"]),
        ("BkTxCd", [("Prtry", [("Cd", entry["code"])])]),
        ("NtryDtls", [("TxDtls", details)]),
    ]


def _balance(code: str, amount_fen: int, day: str) -> Any:
    return (
        "Bal",
        [
            ("Tp", [("CdOrPrtry", [("Cd", code)])]),
            _amount(amount_fen),
            ("CdtDbtInd", "CRDT" if amount_fen >= 0 else "DBIT"),
            ("Dt", [("Dt", day)]),
        ],
    )


def _amount(amount_fen: int) -> Any:
    whole, cents = divmod(abs(amount_fen), 100)
    return ("Amt", f"{whole}.{cents:02d}", {"Ccy": "CNY"})


def _reason(code: str, text: str = "") -> list[Any]:
    if not code:
        return []
    return [("StsRsnInf", [("Rsn", [("Cd", code)]), *([("AddtlInf", text)] if text else [])])]


def _document(namespace: str, name: str, tree: list[Any]) -> bytes:
    root = etree.Element(f"{{{namespace}}}Document", nsmap={None: namespace})  # type: ignore[dict-item]
    _grow(root, namespace, (name, tree))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _grow(parent: etree._Element, namespace: str, branch: Any) -> None:
    name, content, *attributes = branch
    node = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes[0] if attributes else {})
    if isinstance(content, str):
        node.text = content
        return
    for child in content:
        _grow(node, namespace, child)
