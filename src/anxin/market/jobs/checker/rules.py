"""Reading the checker's rules: the newest file in force on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.policy.types import MissingRow


@dataclass(frozen=True, slots=True)
class Source:
    """The text a rule rests on, and how sure we are of it (V/S/M/X)."""

    title: str
    mark: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that must not stand in a post."""

    key: str
    name: str
    severity: str
    source: Source
    find: re.Pattern[str]
    unless: re.Pattern[str] | None
    says: str
    suggest: str


@dataclass(frozen=True, slots=True)
class Required:
    """Something a post must say."""

    key: str
    source: Source
    says: str
    suggest: str


@dataclass(frozen=True, slots=True)
class PostingRules:
    """One file of rules."""

    version: str
    in_force: date
    required: dict[str, Required]
    patterns: tuple[Pattern, ...]
    numbers: dict[str, int]
    sources: dict[str, Source]

    def number(self, name: str) -> int:
        """A limit of the file.

        Raises:
            MissingRow: nobody has entered it.
        """
        if name not in self.numbers:
            raise MissingRow(_("招聘信息检查规则里没有“%(name)s”，请政策分析员补充后再发布。") % {"name": name})
        return self.numbers[name]


def posting_rules(on: date) -> PostingRules:
    """The rules in force on a day.

    Raises:
        MissingRow: no file is in force yet.
    """
    known = [rules for rules in _all(Path(settings.ANXIN_RULES)) if rules.in_force <= on]
    if not known:
        raise MissingRow("还没有生效的招聘信息检查规则，请政策分析员发布后再发岗位。")
    return max(known, key=lambda rules: (rules.in_force, rules.version))


@lru_cache(maxsize=2)
def _all(root: Path) -> tuple[PostingRules, ...]:
    return tuple(rules_from(path.read_text(encoding="utf-8")) for path in sorted(root.glob("cn/posting/*.yaml")))


def rules_from(text: str) -> PostingRules:
    """Rules as written in a file."""
    content: dict[str, Any] = yaml.safe_load(text)
    sources = {key: Source(**entry) for key, entry in content["sources"].items()}
    return PostingRules(
        version=f"{content['in_force']}.r{content['revision']}",
        in_force=content["in_force"],
        required={
            key: Required(key, sources[entry["source"]], entry["says"], entry["suggest"])
            for key, entry in content["required"].items()
        },
        patterns=tuple(_pattern(entry, sources) for entry in content["patterns"]),
        numbers={key: entry["value"] for key, entry in content["numbers"].items() if entry["value"] is not None},
        sources=sources,
    )


def _pattern(entry: dict[str, Any], sources: dict[str, Source]) -> Pattern:
    unless = entry.get("unless")
    return Pattern(
        key=entry["key"],
        name=entry["name"],
        severity=entry["severity"],
        source=sources[entry["source"]],
        find=re.compile("|".join(entry["find"])),
        unless=re.compile("|".join(unless)) if unless else None,
        says=entry["says"],
        suggest=entry["suggest"],
    )
