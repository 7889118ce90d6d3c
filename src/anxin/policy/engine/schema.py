"""From YAML text to a :class:`Pack`: the shape is checked here, the sense in ``checking``."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from anxin.policy.engine.pack import Derived, FactSpec, LimitRow, Pack, ParameterRow, Row, Rule, Sentence, Source, Value
from anxin.policy.engine.reading import Entry, read
from anxin.policy.engine.trace import Mark, Result

T = TypeVar("T")

FORMAT = 1
LIMIT_UNITS = ("working", "calendar", "hour", "month", "year")
LIMIT_KINDS = ("law", "practice")
FACT_KINDS = ("bool", "choice", "text", "date", "fen", "int", "quantity", "list", "records")
TABLE_RESULTS = (Result.PASS, Result.REFER, Result.REFUSE, Result.MISSING, Result.INFO)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,5}")
_RULE_ID = re.compile(r"[A-Z]{1,4}-[0-9]{2}")
_FORMULA = re.compile(r"[a-z][a-z0-9_]*@[1-9][0-9]*")

_HEAD = ("format", "jurisdiction", "topic", "title", "in_force", "revision", "sources")
_BODY = ("released", "note", "parameters", "limits", "facts", "derived", "missing", "rules")


def pack_from(text: str) -> Pack:
    """Read a pack.

    Raises:
        BadPack: with the line, at the first thing that does not fit.
    """
    root = read(text)
    top = root.mapping(required=_HEAD, optional=_BODY)
    if top["format"].whole() != FORMAT:
        raise top["format"].refuse(f"格式版本应为 {FORMAT}")
    sources = {key: _source(key, entry) for key, entry in top["sources"].mapping(optional=None).items()}
    nothing = Entry("", root.line, "")
    missing = top.get("missing")
    return Pack(
        jurisdiction=_name(top["jurisdiction"]),
        topic=_name(top["topic"]),
        title=top["title"].text(longest=60),
        in_force=top["in_force"].day(),
        revision=_positive(top["revision"]),
        released=top["released"].day() if "released" in top else None,
        note=_optional_text(top.get("note")),
        sources=sources,
        parameters=_rows(top.get("parameters", nothing), _parameter),
        limits=_rows(top.get("limits", nothing), _limit),
        facts=_rows(top.get("facts", nothing), _fact),
        derived=_rows(top.get("derived", nothing), _derived),
        missing=None if missing is None else _sentence(missing),
        rules=tuple(_rule(entry, sources) for entry in top.get("rules", nothing).items()),
    )


def _rows(entry: Entry, make: Callable[[str, Entry], T]) -> dict[str, T]:
    return {key: make(key, inner) for key, inner in entry.mapping(optional=None).items()}


def _name(entry: Entry) -> str:
    text = entry.text(longest=40)
    if not _NAME.fullmatch(text):
        raise entry.refuse("名称只能用小写字母、数字和下划线，以字母开头")
    return text


def _positive(entry: Entry) -> int:
    number = entry.whole()
    if number < 1:
        raise entry.refuse("应是 1 或更大的整数")
    return number


def _optional_text(entry: Entry | None) -> str:
    return "" if entry is None or entry.is_null else entry.text()


def _one_of(entry: Entry, allowed: tuple[str, ...]) -> str:
    text = entry.text()
    if text not in allowed:
        raise entry.refuse(f"只能是 {'、'.join(allowed)} 之一")
    return text


def _mark(entry: Entry) -> Mark:
    return Mark(_one_of(entry, tuple(mark.value for mark in Mark)))


def _source(key: str, entry: Entry) -> Source:
    fields = entry.mapping(required=("title", "mark"), optional=("note",))
    return Source(key, fields["title"].text(), _mark(fields["mark"]), _optional_text(fields.get("note")))


def _value(entry: Entry) -> Value:
    value = entry.plain()
    if isinstance(value, list) and all(isinstance(item, int | str) and not isinstance(item, bool) for item in value):
        return tuple(value)
    if value is None or (isinstance(value, int | str) and not isinstance(value, bool)):
        return value
    raise entry.refuse("参数值只能是整数、文字或它们的列表；暂缺时写 null")


def _parameter(key: str, entry: Entry) -> ParameterRow:
    fields = entry.mapping(required=("value", "unit", "article", "mark"), optional=("note",))
    _keyed(key, entry)
    return ParameterRow(
        name=key,
        value=_value(fields["value"]),
        unit=fields["unit"].text(longest=20),
        article=fields["article"].text(),
        mark=_mark(fields["mark"]),
        note=_optional_text(fields.get("note")),
        line=entry.line,
    )


def _limit(key: str, entry: Entry) -> LimitRow:
    fields = entry.mapping(
        required=("starts", "length", "unit", "article", "mark"), optional=("extension", "note", "not_before", "kind")
    )
    _keyed(key, entry)
    length, extension, not_before = fields["length"], fields.get("extension"), fields.get("not_before")
    mark = _mark(fields["mark"])
    return LimitRow(
        key=key,
        starts=fields["starts"].text(longest=60),
        length=None if length.is_null else _positive(length),
        unit=_one_of(fields["unit"], LIMIT_UNITS),
        extension=0 if extension is None else _positive(extension),
        article=fields["article"].text(),
        mark=mark,
        note=_optional_text(fields.get("note")),
        kind=_limit_kind(fields.get("kind"), mark),
        not_before=not_before is not None and not_before.flag(),
        line=entry.line,
    )


def _limit_kind(entry: Entry | None, mark: Mark) -> str:
    if mark is Mark.SETTING:
        if entry is not None and entry.text() != "promise":
            raise entry.refuse("标 X 的行只能是服务承诺，不能当作法定时限")
        return "promise"
    return "law" if entry is None else _one_of(entry, LIMIT_KINDS)


def _keyed(key: str, entry: Entry) -> None:
    if not _KEY.fullmatch(key):
        raise entry.refuse("名称只能用小写字母、数字、下划线和点")


def _choices(entry: Entry) -> dict[str, str]:
    if isinstance(entry.value, list):
        return {item.text(): item.text() for item in entry.items()}
    return {value: words.text() for value, words in entry.mapping(optional=None).items()}


def _fact(key: str, entry: Entry) -> FactSpec:
    fields = entry.mapping(required=("label", "type"), optional=("of", "fields", "judgement"))
    if not _NAME.fullmatch(key):
        raise entry.refuse("事实名称只能用小写字母、数字和下划线")
    kind = _one_of(fields["type"], FACT_KINDS)
    if kind == "choice" and "of" not in fields:
        raise entry.refuse("选择型事实要写明可选值 of")
    if (kind == "records") != ("fields" in fields):
        raise entry.refuse("只有 records 型事实要写 fields，且必须写")
    inner = fields["fields"].mapping(optional=None) if "fields" in fields else {}
    judgement = fields.get("judgement")
    return FactSpec(
        name=key,
        label=fields["label"].text(longest=40),
        kind=kind,
        choices=_choices(fields["of"]) if "of" in fields else {},
        fields={name: _fact(name, field) for name, field in inner.items()},
        judgement=judgement is not None and judgement.flag(),
        line=entry.line,
    )


def _derived(key: str, entry: Entry) -> Derived:
    fields = entry.mapping(required=("label", "formula", "inputs"))
    if not _NAME.fullmatch(key):
        raise entry.refuse("事实名称只能用小写字母、数字和下划线")
    inputs = tuple(item.text() for item in fields["inputs"].items())
    return Derived(key, fields["label"].text(longest=40), _formula(fields["formula"]), inputs, entry.line)


def _formula(entry: Entry) -> str:
    text = entry.text()
    if not _FORMULA.fullmatch(text):
        raise entry.refuse("公式应写成“名称@版本”，如 three_elements@1")
    return text


def _sentence(entry: Entry, *, extra: tuple[str, ...] = ()) -> Sentence:
    fields = entry.mapping(required=("worker", "staff"), optional=("change", *extra))
    change = fields.get("change")
    return Sentence(
        worker=fields["worker"].text(longest=300),
        staff=fields["staff"].text(longest=300),
        change=None if change is None or change.is_null else change.text(longest=300),
        line=entry.line,
    )


def _row(entry: Entry, columns: int) -> Row:
    sentence = _sentence(entry, extra=("when", "then"))
    fields = entry.mapping(required=("when", "then"), optional=None)
    when = tuple(_cell(cell) for cell in fields["when"].items())
    if len(when) != columns:
        raise fields["when"].refuse(f"这一行有 {len(when)} 格，应有 {columns} 格（与 inputs 一致）")
    then = Result(_one_of(fields["then"], tuple(result.value for result in TABLE_RESULTS)))
    return Row(when, then, sentence, entry.line)


def _cell(entry: Entry) -> str:
    if not isinstance(entry.value, str) or not entry.value.strip():
        raise entry.refuse("格子里要写条件，不限时写 -")
    return entry.value.strip()


def _rule(entry: Entry, sources: Mapping[str, Source]) -> Rule:
    fields = entry.mapping(
        required=("id", "title", "article", "text", "mark", "source"),
        optional=("inputs", "rows", "formula", "sentences"),
    )
    if not _RULE_ID.fullmatch(fields["id"].text()):
        raise fields["id"].refuse("规则编号应写成 XS-01 的形式")
    source = fields["source"].text()
    if source not in sources:
        raise fields["source"].refuse(f"依据“{source}”没有列在 sources 里")
    nothing = Entry("", entry.line, "")
    inputs = tuple(item.text() for item in fields.get("inputs", nothing).items())
    if ("rows" in fields) == ("formula" in fields):
        raise entry.refuse("一条规则要么有表格 rows，要么有公式 formula，二者只能有一个")
    sentences = fields.get("sentences", nothing).mapping(optional=None)
    return Rule(
        id=fields["id"].text(),
        title=fields["title"].text(longest=40),
        article=fields["article"].text(longest=120),
        text=fields["text"].text(),
        mark=_mark(fields["mark"]),
        source=source,
        inputs=inputs,
        rows=tuple(_row(row, len(inputs)) for row in fields.get("rows", nothing).items()),
        formula=_formula(fields["formula"]) if "formula" in fields else "",
        sentences={key: _sentence(item) for key, item in sentences.items()},
        line=entry.line,
    )
