"""Tables of a project's month that can be taken in: roster, attendance, pay run (名册、考勤、工资表)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anxin.imports.checking import reasons
from anxin.imports.registry import register
from anxin.imports.selectors import bad_lines, import_view
from anxin.imports.types import Check, Column, Context, Importer, Line, Take, Taken
from anxin.kit.clock import day_of
from anxin.projects.rights import KEEPERS, OWN
from anxin.projects.services.months import sheet_take
from anxin.projects.sheets import COLUMNS, NEEDED, SHOWN, read_line
from anxin.projects.types import SHEET_NAMES, RefusedLine, SheetKind

REFUSED_MOST: Final = 200
"""Most faulty lines remembered with a month; the table of faulty lines has them all."""

_EXAMPLES: Final = {
    "name": "赵试工",
    "employer": "虚构劳务有限公司",
    "trade": "木工",
    "days": "22",
    "due": "6600.00",
    "paid": "6600.00",
    "paid_on": "2026-11-15",
}


def _check(kind: SheetKind) -> Check:
    def check(lines: Sequence[Line], context: Context) -> list[str]:
        return reasons(lines, lambda line: read_line(kind, line.values, today=day_of(context.at)))

    return check


def _take(kind: SheetKind) -> Take:
    def take(lines: Sequence[Line], context: Context) -> list[Taken]:
        assert context.scope is not None, "these tables belong to a month"
        bad = bad_lines(context.actor, context.job_id, most=REFUSED_MOST)
        sheet_take(
            sheet_id=context.scope,
            kind=kind,
            name=import_view(context.actor, context.job_id).name,
            lines=[read_line(kind, line.values, today=day_of(context.at)) for line in lines],
            refused=[RefusedLine(one.number, one.reason) for one in bad],
            actor=context.actor,
            at=context.at,
        )
        return [Taken.new() for _line in lines]

    return take


def importer_key(kind: SheetKind) -> str:
    """Under which key a month's table of a kind is taken in."""
    return f"site-{kind.value}"


for _kind in SheetKind:
    register(
        Importer(
            key=importer_key(_kind),
            label=SHEET_NAMES[_kind],
            help="整张表是这个月这种资料的全部：再导入一次以新的为准。有问题的行逐行说明，其余照常接收。",
            roles=(*KEEPERS, OWN),
            scoped=True,
            together=True,
            back="project-sheet",
            check=_check(_kind),
            take=_take(_kind),
            same=lambda line: line.get("id_number"),
            columns=tuple(
                Column(
                    key,
                    COLUMNS[key][0],
                    required=key in NEEDED[_kind],
                    aliases=COLUMNS[key][1:],
                    example=_EXAMPLES.get(key, ""),
                )
                for key in SHOWN[_kind]
            ),
        )
    )
