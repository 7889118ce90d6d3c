"""Tables about unpaid wages that can be taken in: clues, wage sheets of a case, payments of a case."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.engine.opening import id_index, name_index
from anxin.identity.types import Role
from anxin.imports.checking import reasons
from anxin.imports.registry import register
from anxin.imports.types import Column, Context, Importer, Line, Taken
from anxin.kit.errors import BadInput
from anxin.wages.cells import basis_cell, day_cell, money_cell, quantity_cell
from anxin.wages.models import Payment, WageWorker
from anxin.wages.services.clues import ClueIn, clues_take
from anxin.wages.services.complaints import person_checked, trouble_checked
from anxin.wages.services.money import PaymentIn, paid_on_check, payments_register
from anxin.wages.services.sheets import sheets_set
from anxin.wages.sheet import LineIn, line_of
from anxin.wages.types import SOURCE_NAMES, Door, PaySource, PersonIn, Sector, TroubleIn

SOURCES: Final = (
    ("national", "全国根治欠薪线索反映平台"),
    ("website", "部门网站"),
    ("petition", "信访部门"),
    ("hotline", "12333 热线"),
)
_DOORS: Final = {key: Door(key) for key, _label in SOURCES}
_SITE_WORDS: Final = ("工程", "建设", "建筑", "施工")
"""In the column of the sector, words that mean construction."""


def _clue(line: Line, context: Context) -> ClueIn:
    """A line of a table of clues.

    Raises:
        BadInput: naming the column.
    """
    person = PersonIn(
        name=line.get("name"),
        id_number=line.get("id_number"),
        phone=line.get("phone"),
        work=line.get("work")[:40],
        period_from=day_cell(line.get("period_from"), label=_("欠薪起")),
        period_to=day_cell(line.get("period_to"), label=_("欠薪止"), last=True),
        claimed_fen=money_cell(line.get("amount"), label=_("金额")),
    )
    building = any(word in line.get("sector") for word in _SITE_WORDS) or bool(line.get("project"))
    trouble = TroubleIn(
        employer_name=line.get("employer"),
        employer_code=line.get("code"),
        project_name=line.get("project"),
        place=line.get("place")[:200],
        sector=Sector.ENGINEERING if building and "非工程" not in line.get("sector") else Sector.OTHER,
        narrative=line.get("narrative"),
        region=line.get("region"),
    )
    return ClueIn(_clue_key(line, context), line.get("ref")[:80], trouble, person)


def _clue_key(line: Line, context: Context) -> str:
    """The source's own number, else a digest of what the line says: sent again, it is the same clue."""
    if line.get("ref"):
        return f"{context.source}:{line.get('ref')}"[:120]
    said = "\x1f".join(f"{key}={value}" for key, value in sorted(line.values.items()))
    return f"{context.source}:#{hashlib.sha256(said.encode()).hexdigest()[:40]}"


def _check_clues(lines: Sequence[Line], context: Context) -> list[str]:
    def check(line: Line) -> None:
        clue = _clue(line, context)
        trouble_checked(clue.trouble)
        person_checked(clue.person, context.at)

    return reasons(lines, check)


def _take_clues(lines: Sequence[Line], context: Context) -> list[Taken]:
    clues = [_clue(line, context) for line in lines]
    answers = clues_take(clues=clues, door=_DOORS[context.source], actor=context.actor, at=context.at)
    return [
        Taken.bad(one.refused)
        if one.refused
        else Taken.new()
        if one.new
        else Taken.known(_("和已有的是同一件，已并入。") if one.joined else _("以前已经导入过。"))
        for one in answers
    ]


class _People:
    """The workers of a case, found by number or, where there is none, by a name that only one has."""

    _PLAIN: Final = ("id_index", "name_index", "owed_fen", "paid_fen")
    """Nothing sealed: each sealed field of each worker would have to be opened for nothing."""

    def __init__(self, scope: UUID | None) -> None:
        rows = list(WageWorker.objects.filter(case_id=scope, withdrawn_at=None).only(*self._PLAIN))
        self._numbers = {row.id_index: row for row in rows if row.id_index}
        self._names: dict[str, list[WageWorker]] = defaultdict(list)
        for row in rows:
            self._names[row.name_index].append(row)

    def of(self, line: Line) -> WageWorker:
        """Whose line it is.

        Raises:
            BadInput: nobody of the case, or several of that name.
        """
        number, name = line.get("id_number"), line.get("name")
        if number:
            row = self._numbers.get(id_index(number))
            if row is None:
                raise BadInput(_("本案里没有这个证件号码的劳动者。"))
            if name and row.name_index != name_index(name):
                raise BadInput(_("姓名和证件号码对不上，本案登记的是另一个名字。"))
            return row
        same = self._names.get(name_index(name), [])
        if len(same) == 1:
            return same[0]
        raise BadInput(_("本案里有几个同名的人，请填证件号码。") if same else _("本案里没有叫这个名字的劳动者。"))


def _sheet_line(line: Line) -> LineIn:
    first = day_cell(line.get("period_from"), label=_("起"))
    last = day_cell(line.get("period_to"), label=_("止"), last=True)
    if first is None or last is None:
        raise BadInput(_("请填写起止日期。"))
    return LineIn(
        period_from=first,
        period_to=last,
        basis=basis_cell(line.get("basis")),
        price_fen=money_cell(line.get("price"), label=_("单价")),
        quantity_milli=quantity_cell(line.get("quantity"), label=_("数量")),
        paid_fen=money_cell(line.get("paid"), label=_("已付")),
        note=line.get("note")[:200],
    )


def _check_sheets(lines: Sequence[Line], context: Context) -> list[str]:
    people = _People(context.scope)

    def check(line: Line) -> None:
        people.of(line)
        line_of(_sheet_line(line), today=context.at.date())

    return reasons(lines, check)


def _take_sheets(lines: Sequence[Line], context: Context) -> list[Taken]:
    """Each worker's lines together take the place of his sheet."""
    people = _People(context.scope)
    sheets: dict[UUID, list[LineIn]] = defaultdict(list)
    for line in lines:
        sheets[people.of(line).pk].append(_sheet_line(line))
    assert context.scope is not None
    sheets_set(case_id=context.scope, sheets=sheets, actor=context.actor, at=context.at)
    return [Taken.new() for _line in lines]


_SOURCE_WORDS: Final = {name: key for key, name in SOURCE_NAMES.items()} | {
    "单位": PaySource.EMPLOYER,
    "总包": PaySource.CONTRACTOR,
    "保证金": PaySource.DEPOSIT,
    "专户": PaySource.SPECIAL_ACCOUNT,
    "法院": PaySource.COURT,
}


def _payment(line: Line, people: _People) -> tuple[WageWorker, int, date, PaySource]:
    row = people.of(line)
    amount = money_cell(line.get("amount"), label=_("金额"))
    if amount <= 0:
        raise BadInput(_("金额须大于零。"))
    source = _SOURCE_WORDS.get(line.get("source")) if line.get("source") else PaySource.EMPLOYER
    if source is None:
        raise BadInput(_("来源“%(text)s”认不出来，请写页面上列出的来源。") % {"text": line.get("source")})
    paid_on = day_cell(line.get("paid_on"), label=_("支付日期"))
    if paid_on is None:
        raise BadInput(_("请填写支付日期。"))
    return row, amount, paid_on, source


def _payment_key(line: Line, row: WageWorker, amount: int, paid_on: date) -> str:
    """The same for a line that comes again."""
    return f"table:{row.pk}:{paid_on}:{amount}:{line.get('ref')}"[:120]


def _check_payments(lines: Sequence[Line], context: Context) -> list[str]:
    people = _People(context.scope)
    left: dict[UUID, int] = {}
    registered = set(Payment.objects.filter(case_id=context.scope).values_list("key", flat=True))

    def check(line: Line) -> None:
        row, amount, paid_on, _source = _payment(line, people)
        paid_on_check(paid_on, at=context.at)
        if _payment_key(line, row, amount, paid_on) in registered:
            return
        known = left.setdefault(row.pk, row.owed_fen - row.paid_fen)
        if amount > known:
            raise BadInput(_("登记的金额多于未付的金额。"))
        left[row.pk] = known - amount

    return reasons(lines, check)


def _take_payments(lines: Sequence[Line], context: Context) -> list[Taken]:
    """What one source paid on one day is registered together, as one entry of the case."""
    people = _People(context.scope)
    assert context.scope is not None
    keys = []
    together: dict[tuple[PaySource, date], dict[str, PaymentIn]] = defaultdict(dict)
    for line in lines:
        row, amount, paid_on, source = _payment(line, people)
        keys.append(_payment_key(line, row, amount, paid_on))
        one = PaymentIn(row.pk, amount, keys[-1], line.get("ref")[:200])
        together[source, paid_on].setdefault(one.key, one)
    new: set[str] = set()
    for (source, paid_on), payments in together.items():
        new |= payments_register(
            case_id=context.scope,
            payments=list(payments.values()),
            source=source,
            paid_on=paid_on,
            actor=context.actor,
            at=context.at,
        )
    return [_payment_taken(key, new) for key in keys]


def _payment_taken(key: str, new: set[str]) -> Taken:
    """New the first time a key is met, known from then on."""
    if key in new:
        new.remove(key)
        return Taken.new()
    return Taken.known(_("以前已经登记过这一笔。"))


_NAME: Final = Column("name", "姓名", required=True, aliases=("反映人", "反映人姓名", "工人姓名"), example="赵试工")
_NUMBER: Final = Column("id_number", "证件号码", aliases=("身份证号", "身份证号码", "身份证"), example="")

clues = register(
    Importer(
        key="wage-clues",
        label="欠薪线索",
        help="全国平台、网站、信访转来的线索表。同一件的自动并入，重复导入不会重复登记。",
        roles=(Role.WAGE_INSPECTOR, Role.BUREAU_INTAKE),
        sources=SOURCES,
        back="wage-ledger",
        check=_check_clues,
        take=_take_clues,
        same=lambda line: line.get("ref"),
        columns=(
            Column("ref", "线索编号", aliases=("编号", "序号", "线索号", "工单号"), example="QG-2026-0001"),
            _NAME,
            _NUMBER,
            Column("phone", "手机号", aliases=("联系电话", "电话", "手机号码"), example="13900000000"),
            Column(
                "employer",
                "被反映单位",
                required=True,
                aliases=("单位名称", "企业名称", "欠薪单位", "用人单位"),
                example="虚构建筑有限公司",
            ),
            Column("code", "统一社会信用代码", aliases=("信用代码",)),
            Column("project", "工程项目", aliases=("项目名称", "工程名称", "工地名称")),
            Column("place", "地点", aliases=("欠薪地点", "地址", "详细地址"), prose=True),
            Column("region", "行政区划代码", aliases=("区划代码",)),
            Column("sector", "行业", aliases=("所属行业", "是否工程领域", "类别")),
            Column("work", "工种", aliases=("从事工作", "岗位")),
            Column("period_from", "欠薪起", aliases=("欠薪开始时间", "开始时间", "欠薪起始")),
            Column("period_to", "欠薪止", aliases=("欠薪结束时间", "结束时间", "欠薪终止")),
            Column(
                "amount", "金额", aliases=("欠薪金额", "涉及金额", "金额（元）", "欠薪金额（元）"), example="12000.00"
            ),
            Column("narrative", "内容", aliases=("反映内容", "线索内容", "情况说明"), prose=True),
        ),
    )
)

sheets = register(
    Importer(
        key="wage-sheets",
        label="工资核算表",
        help="一个人可以有几行。导入后这些行代替原来的核算；有一行不对，整张表都不导入。",
        roles=(Role.WAGE_INSPECTOR,),
        scoped=True,
        whole=True,
        back="wage-case",
        check=_check_sheets,
        take=_take_sheets,
        columns=(
            _NAME,
            _NUMBER,
            Column("period_from", "起", required=True, aliases=("开始",), example="2026-08-01"),
            Column("period_to", "止", required=True, aliases=("结束",), example="2026-08-31"),
            Column("basis", "计薪方式", required=True, aliases=("计薪",), example="按天"),
            Column("price", "单价", required=True, aliases=("单价(元)",), example="350"),
            Column("quantity", "数量", required=True, aliases=("天数", "工日"), example="22.5"),
            Column("paid", "已付", aliases=("已付(元)",), example="0"),
            Column("note", "说明", aliases=("备注",), prose=True),
        ),
    )
)

payments = register(
    Importer(
        key="wage-payments",
        label="工资支付名单",
        help="一次登记许多人的支付。金额不能多于未付；有问题的行不登记，其余照常。",
        roles=(Role.WAGE_INSPECTOR,),
        scoped=True,
        back="wage-case",
        check=_check_payments,
        take=_take_payments,
        same=lambda line: "|".join(line.get(key) for key in ("id_number", "name", "amount", "paid_on", "ref")),
        columns=(
            _NAME,
            _NUMBER,
            Column("amount", "金额", required=True, aliases=("实付金额", "支付金额", "金额(元)"), example="7875.00"),
            Column("paid_on", "支付日期", required=True, aliases=("日期", "付款日期"), example="2026-11-20"),
            Column("source", "来源", aliases=("资金来源",), example="用人单位支付"),
            Column("ref", "流水号", aliases=("银行流水号", "凭证号")),
        ),
    )
)
