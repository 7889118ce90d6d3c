"""The five forms of a table cell: ``-``, ``A | B``, ``! A``, a comparison with a number, ``true``/``false``.

Nothing else: no expressions, no nesting. A condition that needs more gets a named fact, computed by a formula. The
number of a comparison may be the name of a parameter (``<= $visit_window_days``), so that no limit is written twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from anxin.policy.engine.errors import BadPack
from anxin.policy.engine.pack import ParameterRow

_COMPARISON = re.compile(r"(<=|>=|<|>)\s*(?:(-?[0-9]+)|\$([a-z][a-z0-9_]*))")
_NUMBER = re.compile(r"-?[0-9]+")


class _Other:
    """Stands for every value a table does not name."""

    def __repr__(self) -> str:
        return "其他"


OTHER = _Other()


@dataclass(frozen=True, slots=True)
class Cell:
    """A parsed cell.

    ``sign`` is ``-`` (anything), ``in``, ``not in``, or a comparison; ``values`` are what is named, ``number`` is
    the bound.
    """

    sign: str
    values: frozenset[object] = frozenset()
    number: int = 0

    def matches(self, value: object) -> bool:
        """Does the cell admit a value? Only ``-`` admits an unknown one."""
        if self.sign == "-":
            return True
        if value is None:
            return False
        if self.sign == "in":
            return value in self.values
        if self.sign == "not in":
            return value not in self.values
        return isinstance(value, int) and _compare(value, self.sign, self.number)

    def bounds(self) -> tuple[int, ...]:
        """The whole numbers at which the answer may change."""
        if self.sign in ("<", ">="):
            return (self.number,)
        if self.sign in ("<=", ">"):
            return (self.number + 1,)
        return tuple(edge for value in self.values if isinstance(value, int) for edge in (value, value + 1))


def _compare(value: int, sign: str, number: int) -> bool:
    if sign == "<":
        return value < number
    if sign == "<=":
        return value <= number
    if sign == ">":
        return value > number
    return value >= number


def cell_from(text: str, kind: str, parameters: Mapping[str, ParameterRow], *, line: int) -> Cell:
    """Read a cell for a fact of a kind (bool, choice, text, int, fen).

    Raises:
        BadPack: when it is none of the five forms, or does not fit the kind.
    """
    if text == "-":
        return Cell("-")
    comparison = _COMPARISON.fullmatch(text)
    if comparison:
        if kind not in ("int", "fen"):
            raise BadPack(f"“{text}”是数字比较，但这一列不是数字", line=line)
        return Cell(comparison[1], number=_bound(comparison, parameters, line))
    negated = text.startswith("!")
    words = tuple(part.strip() for part in text.removeprefix("!").split("|"))
    if any(not word or word[0] in "<>!$" for word in words):
        raise BadPack(f"看不懂条件“{text}”：只能写 -、A | B、! A、数字比较、true/false", line=line)
    return Cell("not in" if negated else "in", frozenset(_literal(word, kind, line) for word in words))


def _bound(comparison: re.Match[str], parameters: Mapping[str, ParameterRow], line: int) -> int:
    if comparison[2] is not None:
        return int(comparison[2])
    row = parameters.get(comparison[3])
    if row is None:
        raise BadPack(f"没有参数“{comparison[3]}”", line=line)
    if not isinstance(row.value, int):
        raise BadPack(f"参数“{comparison[3]}”还没有填写整数，这条规则不能使用", line=line)
    return row.value


def _literal(word: str, kind: str, line: int) -> object:
    if kind == "bool":
        if word not in ("true", "false"):
            raise BadPack(f"“{word}”应写成 true 或 false", line=line)
        return word == "true"
    if kind in ("int", "fen"):
        if not _NUMBER.fullmatch(word):
            raise BadPack(f"“{word}”不是整数", line=line)
        return int(word)
    return word
