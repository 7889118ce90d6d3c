"""Reading XML from outside, safely, and the few types every message shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from anxin.funds.errors import BadBankFile
from anxin.kit.clock import SHANGHAI

FILE_BYTES_MAX: Final = 50 * 1024 * 1024
"""A statement of 100,000 lines is about 40 MB; anything beyond is not one."""

_FEN_MAX: Final = 10**17
"""More than any public fund holds, and well within what a BIGINT column does."""

_AMOUNT = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,2})0*)?")


def parse(content: bytes) -> etree._Element:
    """The root of a document, or a refusal. No entities, no network, no huge trees.

    Raises:
        BadBankFile: when it is not XML, or too large to be a bank file.
    """
    if len(content) > FILE_BYTES_MAX:
        raise BadBankFile(_("银行文件太大，请与银行核对后重新取得。"))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadBankFile(_("银行文件不完整或不是 XML，请向银行重新取得。")) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise BadBankFile(_("银行文件带有不允许的声明，请与银行核对来源。"))
    return root


def message(root: etree._Element) -> str:
    """The message a document carries, version cut off: ``pain.002``, ``camt.053``; empty when it is none."""
    namespace = etree.QName(root).namespace or ""
    found = re.search(r"(pain|camt)\.(\d{3})\.\d{3}\.\d{2}$", namespace)
    return f"{found[1]}.{found[2]}" if found else ""


def children(node: etree._Element, path: str) -> Iterator[etree._Element]:
    """Descendants along ``A/B/C`` by local name: banks differ in the version of the namespace."""
    first, _slash, rest = path.partition("/")
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname == first:
            if rest:
                yield from children(child, rest)
            else:
                yield child


def text(node: etree._Element, *paths: str) -> str:
    """The text at the first path that holds one; empty when none does."""
    for path in paths:
        for child in children(node, path):
            value = (child.text or "").strip()
            if value:
                return value
    return ""


def needed(node: etree._Element, *paths: str) -> str:
    """The text at a path that must be there."""
    value = text(node, *paths)
    if not value:
        raise BadBankFile(_("银行文件缺少“%(field)s”，请向银行重新取得。") % {"field": paths[0]})
    return value


def fen(value: str) -> int:
    """An ISO amount in yuan as fen. Exponents, signs, spaces and a third decimal are refused."""
    found = _AMOUNT.fullmatch(value)
    if not found:
        raise BadBankFile(_("银行文件里的金额“%(value)s”写法不对，请与银行核对。") % {"value": value[:40]})
    amount = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if amount > _FEN_MAX:
        raise BadBankFile(_("银行文件里的金额太大，请与银行核对。"))
    return amount


def day(value: str) -> date:
    """An ISO date, or the Shanghai date of an ISO moment."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else moment(value).astimezone(SHANGHAI).date()
    except ValueError as error:
        raise BadBankFile(_("银行文件里的日期“%(value)s”写法不对，请与银行核对。") % {"value": value[:40]}) from error


def moment(value: str) -> datetime:
    """An ISO moment; without an offset it is Shanghai time, as banks here write it."""
    try:
        read = datetime.fromisoformat(value)
    except ValueError as error:
        raise BadBankFile(_("银行文件里的时间“%(value)s”写法不对，请与银行核对。") % {"value": value[:40]}) from error
    return read if read.tzinfo else read.replace(tzinfo=SHANGHAI)
