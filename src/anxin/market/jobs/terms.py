"""Chinese words as search terms (搜索词): pairs of neighbouring characters and pinyin initials. Pure.

Cutting sentences into words loses jobs (陪诊 is not found in 陪诊师 cut as 陪/诊师); pairs find everything that holds
the query. They stand in a ``text[]`` with a GIN index, which core PostgreSQL has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from anxin.kit.text import fold
from anxin.market.jobs.trades import initials

_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
_LATIN: Final = re.compile(r"[a-z0-9]+")
_MARK: Final = "~"
"""Initials carry a mark, so that ``by`` typed in Latin letters never meets a word."""
TERMS_MOST: Final = 400
INITIALS_LONGEST: Final = 8


def pairs(text: str) -> list[str]:
    """Neighbouring characters of every run of Chinese, single characters too, and Latin words as they are."""
    folded = fold(text).lower()
    found: dict[str, None] = {}
    for run in _HAN.findall(folded):
        found.update(dict.fromkeys(run))
        found.update(dict.fromkeys(run[place : place + 2] for place in range(len(run) - 1)))
    found.update(dict.fromkeys(_LATIN.findall(folded)))
    return list(found)


def terms_of(texts: Iterable[str], *, named: Iterable[str] = ()) -> list[str]:
    """What a post can be found by. ``named``: short names whose initials people type (trade, place)."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(dict.fromkeys(pairs(text)))
    for name in named:
        letters = initials("".join(_HAN.findall(name)))
        starts = range(max(len(letters) - 1, 0))
        for start in starts:
            for end in range(start + 2, min(len(letters), start + INITIALS_LONGEST) + 1):
                found[_MARK + letters[start:end]] = None
    return list(found)[:TERMS_MOST]


def wanted_of(query: str) -> list[list[str]]:
    """What a query asks, word by word; a post must hold every word.

    Each word is a list of terms that must all be there. Latin letters may be a word or initials: both forms are given
    as two one-term alternatives by :func:`alternatives`.
    """
    words = []
    for word in fold(query).lower().split():
        for run in _HAN.findall(word):
            words.append([run] if len(run) == 1 else [run[place : place + 2] for place in range(len(run) - 1)])
        words += [[latin] for latin in _LATIN.findall(word)]
    return words


def alternatives(term: str) -> list[str]:
    """A Latin term as it stands and as initials; a Chinese one as it stands."""
    return [term, _MARK + term[:INITIALS_LONGEST]] if _LATIN.fullmatch(term) else [term]
