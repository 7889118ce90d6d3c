"""The contact network as a table: volunteers and their representatives, one representative a line (联系网络)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.identity.types import Role
from anxin.imports.registry import register
from anxin.imports.types import Column, Context, Importer, Line, Taken
from anxin.kit.errors import Refused
from anxin.market.outreach.selectors import network
from anxin.market.outreach.services import circle_set, representative_add, volunteer_add

CIRCLE_MOST = 1000


def _check(lines: Sequence[Line], context: Context) -> list[str]:
    return [_reason(line) for line in lines]


def _reason(line: Line) -> str:
    text = line.get("circle") or "0"
    if not text.isdecimal() or int(text) > CIRCLE_MOST:
        return _("“联系多少人”请填 0 到 %(most)s 的整数。") % {"most": CIRCLE_MOST}
    return ""


def _take(lines: Sequence[Line], context: Context) -> list[Taken]:
    """Who is there already keeps the visits; only the size of the circle is brought up to date."""
    standing = network(context.actor)
    volunteers = {(one.name, one.phone): one.id for one in standing}
    known = {(one.id, each.name, each.phone): each.id for one in standing for each in one.representatives}
    return [_take_one(line, context, volunteers, known) for line in lines]


def _take_one(
    line: Line,
    context: Context,
    volunteers: dict[tuple[str, str], UUID],
    known: dict[tuple[UUID, str, str], UUID],
) -> Taken:
    actor, at, circle = context.actor, context.at, int(line.get("circle") or 0)
    who = line.get("volunteer"), line.get("volunteer_phone")
    if who not in volunteers:
        volunteers[who] = volunteer_add(name=who[0], phone=who[1], actor=actor, at=at)
    name, phone = line.get("name"), line.get("phone")
    key = (volunteers[who], name, phone)
    if key in known:
        circle_set(representative_id=known[key], circle=circle, actor=actor)
        return Taken.known(_("以前已经登记过，联系人数已更新。"))
    try:
        known[key] = representative_add(
            volunteer_id=key[0], name=name, phone=phone, where=line.get("where"), circle=circle, actor=actor, at=at
        )
    except Refused as refusal:
        return Taken.bad(refusal.sentence)
    return Taken.new()


contacts = register(
    Importer(
        key="market-network",
        label="联系网络",
        help="一行一位零工代表，写明联系他的志愿者。一位志愿者最多三位代表；登记过的只更新联系人数。",
        roles=(Role.MARKET_OPERATOR,),
        back="hall-network",
        check=_check,
        take=_take,
        columns=(
            Column("volunteer", "志愿者", required=True, aliases=("志愿者姓名",), example="葛试愿"),
            Column("volunteer_phone", "志愿者电话", required=True, example="13900000080"),
            Column("name", "零工代表", required=True, aliases=("代表", "代表姓名"), example="代试甲"),
            Column("phone", "代表电话", required=True, aliases=("电话",), example="13900000070"),
            Column("where", "联系的地方", aliases=("地点",), example="样板街早市"),
            Column("circle", "联系多少人", aliases=("人数", "联系人数"), example="35"),
        ),
    )
)
