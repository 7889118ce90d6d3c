"""Structured data inside a file: the XML of an electronic receipt (电子票据), alone, in an OFD or in a PDF.

Names differ between systems, so elements are looked up by a table of known names, in English and in Chinese,
wherever they stand. The result uses our own field names; values stay text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from anxin.documents.reading.base import NotReadable

_DEPTH_MOST: Final = 40
_ELEMENTS_MOST: Final = 50_000

FIELD_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "title": ("EInvoiceName", "InvoiceName", "票据名称"),
    "ticket_code": ("EInvoiceCode", "InvoiceCode", "BillBatchCode", "票据代码"),
    "ticket_number": ("EInvoiceNumber", "InvoiceNumber", "BillNo", "票据号码"),
    "check_code": ("RandomNumber", "Random", "CheckCode", "校验码"),
    "payer": ("PayerPartyName", "PayerName", "交款人"),
    "payer_id": ("PayerPartyCode", "PayerCode", "交款人统一社会信用代码", "交款人证件号码"),
    "issued_on": ("IssueDate", "开票日期"),
    "visited_on": ("ConsultationDate", "MedicalDate", "VisitDate", "就诊日期"),
    "hospital": ("InvoicingPartyName", "IssuerName", "收款单位", "开票单位"),
    "total_fen": ("TotalAmount", "金额合计", "合计金额"),
    "insurance_paid_fen": ("FundPayAmount", "FundPay", "医保统筹基金支付"),
    "account_paid_fen": ("AccountPayAmount", "AccountPay", "个人账户支付"),
    "cash_paid_fen": ("OwnPayAmount", "CashPay", "个人现金支付"),
}
ITEM_ELEMENTS: Final = frozenset({"Item", "DetailItem", "AuxItem", "项目"})
ITEM_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "name": ("ItemName", "AuxItemName", "项目名称"),
    "code": ("ItemCode", "AuxItemCode", "项目编码"),
    "quantity": ("ItemQuantity", "AuxItemQuantity", "数量"),
    "unit": ("ItemUnit", "AuxItemUnit", "单位"),
    "amount_fen": ("ItemAmount", "AuxItemAmount", "金额"),
    "category": ("AuxItemRelatedName", "ItemClass", "类别"),
}
_FIELD_OF: Final = {name.casefold(): field for field, names in FIELD_NAMES.items() for name in names}
_ITEM_FIELD_OF: Final = {name.casefold(): field for field, names in ITEM_NAMES.items() for name in names}


def safe_xml(content: bytes) -> etree._Element:
    """The root of an XML document, parsed without entities, DTD or network.

    Raises:
        NotReadable: not well-formed, or with declarations that no honest document needs.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("damaged", "这个 XML 文件不完整或已损坏。请重新下载后再传。") from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        raise NotReadable("odd_xml", "这个 XML 文件里有不该出现的声明，没有打开。请重新下载后再传。")
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def records_in(content: bytes) -> list[dict[str, Any]]:
    """The e-receipts in an XML document; none when it is something else or cannot be parsed."""
    try:
        record = record_of(safe_xml(content))
    except NotReadable:
        return []
    return [record] if {"ticket_code", "ticket_number"} <= record.keys() else []


def record_of(root: etree._Element) -> dict[str, Any]:
    """Known values anywhere in a document: field name to text, ``items`` to a list of the same."""
    record: dict[str, Any] = {}
    items: list[dict[str, str]] = []
    for number, element in enumerate(root.iter()):
        if number > _ELEMENTS_MOST:
            break
        name = local(element)
        if name in ITEM_ELEMENTS:
            item = dict(_item(element))
            if "name" in item and "amount_fen" in item:
                items.append(item)
            continue
        field = _FIELD_OF.get(name.casefold())
        text = (element.text or "").strip()
        if field and text:
            record.setdefault(field, text)
    for field, text in _attributes(root):
        record.setdefault(field, text)
    return record | ({"items": _leaves(items)} if items else {})


def _item(element: etree._Element) -> Iterator[tuple[str, str]]:
    for child in element:
        field = _ITEM_FIELD_OF.get(local(child).casefold())
        text = (child.text or "").strip()
        if field and text:
            yield field, text


def _leaves(items: list[dict[str, str]]) -> list[dict[str, str]]:
    """A receipt may list classes and their lines: where lines name their class, the classes are left out."""
    classes = {item["category"] for item in items if item.get("category")}
    return [item for item in items if item.get("category") or item["name"] not in classes]


def _attributes(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Some systems write ``<Field name="票据代码">…</Field>``."""
    for number, element in enumerate(root.iter()):
        if number > _ELEMENTS_MOST:
            return
        for key in ("name", "Name", "label"):
            field = _FIELD_OF.get(str(element.get(key, "")).casefold()) if isinstance(element.tag, str) else None
            text = (element.text or element.get("value") or "").strip() if field else ""
            if field and text:
                yield field, text
