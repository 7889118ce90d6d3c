"""From facts to sentences, by rule: the same facts give the same résumé."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from anxin.kit.money import yuan
from anxin.kit.text import tidy
from anxin.market.resume.types import PAY_UNITS, Certificate, Draft, PastWork, ResumeFacts, Section

ABOUT_LENGTH_MOST: Final = 300
PAST_MOST, SKILLS_MOST, CERTIFICATES_MOST = 6, 16, 8
"""What fits on one page with the largest of everything else."""

_FILLERS: Final = re.compile(r"^(?:嗯+|呃+|那个|就是说|就是|然后)+[，,、 ]*")
_BETWEEN_CHINESE: Final = re.compile(r"(?<=[\u4e00-\u9fff，。；、！？])[ \u3000\t]+(?=[\u4e00-\u9fff，。；、！？])")
_ENDS: Final = "。！？…；"


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of trade speaks."""

    trades: tuple[str, ...]
    experience: str
    can: str
    tools: str


@lru_cache(maxsize=1)
def wordings() -> tuple[Wording, ...]:
    """Every wording, the last one fitting all trades."""
    rows = yaml.safe_load((Path(__file__).parent / "wording.yaml").read_text(encoding="utf-8"))
    return tuple(Wording(**(row | {"trades": tuple(row["trades"])})) for row in rows)


def wording_for(trade: str) -> Wording:
    """The wording of a trade by its name."""
    return next(each for each in wordings() if any(part in trade for part in each.trades))


def tidy_words(text: str, *, most: int = ABOUT_LENGTH_MOST) -> str:
    """Somebody's own words, made fit for paper: blanks, doubled stops and a spoken start go, a full stop comes.

    Nothing is added or put differently. Longer than ``most``, it is cut at a sentence where there is one.
    """
    said = re.sub(r"\s*\n\s*", "", tidy(text))
    said = said if said.rstrip("。…").isascii() else said.replace(",", "，")
    said = _FILLERS.sub("", _BETWEEN_CHINESE.sub("", said))
    said = re.sub(r"([，。！？；、])\1+", r"\1", said)
    if len(said) > most:
        head = said[:most]
        cut = max((head.rfind(end) for end in _ENDS), default=-1)
        said = head[: cut + 1] if cut > most // 2 else head[: most - 1] + "…"
    return said if not said or said[-1] in _ENDS + ".!?" else said.rstrip("，、,") + "。"


def draft(facts: ResumeFacts) -> Draft:
    """The résumé of a person. What was not told is left out rather than filled."""
    trade = facts.trades[0] if facts.trades else ""
    wording = wording_for(trade)
    return Draft(
        name=facts.name,
        phone=facts.phone,
        headline=_headline(facts, trade, wording),
        place=facts.district,
        about=tidy_words(facts.polished or facts.words),
        generated=bool(facts.polished),
        sections=tuple(section for section in _sections(facts, wording) if section.lines),
        photo=facts.photo,
    )


def _headline(facts: ResumeFacts, trade: str, wording: Wording) -> str:
    if not trade:
        return "愿意从头学，什么活都可以谈"
    told = wording.experience.format(years=facts.years, trade=trade) if facts.years else trade
    others = facts.trades[1:4]
    return f"{told} · 也能做{'、'.join(others)}" if others else told


def _sections(facts: ResumeFacts, wording: Wording) -> Iterator[Section]:
    yield Section("想找的活", tuple(_wanted(facts)))
    yield Section(wording.can, (("", "、".join(facts.skills[:SKILLS_MOST])),) if facts.skills else ())
    yield Section("证书", tuple(_certificate(each) for each in facts.certificates[:CERTIFICATES_MOST]))
    yield Section("做过的活", tuple(_past(each) for each in facts.past[:PAST_MOST]))
    yield Section(wording.tools, (("", "、".join(facts.tools)),) if facts.tools else ())


def _wanted(facts: ResumeFacts) -> Iterator[tuple[str, str]]:
    where = f"{facts.district}附近" if facts.district else ""
    if facts.radius_km:
        where = f"{where} {facts.radius_km} 公里以内".strip()
    if where:
        yield "地方", where
    if facts.free_when:
        yield "时间", facts.free_when
    if facts.pay_fen:
        whole = yuan(facts.pay_fen).removesuffix(".00")
        yield "报酬", f"每{PAY_UNITS[facts.pay_unit]} {whole} 元左右，可以商量"


def _certificate(each: Certificate) -> tuple[str, str]:
    until = f"（有效期到 {each.until.year}年{each.until.month}月{each.until.day}日）" if each.until else ""
    return "", f"{each.name}{until}{'，原件已核对' if each.checked else ''}"


def _past(each: PastWork) -> tuple[str, str]:
    when = f"{each.since or '—'} 至 {each.until or '现在'}" if each.since or each.until else ""
    told = "，".join(part for part in (each.where, each.what) if part)
    words = tidy_words(each.words, most=120)
    proven = "（本市场双方确认）" if each.proven else ""
    return when, f"{told}{proven}。{words}" if words else f"{told}{proven}"
