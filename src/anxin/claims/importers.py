"""The official lists of drugs, services and materials, taken in by the page of tables (目录导入)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from anxin.documents.catalogue import BadCatalogue
from anxin.documents.catalogue_lists import heads_of, keep, line_of, prepared_of
from anxin.identity.types import Role
from anxin.imports.registry import register
from anxin.imports.types import Column, Context, Importer, Line, Taken
from anxin.kit.errors import BadInput

YEARS: Final = tuple((str(year), f"{year} 年目录") for year in range(2024, 2036))
_LABELS: Final = {
    "code": "编码",
    "name": "名称",
    "form": "剂型",
    "kind": "类型",
    "fee_class": "费用类别",
    "listed": "甲乙类",
    "parts": "诊疗部位",
}


def _check(lines: Sequence[Line], context: Context) -> list[str]:
    answers = [line_of(line.values) for line in lines]
    return [answer if isinstance(answer, str) else "" for answer in answers]


def _take(lines: Sequence[Line], context: Context) -> list[Taken]:
    """The whole list at once becomes the one of its year; taking it again makes the same file."""
    entries = [entry for line in lines if not isinstance(entry := line_of(line.values), str)]
    try:
        keep(int(context.source), prepared_of(entries), at=context.at)
    except BadCatalogue as error:
        raise BadInput(_("同一个名称在这份目录里出现了两次，答案不一样，没有导入：%(why)s") % {"why": error}) from error
    return [Taken.new() for _line in lines]


CATALOGUE: Final = register(
    Importer(
        key="catalogue",
        label="药品、诊疗项目和耗材目录",
        columns=tuple(
            Column(key, label, required=key in ("name", "listed"), aliases=heads_of(key))
            for key, label in _LABELS.items()
        ),
        roles=(Role.POLICY_ANALYST, Role.BUREAU_LEAD),
        check=_check,
        take=_take,
        same=lambda line: "|".join((line.get("code"), line.get("name"), line.get("form"))),
        sources=YEARS,
        whole=True,
        help="请选目录的年份。导入后替换当年的目录，旧的一份按校验值保留；以前年份的目录不变。",
        back="rules",
    )
)
