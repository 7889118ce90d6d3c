"""The child's side of reading a table: bounded in memory and time, one line of JSON for each line of the table.

Started by ``reading``, never by hand. It knows nothing of the product and gets none of its secrets.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import resource
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

ENCODINGS = ("utf-8-sig", "gb18030")
CELL_LENGTH_MOST = 2000
DECODED_AT_ONCE = 2**20
PARQUET_MEMORY = "200MB"
PARQUET_AT_ONCE = 10_000


class NotATable(Exception):
    """What is wrong with the file, for the one who uploaded it."""


def main() -> None:
    """Take limits and bytes from standard input; write heading and lines to standard output."""
    for spared in ("numpy", "PIL"):  # openpyxl would load them, for numbers no file can hold and pictures on a sheet
        sys.modules[spared] = None  # type: ignore[assignment]
    request = json.loads(sys.stdin.buffer.readline())
    _bound(request["memory_mb"], request["seconds"])
    content = sys.stdin.buffer.read()
    try:
        for number, line in enumerate(lines_of(content, request["unpacked_max"])):
            if number > request["rows_max"]:
                raise NotATable(f"表格超过 {request['rows_max']:,} 行，请分成几个文件。")
            _say({"line": line})
    except NotATable as problem:
        _say({"problem": str(problem)})
    except MemoryError:
        _say({"problem": "表格太大，读不下来，请分成几个文件。"})


def lines_of(content: bytes, unpacked_max: int) -> Iterator[tuple[list[str], list[int]]]:
    """The lines of an Excel, Parquet or CSV table: texts, and the places of cells that are formulas."""
    if content[:4] == b"PAR1":
        return _parquet(content)
    return _xlsx(content, unpacked_max) if content[:2] == b"PK" else _csv(content)


def _xlsx(content: bytes, unpacked_max: int) -> Iterator[tuple[list[str], list[int]]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > unpacked_max:
                raise NotATable("表格解开后太大，请分成几个文件。")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=False).worksheets[0]
        for row in sheet.iter_rows():
            formulas = [place for place, cell in enumerate(row) if cell.data_type == "f"]
            yield [_shown(cell) for cell in row], formulas
    except NotATable:
        raise
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise NotATable("表格打不开，可能没有传完或者有密码。请用 Excel 另存一次再上传。") from error


def _csv(content: bytes) -> Iterator[tuple[list[str], list[int]]]:
    encoding = next((one for one in ENCODINGS if _is_text(content, one)), None)
    if encoding is None or not content.strip():
        raise NotATable("这不是 Excel、CSV 或 Parquet 表格，请另存为 xlsx 或 csv 再上传。")
    csv.field_size_limit(CELL_LENGTH_MOST * 10)
    try:
        for row in csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")):
            yield [_cut(cell) for cell in row], [place for place, cell in enumerate(row) if cell.startswith("=")]
    except csv.Error as error:
        raise NotATable("CSV 表格有一处引号或者分隔不对，请用 Excel 另存一次再上传。") from error


def _is_text(content: bytes, encoding: str) -> bool:
    """Is it text in this encoding? Looked at in pieces: a text in memory takes up to four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), DECODED_AT_ONCE):
            if "\x00" in decoder.decode(content[start : start + DECODED_AT_ONCE]):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _parquet(content: bytes) -> Iterator[tuple[list[str], list[int]]]:
    import duckdb

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        try:
            with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": PARQUET_MEMORY}) as duck:
                duck.execute("SET TimeZone = 'Asia/Shanghai'; SET enable_progress_bar = false")
                table = duck.execute("SELECT COLUMNS(*)::VARCHAR FROM read_parquet($1)", [file.name])
                yield [_cut(column[0]) for column in table.description or ()], []
                while rows := table.fetchmany(PARQUET_AT_ONCE):
                    yield from ((([_cut(value or "") for value in row]), []) for row in rows)
        except duckdb.Error as error:
            raise NotATable("Parquet 文件打不开，请重新导出一次。") from error


def _shown(cell: Any) -> str:
    """What a cell shows. Midnight is a moment where the column shows hours, else the cell is a day."""
    value = cell.value
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return f"{value:%Y-%m-%d %H:%M:%S}" if "h" in cell.number_format.lower() else f"{value:%Y-%m-%d}"
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return _cut(str(value))


def _cut(text: str) -> str:
    return text.strip()[:CELL_LENGTH_MOST]


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
    sys.stdout.write("\n")


def _bound(memory_mb: int, seconds: int) -> None:
    """Limits that the kernel keeps, whatever the file makes a parser do."""
    for what, most in (
        (resource.RLIMIT_DATA, memory_mb * 2**20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
