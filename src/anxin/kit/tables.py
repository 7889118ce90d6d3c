"""Tables in and out: Excel and CSV, without letting a cell become a formula.

``openpyxl`` is imported where a workbook is opened: it takes longer to load than everything else in the kit, and
most processes never meet one.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from anxin.kit.clock import local
from anxin.kit.errors import BadInput, noted
from anxin.kit.text import fold, tidy

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNZIPPED_BYTES_MAX = 200 * 1024 * 1024
_ENCODINGS = ("utf-8-sig", "gb18030")


def _plain(value: Any) -> str | int:
    if isinstance(value, bool) or value is None:
        return {True: "是", False: "否", None: ""}[value]
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}" if value.tzinfo else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def write_xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a bold first line; every text is stored as text, so none can be a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    def cell(value: str | int, font: Font | None = None) -> Any:
        made = WriteOnlyCell(sheet, value=tidy(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
        if font:
            made.font = font
        return made

    book = Workbook(write_only=True)
    sheet = book.create_sheet(tidy(title)[:31] or "表")
    sheet.freeze_panes = "A2"
    for place, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, 2 * len(header) + 4)
    sheet.append([cell(header, Font(bold=True)) for header in headers])
    for row in rows:
        sheet.append([cell(_plain(value)) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with a mark so that Excel reads Chinese; a cell that would start a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    for row in rows:
        writer.writerow([_defused(_plain(value)) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _defused(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def read_rows(name: str, content: bytes, *, rows_max: int) -> Iterator[dict[str, str]]:
    """Lines of a CSV or XLSX file as ``{header: text}``; the first line names the columns.

    Raises:
        BadInput: when it is neither, holds more than ``rows_max`` lines, or unpacks beyond reason.
    """
    lines = _xlsx_lines(content) if content[:2] == b"PK" else _csv_lines(name, content)
    headers = [fold(cell) for cell in next(lines, [])]
    if not any(headers):
        raise BadInput(noted("文件“%(name)s”第一行没有列名，请使用模板。") % {"name": name})
    for number, line in enumerate(lines, start=1):
        if number > rows_max:
            raise BadInput(
                noted("文件“%(name)s”超过 %(rows_max)s 行，请分成几个文件。") % {"name": name, "rows_max": rows_max}
            )
        if any(line):
            yield {header: fold(cell) for header, cell in zip(headers, line, strict=False) if header}


def _csv_lines(name: str, content: bytes) -> Iterator[list[str]]:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return iter(csv.reader(io.StringIO(text)))
    raise BadInput(noted("文件“%(name)s”不是 Excel 或 CSV 表格，请另存为 xlsx 或 csv 再上传。") % {"name": name})


def _xlsx_lines(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _UNZIPPED_BYTES_MAX:
                raise BadInput(noted("表格解开后太大，请分成几个文件。"))
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise BadInput(noted("表格打不开，请用 Excel 另存一次再上传。")) from error
    for row in sheet.iter_rows(values_only=True):
        yield [str(_plain(value)) for value in row]
