"""Strict YAML: a small safe part of the language, each value with its line.

Only mappings, lists and scalars are known; anchors, aliases, tags, several documents and doubled keys are refused, so
a pack reads the same to every reader. A scalar has no type of its own (no surprise ``no`` or ``12:30``): whoever asks
says what it must be.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from anxin.policy.engine.errors import BadPack

_BYTES_MAX = 1_000_000
_DEPTH_MAX = 12
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_FRACTION = re.compile(
    r"[-+]?[0-9]*\.[0-9]+([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?\.(inf|nan)", re.IGNORECASE
)
_WIDE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_FOLDED = re.compile(f"(?<={_WIDE}) (?={_WIDE})")
"""YAML joins the lines of a long text with a space, which Chinese text does not have."""
_NULLS = frozenset({"", "null", "~"})
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a YAML text: a scalar (text), a list of entries or a mapping of entries."""

    value: "str | list[Entry] | dict[str, Entry]"
    line: int
    path: str
    quoted: bool = False

    def refuse(self, sentence: str) -> BadPack:
        """An error that points here."""
        return BadPack(f"{self.path}：{sentence}" if self.path else sentence, line=self.line)

    @property
    def is_null(self) -> bool:
        """An empty value, ``null`` or ``~`` without quotes."""
        return isinstance(self.value, str) and not self.quoted and self.value in _NULLS

    def mapping(self, *, required: Collection[str] = (), optional: Collection[str] | None = ()) -> "dict[str, Entry]":
        """The entries of a mapping; ``optional=None`` allows any further key."""
        if self.is_null and not required:
            return {}
        if not isinstance(self.value, dict):
            raise self.refuse("这里应是“名称: 值”的形式")
        for name in required:
            if name not in self.value:
                raise self.refuse(f"缺少“{name}”")
        if optional is not None:
            for name, entry in self.value.items():
                if name not in required and name not in optional:
                    raise entry.refuse(f"不认识的项目“{name}”")
        return self.value

    def items(self) -> "list[Entry]":
        """The entries of a list."""
        if self.is_null:
            return []
        if not isinstance(self.value, list):
            raise self.refuse("这里应是一个列表")
        return self.value

    def text(self, *, longest: int = 2000) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or self.is_null or not self.value.strip():
            raise self.refuse("这里应填写文字")
        if len(self.value) > longest:
            raise self.refuse(f"文字超过 {longest} 个字")
        return _FOLDED.sub("", self.value.strip())

    def whole(self) -> int:
        """A whole number."""
        if not isinstance(self.value, str) or not _WHOLE.fullmatch(self.value):
            raise self.refuse("这里应填写整数（金额以分为单位）")
        return int(self.value)

    def flag(self) -> bool:
        """``true`` or ``false``."""
        if self.value not in ("true", "false"):
            raise self.refuse("这里应填写 true 或 false")
        return self.value == "true"

    def day(self) -> date:
        """A date as YYYY-MM-DD."""
        try:
            if isinstance(self.value, str) and len(self.value) == 10:
                return date.fromisoformat(self.value)
        except ValueError:
            pass
        raise self.refuse("日期应写成 2025-11-01 的形式")

    def plain(self) -> Any:
        """The value as JSON would hold it: true/false/null, whole numbers, texts, lists, mappings."""
        if isinstance(self.value, dict):
            return {name: entry.plain() for name, entry in self.value.items()}
        if isinstance(self.value, list):
            return [entry.plain() for entry in self.value]
        if self.quoted:
            return self.value
        if self.value in _NULLS:
            return None
        if self.value in ("true", "false"):
            return self.value == "true"
        if _WHOLE.fullmatch(self.value):
            return int(self.value)
        if _FRACTION.fullmatch(self.value):
            raise self.refuse("不能使用小数：金额请以分为单位写整数")
        return self.value


def read(text: str) -> Entry:
    """Read one YAML document.

    Raises:
        BadPack: with the line, when the text is not in the small safe part of YAML.
    """
    if len(text.encode(errors="replace")) > _BYTES_MAX:
        raise BadPack("文件超过 1 MB，请按主题拆分")
    try:
        events = yaml.parse(text, Loader=_LOADER)
        return _document(events)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadPack(f"YAML 写法有误（{error.problem}）", line=line) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise BadPack("文件里有不能识别的字符") from error


def _document(events: Iterator[Any]) -> Entry:
    root: Entry | None = None
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            if root is not None:
                raise BadPack("一个文件只能有一份内容", line=_line(event))
            root = _entry(event, events, path="", depth=0)
    if root is None:
        raise BadPack("文件是空的")
    return root


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _entry(event: Any, events: Iterator[Any], *, path: str, depth: int) -> Entry:
    line = _line(event)
    if depth > _DEPTH_MAX:
        raise BadPack("层次太深", line=line)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise BadPack("不能使用 & 和 * 引用，请直接写出内容", line=line)
    if event.tag not in (None, "!"):
        raise BadPack("不能使用 ! 标签", line=line)
    if isinstance(event, yaml.ScalarEvent):
        return Entry(event.value, line, path, quoted=not event.implicit[0])
    if isinstance(event, yaml.SequenceStartEvent):
        return Entry(_list(events, path, depth), line, path)
    return Entry(_mapping(events, path, depth), line, path)


def _list(events: Iterator[Any], path: str, depth: int) -> list[Entry]:
    found: list[Entry] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        found.append(_entry(event, events, path=f"{path}[{len(found) + 1}]", depth=depth + 1))
    return found


def _mapping(events: Iterator[Any], path: str, depth: int) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise BadPack("名称应是一个词", line=_line(event))
        name = event.value
        if name in found:
            raise BadPack(f"“{name}”写了两次", line=_line(event))
        inner = f"{path}.{name}" if path else name
        found[name] = _entry(next(events), events, path=inner, depth=depth + 1)
    return found
