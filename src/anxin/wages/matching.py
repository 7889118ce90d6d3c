"""When two messages speak of one trouble (并案): pure comparisons, without the database."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from anxin.identity.names import org_name_parse
from anxin.kit.text import fold

_PUNCTUATION: Final = re.compile(r"[\s()（）【】\[\]《》“”\"'、,，.。·:：;；\-—_/#＃]+")
_ENDINGS: Final = ("股份有限公司", "有限责任公司", "有限公司", "公司")
_PROJECT_ENDINGS: Final = ("工程项目", "建设项目", "项目部", "项目", "工程", "工地")
KEY_LENGTH: Final = 120


def employer_key(name: str) -> str:
    """What an employer is recognised by: its name without spaces, brackets and legal form; workers know no codes.

    ``安心市虚构建筑（集团）有限公司`` and ``安心市虚构建筑集团 公司`` are one.
    """
    plain = _PUNCTUATION.sub("", org_name_parse(name, most=KEY_LENGTH, label="单位名称")).upper()
    for ending in _ENDINGS:
        shorter = plain.removesuffix(ending)
        if shorter != plain and len(shorter) >= 2:
            return shorter
    return plain


def project_key(name: str) -> str:
    """What a project is recognised by: its name without spaces, punctuation and words like “项目”."""
    plain = _PUNCTUATION.sub("", fold(name)).upper()
    for ending in _PROJECT_ENDINGS:
        shorter = plain.removesuffix(ending)
        if shorter != plain and len(shorter) >= 2:
            return shorter[:KEY_LENGTH]
    return plain[:KEY_LENGTH]


def same_project(one: str, other: str) -> bool:
    """Two project keys mean one project, or one of the two does not say which."""
    return not one or not other or one == other


def periods_meet(one_from: date | None, one_to: date | None, other_from: date | None, other_to: date | None) -> bool:
    """Two periods share a day; an open end reaches as far as it must."""
    starts_before_end = one_from is None or other_to is None or one_from <= other_to
    ends_after_start = one_to is None or other_from is None or one_to >= other_from
    return starts_before_end and ends_after_start
