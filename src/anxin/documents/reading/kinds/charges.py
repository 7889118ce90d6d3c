"""Lines of print to charges: under the heads of a table, or by their form alone where no head was read.

Papers print a charge on one line, or its name on one and its figures on the next, or a long name around its figures.
A charge has one amount; what has none goes to the charge it stands nearest to, or to the one that lacks a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from anxin.documents.reading import values as v
from anxin.documents.reading.kinds.fee_classes import is_class
from anxin.documents.reading.kinds.tables import Column, Piece, Table, cells_of, hull, lone, pieces_of, tables_of
from anxin.documents.reading.lines import Line

UNITS: Final = (
    "部位|单位|盒|瓶|支|袋|片|粒|包|贴|卷|次|项|天|日|人次|套|根|块|个|只|枚|克|管|板|丸|剂|付|张|副|米|小时|ml|mg|kg|g"
)
_COLUMNS: Final = (
    Column("quantity_unit", r"数量\s*/\s*单位|数量及单位"),
    Column("number", r"序\s*号"),
    Column("code", r"(?:项目|国家|医保|药品|收费|物价)?\s*(?:编\s*码|代\s*码)|国家码|医保码|药品码|物价码"),
    Column("category", r"(?:费用|收费|项目)类[别型]|类\s*别|费\s*别|发票项目|财务分类"),
    Column("remark", r"自[付理费](?:金额|费用)(?:\s*\(元\))?|减免金额|优惠金额|报销金额|统筹金额|医保金额"),
    Column(
        "name",
        r"(?:收费|费用|医疗|服务|诊疗|检查|治疗)*项\s*目(?: *名\s*称| *内容)?(?: *[/及] *(?:规格|数量|内容|明细|名称))*"
        r"|(?:药品|费用|材料|商品|物品)?(?:/药品)?名\s*称(?: *[/及] *规格)?|品\s*名(?: */? *规格)?"
        r"|收费明细|(?:收费|费用)内容",
    ),
    Column("spec", r"规\s*格(?:\s*/?\s*型号)?|剂型"),
    Column("price", rf"(?:单\s*价|价\s*格|售\s*价)(?:\s*\(元\))?|{lone('价')}"),
    Column(
        "amount",
        r"(?:应收|合计|收费|费用|总)?金\s*额(?:小计)?(?:\s*[/(]?元\)?)?|总\s*[价额]|合\s*价|小\s*计|(?:应收|费用)\s*(?:\(元\))?"
        rf"|{lone('额')}|{lone('金', first=True)}|[\u4e00-\u9fff]{{1,2}}\(元\)|合\s*计",
    ),
    Column("quantity", rf"(?:计费|发药)?(?:数\s*[量目]|次\s*数|总\s*量)|{lone('数', first=True)}|{lone('量')}"),
    Column("unit", rf"(?:计[价量费])?单\s*位|{lone('位')}"),
    Column("remark", r"备\s*注|自[付理费]\s*(?:标识|比例)?|等\s*级|医保类别|甲乙类|医保等级|执行科室|日\s*期|时\s*间"),
)
_END: Final = re.compile(
    r"合\s*计|总\s*计|总\s*金\s*额|总\s*费\s*用|费用总额|大\s*写|小\s*写|其\s*他\s*信\s*息|业务流水号|收\s*[款费]\s*单\s*位|医保统筹|制表|打印时间"
)
_NO_CHARGE: Final = re.compile(
    r"合\s*计|总\s*[计额]|总费用|小\s*计|支\s*付|统\s*筹|账\s*户|[预补缴]缴|退\s*费|余\s*额|起\s*付|报\s*销|自[付理费](?!\))|找\s*零"
    r"|实\s*收|应\s*收|优\s*惠|减\s*免|大\s*写|小\s*写|票\s*据|[号代]\s*码"
)
"""What stands before an amount that is no charge."""

_AMOUNT: Final = re.compile(rf"(?:{v.AMOUNT})元?")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_QUANTITY: Final = re.compile(
    r"[xX×*]?\s*(\d+(?:\.\d+)?)\s*(?:/\s*)?(?:([\u4e00-\u9fff]{1,3}|ml|mg|g|kg|cm|[IU]{2})|(?<=/)(?!\d\d)\S{1,2})?[xX×*]?",
    re.IGNORECASE,
)
"""A count, perhaps with its unit; behind a stroke the unit may have been misread."""

_TOLD: Final = re.compile(
    r"(?P<label>[\u4e00-\u9fff][价量]|[数次][\u4e00-\u9fff]|价格|规格|单位|类别|类型|频次)\s*:\s*(?P<value>\S*)"
)
"""A figure with a label of its own, of which one letter may have been misread."""

_UNIT: Final = re.compile(r"[\u4e00-\u9fff]{1,3}|ml|mg|g|kg", re.IGNORECASE)
_GLUED: Final = re.compile(
    rf"(?P<a>\d+/[\u4e00-\u9fff]{{1,3}})(?P<b>{v.AMOUNT})"
    rf"|(?P<c>.*[\u4e00-\u9fff)])[.·…]{{3,}}(?P<d>{v.AMOUNT})?"
    rf"|(?P<e>{v.AMOUNT})元?[.·]?(?P<f>[xX×*]\s*\d+(?:{UNITS})?)(?:=(?P<g>{v.AMOUNT})元?)?"
    rf"|(?P<h>\d+(?:{UNITS})?[xX×*])(?P<i>{v.AMOUNT})元?(?:=(?P<j>{v.AMOUNT})元?)?"
    rf"|=(?P<k>{v.AMOUNT})元?"
    rf"|(?P<l>[\u4e00-\u9fff]{{2,}}[\u4e00-\u9fff()]*)(?P<m>{v.AMOUNT})"
)
"""What is printed or read as one piece and is several: each group is a piece of its own."""

_REMARK: Final = re.compile(r"[有无全]自付|自费|[甲乙丙]类?|\d{1,3}(?:\.\d+)?%")
_STRAYED: Final = re.compile(rf"\d+(?:\.\d+)?\s*/?(?:{UNITS})")
_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_NAMING: Final = re.compile(r"[\u4e00-\u9fff]{2}|[A-Z]{2}|[\u4e00-\u9fff][A-Z]|[A-Z][\u4e00-\u9fff]")
_CLEARLY: Final = 0.8
"""A line whose one neighbour is this much nearer than its other belongs to it."""

_FAR: Final = 2.2
"""Lines farther apart than so many heights of a line have nothing to do with each other."""


@dataclass(slots=True)
class Row:
    """A charge, or a part of one while its lines are put together."""

    pieces: list[Piece]
    name: str = ""
    quantity: int | float | None = None
    unit: str | None = None
    amount_fen: int | None = None
    price_fen: int | None = None
    category: str | None = None
    spare: bool = False
    """Words stand in it that went to no column."""

    def as_item(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "quantity": self.quantity,
            "unit": self.unit,
            "amount_fen": self.amount_fen,
            "category": self.category,
        }

    @property
    def agrees(self) -> bool:
        """Price times quantity is the amount, where all three are printed."""
        if self.price_fen is None or self.quantity is None or self.amount_fen is None:
            return True
        return abs(self.price_fen * self.quantity - self.amount_fen) <= max(2, 0.5 * self.quantity)

    def recounted(self) -> float:
        """Where price and amount say another count than was read, theirs stands; how sure the row is after that.

        Only for rows whose amounts are proven by their sum.
        """
        if self.agrees or not self.price_fen or self.amount_fen is None:
            return 1.0
        count = self.amount_fen / self.price_fen
        self.quantity = round(count) if round(count) and abs(count - round(count)) <= _MISREAD * count else None
        return _RECOUNTED

    @property
    def named(self) -> bool:
        """Is its name one, and not a count or a unit that strayed there?"""
        return bool(_NAMING.search(self.name)) and not _STRAYED.match(self.name) and not self.spare


Remake = Callable[[list[Piece]], Row]


def tabled(lines: Sequence[Line]) -> list[Row]:
    """The charges under heads that name their columns, table by table."""
    found: list[Row] = []
    for table, strips in _regions(lines):
        rows = [_row(pieces, table) for pieces in strips]
        found += _joined(rows, lambda pieces, table=table: _row(pieces, table))  # type: ignore[misc]
    return found


def _regions(lines: Sequence[Line]) -> list[tuple[Table, list[list[Piece]]]]:
    """Each table with the pieces of its lines, until a line says the sum or other heads follow."""
    regions: list[tuple[Table, list[list[Piece]]]] = []
    open_ones: list[tuple[Table, list[list[Piece]]]] = []
    for line in lines:
        heads = tuple(table for table in tables_of(line, _COLUMNS) if table.has("name", "amount"))
        if heads:
            open_ones = [(table, []) for table in heads]
            regions += open_ones
        elif _END.search(line.text):
            open_ones = []
        for table, strips in open_ones if not heads else ():
            if pieces := [part for piece in pieces_of(line) if table.holds(piece) for part in _unglued(piece)]:
                strips.append(pieces)
    return regions


def _unglued(piece: Piece) -> Iterator[Piece]:
    """What was read as one piece and is several: a count and an amount, a name and the dots behind it, a little sum."""
    match = _GLUED.fullmatch(piece.text)
    if not match:
        yield piece
        return
    yield from (piece.part(*match.span(group)) for group, text in match.groupdict().items() if text)


def _row(pieces: list[Piece], table: Table) -> Row:
    row = Row(pieces)
    cells = cells_of(pieces, table, _suits, _nameable)
    row.name = _name([piece.text for piece in cells.get("name", ())])
    row.category = _name([piece.text for piece in cells.get("category", ())]) or None
    for column, piece in ((column, piece) for column, group in cells.items() for piece in group):
        _take(row, column, piece.text)
    placed = [piece for group in cells.values() for piece in group]
    left = [piece for piece in pieces if piece not in placed]
    if row.quantity is None and not table.has("quantity"):
        counts = [piece for piece in (*left, *cells.get("other", ())) if _QUANTITY.fullmatch(piece.text)]
        for piece in counts[:1]:
            _take(row, "quantity", piece.text)
    if row.quantity is None:
        row.quantity = _counted(row.price_fen, row.amount_fen)
    if not row.agrees and any("." not in piece.text for piece in cells.get("amount", ())):
        _repoint(row)
    row.spare = any(_nameable(piece.text) for piece in left)
    return row


def _counted(price_fen: int | None, amount_fen: int | None) -> int | None:
    """How many, where price and amount are printed and the count was not read."""
    if not price_fen or not amount_fen or amount_fen % price_fen:
        return None
    return amount_fen // price_fen


def _repoint(row: Row) -> None:
    """An amount whose point was overlooked, where price and count say where it stood."""
    if row.price_fen and row.quantity and row.amount_fen == 100 * row.price_fen * row.quantity:
        row.amount_fen //= 100


def _nameable(text: str) -> bool:
    """May these words be the name of a charge?"""
    return bool(_WORDS.search(text)) and not (
        _STRAYED.fullmatch(text) or _REMARK.fullmatch(text) or re.fullmatch(UNITS, text)
    )


def _suits(column: str, text: str, named: bool) -> bool:
    """May a piece stand in a column, by its form?"""
    amount, quantity = _AMOUNT.fullmatch(text), _QUANTITY.fullmatch(text)
    if column in ("amount", "price"):
        return bool(amount or (_NUMBER.fullmatch(text) and named))
    if column in ("quantity", "quantity_unit"):
        return bool(quantity)
    if column == "unit":
        return bool(re.fullmatch(UNITS, text)) or (bool(_UNIT.fullmatch(text)) and named)
    if column == "number":
        return bool(re.fullmatch(r"\d{1,3}[.、]?", text))
    if column == "code":
        return bool(re.fullmatch(r"[A-Z0-9\-]{5,}", text, re.IGNORECASE))
    if column == "remark":
        return not amount and (named or not _nameable(text))
    if column == "other":
        return True
    if column == "name":
        return (
            not amount
            and bool(re.search(r"[\u4e00-\u9fffA-Za-z]", text))
            and not (_STRAYED.fullmatch(text) or (named and quantity))
        )
    return not amount


def _take(row: Row, column: str, text: str) -> None:
    if column == "amount":
        row.amount_fen = v.fen_of_text(text)
    elif column == "price":
        row.price_fen = v.fen_of_text(text)
    elif column in ("quantity", "quantity_unit"):
        match = _QUANTITY.fullmatch(text)
        if match:
            row.quantity, row.unit = v.number_of_text(match[1]), match[2] or row.unit
    elif column == "unit":
        row.unit = text


def _name(words: list[str]) -> str:
    name = " ".join(words)
    name = re.sub(r"(?<=[\u4e00-\u9fff()])\s+|\s+(?=[\u4e00-\u9fff()])", "", name)
    return re.sub(r"^(?:[★▲※*#]+|\d{1,2}[.、](?!\d))", "", name).strip(" .·…")


def _joined(rows: Sequence[Row], remake: Remake) -> list[Row]:
    """Whole charges: parts without an amount go to the charge above or below them."""
    whole: list[Row] = []
    parts: list[Row] = []
    for row in rows:
        if row.amount_fen is None and not is_class(row.name) and not (row.named and row.quantity is not None):
            parts.append(row)
            continue
        above = whole[-1] if whole else None
        upper = [part for part in parts if above is not None and _belongs_above(part, above, row)]
        lower = [part for part in parts if part not in upper and _belongs_below(part, above, row)]
        if upper and above is not None:
            whole[-1] = _with(above, upper, remake)
        whole.append(remake([*_pieces(lower), *row.pieces]) if lower else row)
        parts = []
    if whole and parts:
        whole[-1] = _with(whole[-1], [part for part in parts if _apart(part, whole[-1]) < _FAR], remake)
    return whole


def _belongs_above(part: Row, above: Row, below: Row) -> bool:
    """Is it the rest of the charge above? Nearness says so, else brackets, else that the one below has a name."""
    up, down = _apart(part, above), _apart(part, below)
    if up >= _FAR or _continues(part, below):
        return False
    if down < _CLEARLY * up and not _continues(above, part):
        return False
    return up < _CLEARLY * down or not above.named or below.named


def _belongs_below(part: Row, above: Row | None, below: Row) -> bool:
    if _apart(part, below) >= _FAR:
        return False
    nearer = above is not None and _apart(part, below) < _CLEARLY * _apart(part, above)
    return not below.named or _continues(part, below) or (nearer and part.name != "")


def _continues(first: Row, second: Row) -> bool:
    """Does a name stop inside a bracket that the other closes?"""
    opened = first.name.count("(") > first.name.count(")")
    return opened and second.name.count(")") > second.name.count("(")


def _with(row: Row, parts: Sequence[Row], remake: Remake) -> Row:
    """A charge with what stands under it: the rest of its name must begin where the name begins."""
    fitting = [part for part in parts if not (row.named and part.name) or _begins_alike(row, part)]
    whole = remake([*row.pieces, *_pieces(fitting)]) if fitting else row
    whole.spare |= any(part.name and not _BLANK.search(part.name) for part in parts if part not in fitting)
    return whole


def _begins_alike(row: Row, part: Row) -> bool:
    return abs(_first_word(row) - _first_word(part)) < _INDENT


def _first_word(row: Row) -> float:
    """Where the words of a row begin."""
    worded = [piece for piece in row.pieces if re.search(r"[\u4e00-\u9fff]", piece.text)]
    return min(piece.box.x0 for piece in worded or row.pieces)


_BLANK: Final = re.compile(r"以下空白|空白|^注|备注")
_RECOUNTED: Final = 0.7
_MISREAD: Final = 0.01
"""A price with one digit read wrong is off by less than this share, where it can be told at all."""

_INDENT: Final = 0.05


def _pieces(rows: Sequence[Row]) -> list[Piece]:
    return [piece for row in rows for piece in row.pieces]


def _apart(part: Row, row: Row) -> float:
    """How far a part stands from the nearest line of a charge, in heights of its own line."""
    box = hull([piece.box for piece in part.pieces])
    if box.page != row.pieces[0].box.page:
        return 1e6
    middle, height = (box.y0 + box.y1) / 2, max(box.y1 - box.y0, 1e-6)
    return min(abs(middle - (one.y0 + one.y1) / 2) for one in (piece.box for piece in row.pieces)) / height


def headless(lines: Sequence[Line]) -> list[Row]:
    """The charges of a paper without heads, by form: words and then figures, one of them an amount.

    Words alone are the name of the figures under them; figures alone, or figures with their own labels, speak of the
    charge above them.
    """
    rows: list[Row] = []
    words: list[Piece] = []
    for line in lines:
        pieces = _unnumbered([part for piece in pieces_of(line) for part in _unglued(piece)])
        told = list(_TOLD.finditer(line.text))
        if told and rows and ":" not in _TOLD.sub("", line.text):
            _tell(rows[-1], {match["label"]: match["value"] for match in told})
        elif ":" in line.text or _NO_CHARGE.search(line.text) or _END.search(line.text):
            words = []
        elif groups := _groups(pieces):
            if not _nameable(groups[0][0].text):
                if rows and not words:
                    _count(rows[-1], groups[0])
                groups[0] = [*words, *groups[0]]
            rows += [_loose(group) for group in groups if _nameable(group[0].text)]
            words = []
        else:
            words = pieces if any(_nameable(piece.text) for piece in pieces) else []
    return rows


def _unnumbered(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a line without its number, day or code."""
    while len(pieces) > 1 and _LEADING.fullmatch(pieces[0].text) and any(_nameable(one.text) for one in pieces[1:3]):
        pieces = pieces[1:]
    return pieces


_LEADING: Final = re.compile(r"\d{1,3}[.、)]?|\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,2})?|[A-Z0-9]{6,}", re.IGNORECASE)


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Words with the figures behind them, each group with a figure."""
    groups: list[list[Piece]] = [[]]
    for piece in pieces:
        figures = any(_is_figure(one.text) for one in groups[-1])
        if figures and _nameable(piece.text):
            groups.append([])
        groups[-1].append(piece)
    return [group for group in groups if any(_is_figure(piece.text) for piece in group)]


def _is_figure(text: str) -> bool:
    return bool(_AMOUNT.fullmatch(text))


def _loose(group: list[Piece]) -> Row:
    """A charge by the form of its pieces; price times count tells the amount from the price."""
    row = Row(group)
    first = next(
        index
        for index, piece in enumerate(group)
        if _is_figure(piece.text) or _COUNTED.fullmatch(piece.text) or (index and _LEADING.fullmatch(piece.text))
    )
    named, units = _named_and_unit(group[:first])
    row.name, row.unit = _name([piece.text for piece in named]), units
    if (product := _product(group[first:])) is not None:
        row.quantity, row.price_fen, row.amount_fen = product
        return row
    amounts = [v.fen_of_text(piece.text) for piece in group if _is_figure(piece.text)]
    row.amount_fen = amounts[-1]
    for piece in group[first:]:
        if not _is_figure(piece.text) and not _REMARK.fullmatch(piece.text):
            _take(row, "quantity", piece.text)
    for price, amount in ((one, other) for one in amounts for other in amounts):
        if row.quantity and price and amount and price * row.quantity == amount and len(amounts) > 1:
            row.price_fen, row.amount_fen = price, amount
    return row


def _named_and_unit(pieces: list[Piece]) -> tuple[list[Piece], str | None]:
    """The name and, in a column of its own behind it, the unit; one letter alone may be a unit misread."""
    last = pieces[-1]
    if len(pieces) < 2 or not (len(last.text) == 1 or re.fullmatch(UNITS, last.text)):
        return pieces, None
    return pieces[:-1], last.text if re.fullmatch(UNITS, last.text) else None


def _product(pieces: Sequence[Piece]) -> tuple[int | None, int | None, int] | None:
    """Count, price and amount of a line without heads, where the first two make the third.

    Where count and price could change places, only the amount is known.
    """
    figures = [piece.text for piece in pieces if _PLAIN_FIGURE.fullmatch(piece.text)]
    found = set()
    for first, second, third in combinations(figures, 3):
        amount = v.fen_of_text(third) if _is_figure(third) else None
        for count, each in ((first, second), (second, first)):
            price = v.fen_of_text(each) if _is_figure(each) else None
            whole = float(count)
            if price and amount and whole.is_integer() and 0 < whole <= _COUNT_MOST and price * whole == amount:
                found.add((int(whole), price, amount))
    if len(found) == 1:
        return found.pop()
    amounts = {amount for _, _, amount in found}
    return (None, None, amounts.pop()) if len(amounts) == 1 else None


_PLAIN_FIGURE: Final = re.compile(r"\d+(?:\.\d{1,2})?")
_COUNT_MOST: Final = 1000


def _count(row: Row, group: Sequence[Piece]) -> None:
    """Figures under a charge: its price and how many."""
    for piece in group:
        if _is_figure(piece.text) and row.price_fen is None:
            row.price_fen = v.fen_of_text(piece.text)
        elif _COUNTED.fullmatch(piece.text) and row.quantity is None:
            _take(row, "quantity", piece.text)
            row.pieces.append(piece)


def _tell(row: Row, told: dict[str, str]) -> None:
    for label, value in told.items():
        if label[0] in "数次" or label[-1] in "量数":
            _take(row, "quantity", value)
        elif "价" in label:
            row.price_fen = v.fen_of_text(value.rstrip("元"))


_COUNTED: Final = re.compile(rf"[xX×*]\s*\d+(?:{UNITS})?|\d+(?:{UNITS})?[xX×*]?")
