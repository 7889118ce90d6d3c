"""The tools of a hall as a table, one tool a line (借用工具)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from anxin.identity.types import Role
from anxin.imports.registry import register
from anxin.imports.types import Column, Context, Importer, Line, Taken
from anxin.kit.errors import Refused
from anxin.market.hall.selectors import tools
from anxin.market.hall.services import tool_add


def _check(lines: Sequence[Line], context: Context) -> list[str]:
    return ["" for _line in lines]


def _take(lines: Sequence[Line], context: Context) -> list[Taken]:
    """A label that is there already keeps its tool: it is stuck on it."""
    known = {one.label for one in tools(context.actor)}
    return [_take_one(line, context, known) for line in lines]


def _take_one(line: Line, context: Context, known: set[str]) -> Taken:
    label = line.get("label")
    if label in known:
        return Taken.known(_("这个编号已经登记过。"))
    try:
        tool_add(label=label, name=line.get("name"), actor=context.actor)
    except Refused as refusal:
        return Taken.bad(refusal.sentence)
    known.add(label)
    return Taken.new()


things = register(
    Importer(
        key="market-tools",
        label="借用工具",
        help="一行一件，编号贴在工具上。登记过的编号不会重复登记。",
        roles=(Role.MARKET_OPERATOR,),
        back="hall-tools",
        check=_check,
        take=_take,
        same=lambda line: line.get("label"),
        columns=(
            Column("label", "编号", required=True, aliases=("工具编号",), example="G-07"),
            Column("name", "名称", required=True, aliases=("工具", "工具名称"), example="电钻"),
        ),
    )
)
