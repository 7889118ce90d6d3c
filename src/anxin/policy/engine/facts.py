"""Facts: checked strictly against the pack's list, kept as plain JSON values.

An unknown name or a value of another type is refused; ``null`` or an absent fact means "not known", never "no".
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from anxin.kit.characters import is_storable
from anxin.kit.money import FEN_MAX, yuan_sign
from anxin.policy.engine.errors import BadFacts
from anxin.policy.engine.pack import FactSpec

Cleaner = Callable[[Any], Any]

TEXT_LONGEST = 500
LIST_LONGEST = 500
_WHOLE_MAX = 10**9
_QUANTITY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
UNKNOWN = "未知"


def cleaner(spec: FactSpec) -> Cleaner:
    """A function that checks one value and gives it back as plain JSON, or refuses it with a sentence."""
    return _MAKERS[spec.kind](spec)


def _refuse(spec: FactSpec, value: object, wanted: str) -> BadFacts:
    return BadFacts(f"“{spec.label}”（{spec.name}）应是{wanted}，收到的是 {_shown(value)}。", field=spec.name)


def _shown(value: object) -> str:
    """The type and no more: a refused fact may be personal data and ends up in messages."""
    return {bool: "是否值", int: "整数", str: "文字", float: "小数", list: "列表", dict: "对象"}.get(
        type(value), "其他类型"
    )


def _bool(spec: FactSpec) -> Cleaner:
    def clean(value: Any) -> Any:
        if value is True or value is False or value is None:
            return value
        raise _refuse(spec, value, " true 或 false")

    return clean


def _choice(spec: FactSpec) -> Cleaner:
    allowed = {value: value for value in spec.choices}

    def clean(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, str) and value in allowed:
            return allowed[value]
        raise _refuse(spec, value, f" {'、'.join(spec.choices)} 之一")

    return clean


def _text(spec: FactSpec) -> Cleaner:
    def clean(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, str) and len(value) <= TEXT_LONGEST and is_storable(value):
            return value
        raise _refuse(spec, value, f"不超过 {TEXT_LONGEST} 个字的文字")

    return clean


def _date(spec: FactSpec) -> Cleaner:
    def clean(value: Any) -> Any:
        if value is None:
            return None
        try:
            if type(value) is date:
                return value.isoformat()
            if isinstance(value, str) and len(value) == 10:
                return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
        raise _refuse(spec, value, " 2026-11-23 这样的日期")

    return clean


def _whole(least: int, most: int, wanted: str) -> Callable[[FactSpec], Cleaner]:
    def make(spec: FactSpec) -> Cleaner:
        def clean(value: Any) -> Any:
            if value is None or (type(value) is int and least <= value <= most):
                return value
            raise _refuse(spec, value, wanted)

        return clean

    return make


def _quantity(spec: FactSpec) -> Cleaner:
    def clean(value: Any) -> Any:
        if value is None or (type(value) is int and 0 <= value <= _WHOLE_MAX):
            return value
        text = format(value, "f") if isinstance(value, Decimal) and value.is_finite() else value
        if isinstance(text, str) and _QUANTITY.fullmatch(text):
            return text
        raise _refuse(spec, value, '整数或 "0.5" 这样的文字')

    return clean


def _list(spec: FactSpec) -> Cleaner:
    inner = _choice(spec) if spec.choices else _text(spec)

    def clean(value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list | tuple) and len(value) <= LIST_LONGEST and None not in value:
            return [inner(item) for item in value]
        raise _refuse(spec, value, "列表")

    return clean


def _records(spec: FactSpec) -> Cleaner:
    inner = {name: cleaner(field) for name, field in spec.fields.items()}
    pairs = tuple(inner.items())

    def clean(value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) > LIST_LONGEST:
            raise _refuse(spec, value, "列表")
        return [record(item) for item in value]

    def record(item: Any) -> dict[str, Any]:
        if not isinstance(item, Mapping):
            raise _refuse(spec, item, "由名称和值组成的列表")
        if not item.keys() <= inner.keys():
            unknown = "、".join(sorted(str(name) for name in item.keys() - inner.keys())[:3])
            raise BadFacts(f"“{spec.label}”里有不认识的项目：{unknown}。", field=spec.name)
        return {name: clean_one(item.get(name)) for name, clean_one in pairs}

    return clean


_MAKERS: dict[str, Callable[[FactSpec], Cleaner]] = {
    "bool": _bool,
    "choice": _choice,
    "text": _text,
    "date": _date,
    "fen": _whole(0, FEN_MAX, "以分为单位的整数，不能是负数"),
    "int": _whole(-_WHOLE_MAX, _WHOLE_MAX, "整数"),
    "quantity": _quantity,
    "list": _list,
    "records": _records,
}


def words_of(spec: FactSpec) -> Callable[[Any], str]:
    """A function that says a value in the words of the pack, for sentences."""
    if spec.kind == "bool":
        return lambda value: UNKNOWN if value is None else ("是" if value else "否")
    if spec.kind == "fen":
        return lambda value: UNKNOWN if value is None else yuan_sign(value)
    if spec.kind == "date":
        return _day_words
    if spec.kind == "list":
        choices = spec.choices
        return lambda value: UNKNOWN if value is None else "、".join(choices.get(item, item) for item in value) or "无"
    if spec.kind == "choice":
        words = spec.choices
        return lambda value: UNKNOWN if value is None else words[value]
    return lambda value: UNKNOWN if value is None else str(value)


def _day_words(value: Any) -> str:
    if value is None:
        return UNKNOWN
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"
