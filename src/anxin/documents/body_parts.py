"""Body regions (诊疗部位) of a diagnosis, an ICD-10 code and a charge. Pure; the lists are data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import yaml

from anxin.documents.rulesdata import rules_root

ICD: Final = r"[A-TV-Z]\d{2}(?:\.(?:\d{3}|x\d{2}|\d))?(?:x\d{3})?"
_ICD: Final = re.compile(ICD)


@dataclass(frozen=True, slots=True)
class BodyMap:
    """The map of one list file."""

    blocks: tuple[tuple[str, str, tuple[str, ...]], ...]
    exact: tuple[tuple[str, tuple[str, ...]], ...]
    words: tuple[tuple[str, str], ...]
    """(word, region), longest word first."""


@lru_cache(maxsize=1)
def body_map() -> BodyMap:
    """The shipped map."""
    data: dict[str, Any] = yaml.safe_load((rules_root() / "cn/body_parts/icd10.yaml").read_text(encoding="utf-8"))
    words = [(word, region) for region, group in data["words"].items() for word in group]
    return BodyMap(
        blocks=tuple((block["from"], block["to"], tuple(block["regions"])) for block in data["blocks"]),
        exact=tuple((code, tuple(regions)) for code, regions in data["exact"].items()),
        words=tuple(sorted(words, key=lambda pair: (-len(pair[0]), pair[0]))),
    )


def regions_of_icd(code: str) -> tuple[str, ...]:
    """The regions of an ICD-10 code; empty when it is no injury of a region (M47, I10) or no code."""
    if not _ICD.fullmatch(code):
        return ()
    for prefix, regions in body_map().exact:
        if code.startswith(prefix):
            return regions
    return next((regions for first, last, regions in body_map().blocks if first <= code[:3] <= last), ())


def regions_of_text(text: str) -> tuple[str, ...]:
    """The regions a text speaks of, each word used up once (``股骨颈`` is a thigh, not a neck)."""
    found: set[str] = set()
    for word, region in body_map().words:
        if word in text:
            found.add(region)
            text = text.replace(word, "\x00")
    return tuple(sorted(found))


def side_of_text(text: str) -> str:
    """左, 右, 双 (also when both are named) or 未注明."""
    left, right = "左" in text, "右" in text
    if "双侧" in text or "双" in text or (left and right):
        return "双"
    return "左" if left else "右" if right else "未注明"
