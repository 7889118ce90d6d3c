"""The data file of an electronic receipt."""

from __future__ import annotations

from anxin.documents.reading.base import Limits, NotReadable, Source
from anxin.documents.reading.formats.sheet import sheet_of
from anxin.documents.reading.records import record_of, safe_xml


def read_xml(content: bytes, limits: Limits) -> Source:
    """An e-receipt as data; its preview is a plain sheet of what it says.

    Raises:
        NotReadable: not well-formed, hostile, or no receipt.
    """
    record = record_of(safe_xml(content))
    if "ticket_number" not in record:
        raise NotReadable("not_a_receipt", "这个 XML 文件里没有票据内容。请上传电子票据文件或拍照。")
    page, preview = sheet_of(record, limits)
    return Source(pages=(page,), reader="xml 1", exact=True, records=(record,), previews=(preview,))
