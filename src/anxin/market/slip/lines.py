"""The slip as lines of type, shared by picture and PDF: one order, one wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anxin.kit.clock import local
from anxin.kit.dates import say_moment
from anxin.market.slip.types import Slip


@dataclass(frozen=True, slots=True)
class Line:
    """A text in one of the slip's styles: ``title``, ``pay``, ``fact`` (with a term), ``small``, ``rule``, ``qr``."""

    style: str
    text: str = ""
    term: str = ""


def lines(slip: Slip) -> Iterator[Line]:
    """From top to bottom."""
    yield Line("head", slip.market)
    yield Line("head", f"岗位匹配单  {slip.number}")
    yield Line("rule")
    yield Line("title", slip.title)
    yield Line("pay", slip.pay)
    yield Line("small", f"{slip.employer}  {slip.paid_how}".strip())
    yield Line("rule")
    yield Line("fact", slip.when, "时间")
    yield Line("fact", slip.place, "地方")
    if slip.way:
        yield Line("fact", slip.way, "怎么走")
    yield Line("fact", f"{slip.contact}  {slip.phone}".strip(), "找谁")
    if slip.bring:
        yield Line("fact", "、".join(slip.bring), "带上")
    yield Line("rule")
    yield Line("qr", slip.url)
    yield Line("centre", "扫码在手机上看这个活、报名、到岗签到")
    yield Line("rule")
    yield from _reasons(slip)
    yield Line("small", f"还缺 {slip.slots_left} 人，已发出 {slip.ahead} 张单子。")
    if slip.held_until:
        yield Line("strong", f"名额为您留到 {local(slip.held_until):%H:%M}")
    yield Line("small", f"本单有效到 {say_moment(slip.valid_until)}")
    if slip.offline:
        yield Line("strong", "断网时打印：名额没有留住，去之前请先打电话。")
    yield Line("small", "找活不收费。要您交押金、培训费、服装费的，不要交，打 12333。")
    yield Line("tiny", f"{say_moment(slip.printed_at)} 打印 · 匹配版本 {slip.version}")


def _reasons(slip: Slip) -> Iterator[Line]:
    if slip.why:
        yield Line("small", f"为什么推荐：{' · '.join(slip.why)}")
    if slip.missing:
        yield Line("small", f"还差：{'、'.join(slip.missing)}")
