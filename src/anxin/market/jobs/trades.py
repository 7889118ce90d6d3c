"""The market's own list of gig trades, skills and conditions (工种、技能、上岗条件), from ``rules/cn/trades``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.utils.translation import get_language

from anxin.kit.errors import BadInput

_SKILLS_IN_GROUP: Final = 8
TRADES_MOST: Final = 5
SKILLS_MOST: Final = 12
POST_SKILLS_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Trade:
    """A gig trade (工种). ``initials`` are the first letters of its pinyin, for typing on a kiosk."""

    code: int
    name: str
    group: int
    group_name: str
    initials: str
    occupation: str
    usual: int
    """Conditions a job of this trade usually asks, as bits."""
    english: str

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.english if _english() else self.name


@dataclass(frozen=True, slots=True)
class Group:
    """A family of trades (工种大类)."""

    code: int
    name: str
    english: str
    trades: tuple[Trade, ...]
    skills: tuple[Skill, ...]

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.english if _english() else self.name


def _english() -> bool:
    return (get_language() or "").startswith("en")


@dataclass(frozen=True, slots=True)
class Skill:
    """Something one can do (技能)."""

    code: int
    name: str
    group: int
    english: str

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.english if _english() else self.name


@dataclass(frozen=True, slots=True)
class Condition:
    """Something a job may lawfully ask: a certificate, something of one's own, something one can do, being 18."""

    bit: int
    key: str
    name: str
    kind: str
    english: str

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.english if _english() else self.name

    @property
    def mask(self) -> int:
        return 1 << self.bit


@dataclass(frozen=True, slots=True)
class TradeList:
    """Everything in the file."""

    version: str
    groups: tuple[Group, ...]
    conditions: tuple[Condition, ...]
    trades: dict[int, Trade]
    skills: dict[int, Skill]
    condition_keys: dict[str, Condition]
    household: tuple[int, ...]
    """Trades a person may offer at home, in the order they are asked for."""


def initials(text: str) -> str:
    """First letters of the pinyin: ``搬运工`` -> ``byg``; what is no Chinese stays as it is."""
    from pypinyin import Style, lazy_pinyin  # its dictionaries cost every start of a process a third of a second

    return "".join(part[:1] for part in lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


def _read(path: Path) -> TradeList:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    conditions = tuple(Condition(**entry) for entry in content["conditions"])
    keys = {condition.key: condition for condition in conditions}
    groups = tuple(_group(entry, content, keys) for entry in content["groups"])
    codes = {trade.name: trade.code for group in groups for trade in group.trades}
    return TradeList(
        version=path.stem,
        groups=groups,
        conditions=conditions,
        trades={trade.code: trade for group in groups for trade in group.trades},
        skills={skill.code: skill for group in groups for skill in group.skills},
        condition_keys=keys,
        household=tuple(codes[name] for name in content["household"]),
    )


def _group(entry: dict[str, Any], content: dict[str, Any], keys: dict[str, Condition]) -> Group:
    code = entry["code"]
    trades = tuple(
        Trade(
            code=code * 100 + place,
            name=name,
            group=code,
            group_name=entry["name"],
            initials=initials(name),
            occupation=content["occupations"].get(name, ""),
            usual=sum(keys[key].mask for key in content["usual"].get(name, ())),
            english=english,
        )
        for place, (name, english) in enumerate(zip(entry["trades"], entry["english"][1:], strict=True), start=1)
    )
    skills = tuple(
        Skill((code - 1) * _SKILLS_IN_GROUP + place, name, code, english)
        for place, (name, english) in enumerate(zip(entry["skills"], entry["skills_english"], strict=True), start=1)
    )
    return Group(code, entry["name"], entry["english"][0], trades, skills)


def trade_list() -> TradeList:
    """The newest list shipped, read once a process."""
    return _newest(settings.ANXIN_RULES)


@lru_cache(maxsize=2)
def _newest(rules: Path) -> TradeList:
    return _read(max(rules.glob("cn/trades/*.yaml")))


def trade(code: int) -> Trade:
    """One trade.

    Raises:
        BadInput: there is no such trade.
    """
    found = trade_list().trades.get(code)
    if found is None:
        raise BadInput("没有这个工种，请从列表里选。", field="trade")
    return found


def trades_typed(letters: str, *, most: int = 12) -> list[Trade]:
    """Trades whose name holds the text or whose pinyin initials hold the letters: whole beginnings first."""
    typed = letters.strip().lower()
    if not typed:
        return []
    found = [one for one in trade_list().trades.values() if typed in one.initials or typed in one.name]
    return sorted(found, key=lambda one: (not one.initials.startswith(typed), len(one.name), one.code))[:most]


def condition_names(bits: int) -> tuple[str, ...]:
    """The names of the bits, in the order of the list."""
    return tuple(one.shown for one in trade_list().conditions if bits & one.mask)


def skill_names(codes: Iterable[int]) -> tuple[str, ...]:
    """The names of skills."""
    skills = trade_list().skills
    return tuple(skills[code].shown for code in codes if code in skills)


def trade_names(codes: Iterable[int]) -> tuple[str, ...]:
    """The names of trades."""
    trades = trade_list().trades
    return tuple(trades[code].shown for code in codes if code in trades)


def certificates_mask() -> int:
    """Every bit that is a certificate."""
    return sum(one.mask for one in trade_list().conditions if one.kind == "certificate")


def adult_mask() -> int:
    """The bit of being eighteen: computed from the ID number, never ticked."""
    return trade_list().condition_keys["adult"].mask
