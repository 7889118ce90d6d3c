"""Which fields each kind of paper holds, and how a typed value becomes a stored one.

The names are an interface (docs/reference): add, never rename.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from anxin.documents.types import FieldSpec, FieldType, PaperKind
from anxin.kit.errors import BadInput
from anxin.kit.money import parse_yuan
from anxin.kit.text import fold

TEXT_LENGTH_MOST: Final = 2000
ROWS_MOST: Final = 500
QUANTITY_MOST: Final = 100_000

REGIONS: Final[dict[str, str]] = {
    "head": "头面部",
    "neck": "颈部",
    "thorax": "胸部",
    "abdomen_back": "腹腰背骨盆",
    "shoulder_arm": "肩与上臂",
    "forearm_elbow": "肘与前臂",
    "wrist_hand": "腕与手",
    "hip_thigh": "髋与大腿",
    "knee_leg": "膝与小腿",
    "ankle_foot": "踝与足",
    "multiple": "多处",
    "unspecified": "部位不明",
}
SIDES: Final = ("左", "右", "双", "未注明")
LEVELS: Final = ("全部", "主要", "同等", "次要", "无", "未定")


def _choices(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in values)


_T, _M, _D = FieldType.TEXT, FieldType.MONEY, FieldType.DAY
_SIDE: Final = FieldSpec("side", "左右", FieldType.CHOICE, choices=_choices(SIDES))
_PARTS: Final = FieldSpec("body_parts", "受伤部位", FieldType.CHOICES, choices=tuple(REGIONS.items()))
_ITEMS: Final = FieldSpec(
    "items",
    "收费项目",
    FieldType.ROWS,
    columns=(
        FieldSpec("name", "项目"),
        FieldSpec("quantity", "数量", FieldType.NUMBER),
        FieldSpec("unit", "单位"),
        FieldSpec("amount_fen", "金额", _M),
        FieldSpec("category", "类别"),
    ),
)
_RECEIPT: Final = (
    FieldSpec("ticket_code", "票据代码"),
    FieldSpec("ticket_number", "票据号码"),
    FieldSpec("check_code", "校验码"),
    FieldSpec("payer", "交款人"),
    FieldSpec("payer_id", "交款人证件号"),
    FieldSpec("issued_on", "开票日期", _D),
    FieldSpec("visited_on", "就诊日期", _D),
    FieldSpec("hospital", "收款单位"),
    FieldSpec("total_fen", "金额合计", _M),
    FieldSpec("insurance_paid_fen", "医保统筹支付", _M),
    FieldSpec("account_paid_fen", "个人账户支付", _M),
    FieldSpec("cash_paid_fen", "个人现金支付", _M),
    _ITEMS,
)
_DIAGNOSIS: Final = (
    FieldSpec("patient", "姓名"),
    FieldSpec("hospital", "医院"),
    FieldSpec("diagnosis", "诊断"),
    FieldSpec("icd", "诊断编码"),
    _PARTS,
    _SIDE,
    FieldSpec("issued_on", "日期", _D),
    FieldSpec("inpatient_needed", "需要住院", FieldType.FLAG),
)
_LIABILITY: Final = (
    FieldSpec("happened_at", "事故时间", FieldType.MOMENT),
    FieldSpec("place", "事故地点"),
    FieldSpec(
        "parties",
        "当事人",
        FieldType.ROWS,
        columns=(
            FieldSpec("name", "姓名"),
            FieldSpec("id_number", "证件号"),
            FieldSpec("level", "责任", FieldType.CHOICE, choices=_choices(LEVELS)),
        ),
    ),
)
_SIGNED: Final = (
    FieldSpec("name", "姓名"),
    FieldSpec("id_number", "证件号"),
    FieldSpec("signed", "已签名", FieldType.FLAG),
    FieldSpec("signed_on", "签名日期", _D),
)

FIELDS: Final[dict[PaperKind, tuple[FieldSpec, ...]]] = {
    PaperKind.RECEIPT: _RECEIPT,
    PaperKind.FEE_LIST: (
        FieldSpec("patient", "姓名"),
        FieldSpec("hospital", "医院"),
        FieldSpec("issued_on", "日期", _D),
        FieldSpec("total_fen", "金额合计", _M),
        _ITEMS,
    ),
    PaperKind.DIAGNOSIS: _DIAGNOSIS,
    PaperKind.RECORD: _DIAGNOSIS,
    PaperKind.IMAGING: _DIAGNOSIS,
    PaperKind.PRESCRIPTION: (
        FieldSpec("patient", "姓名"),
        FieldSpec("hospital", "医院"),
        FieldSpec("diagnosis", "诊断"),
        FieldSpec("issued_on", "日期", _D),
        FieldSpec(
            "drugs",
            "药品",
            FieldType.ROWS,
            columns=(
                FieldSpec("name", "药名"),
                FieldSpec("quantity", "数量", FieldType.NUMBER),
                FieldSpec("unit", "单位"),
            ),
        ),
    ),
    PaperKind.LIABILITY: _LIABILITY,
    PaperKind.SELF_STATEMENT: _LIABILITY,
    PaperKind.PLATFORM_STATEMENT: _LIABILITY,
    PaperKind.INSURER_STATEMENT: _LIABILITY,
    PaperKind.APPLICATION: _SIGNED,
    PaperKind.CONSENT: _SIGNED,
    PaperKind.ID_CARD: (FieldSpec("name", "姓名"), FieldSpec("id_number", "证件号")),
    PaperKind.BANK_CARD: (FieldSpec("name", "姓名"), FieldSpec("number", "卡号")),
    PaperKind.SCENE_PHOTO: (),
    PaperKind.OTHER: (),
}


def specs(kind: PaperKind | None) -> tuple[FieldSpec, ...]:
    """The fields of a kind, in the order of the form."""
    return FIELDS[kind] if kind else ()


def value_parse(spec: FieldSpec, value: Any) -> Any:
    """A value from a form or from another context in its one stored form; empty becomes ``None``.

    Money arrives as integer fen or as text in yuan, days as dates or ISO text.

    Raises:
        BadInput: with a sentence naming the field.
    """
    if value is None or value == "" or value == []:
        return None
    try:
        return _PARSERS[spec.type](spec, value)
    except BadInput as error:
        raise BadInput(f"{spec.label}：{error}", field=spec.name) from error


def values_parse(kind: PaperKind | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Parse all given values; a name that the kind does not have is refused."""
    known = {spec.name: spec for spec in specs(kind)}
    strange = sorted(set(values) - set(known))
    if strange:
        raise BadInput(
            _("这种材料没有这些内容：%(strange)s。请先选对材料种类。") % {"strange": "、".join(strange)},
            field=strange[0],
        )
    return {name: value_parse(known[name], value) for name, value in values.items()}


def _text(spec: FieldSpec, value: Any) -> str | None:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise BadInput(_("请填写文字。"))
    text = fold(str(value))
    if len(text) > TEXT_LENGTH_MOST:
        raise BadInput(_("太长了，请写在 %(most)s 个字以内。") % {"most": TEXT_LENGTH_MOST})
    return text or None


def _money(spec: FieldSpec, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 0:
            raise BadInput(_("金额不能小于零。"))
        return value
    return parse_yuan(str(value))


def _number(spec: FieldSpec, value: Any) -> int | float:
    try:
        number = Decimal(fold(str(value)))
    except InvalidOperation as error:
        raise BadInput(_("请填写数字。")) from error
    if not number.is_finite() or not 0 <= number <= QUANTITY_MOST:
        raise BadInput(_("请填写合理的数字。"))
    return int(number) if number == number.to_integral_value() else float(round(number, 3))


def _day(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(fold(str(value))).isoformat()
    except ValueError as error:
        raise BadInput(_("日期请写成“2026-11-03”这样。")) from error


def _moment(spec: FieldSpec, value: Any) -> str:
    text = value.isoformat() if isinstance(value, datetime) else fold(str(value))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_("时间请写成“2026-11-03T15:42”这样。")) from error
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")


_FLAG_WORDS: Final = {"true": True, "on": True, "1": True, "是": True, "false": False, "0": False, "否": False}


def _flag(spec: FieldSpec, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = _FLAG_WORDS.get(str(value).lower())
    if word is None:
        raise BadInput(_("请选“是”或“否”。"))
    return word


def _choice(spec: FieldSpec, value: Any) -> str:
    text = fold(str(value))
    if text not in dict(spec.choices):
        raise BadInput(_("请从%(choices)s里选一个。") % {"choices": "、".join(label for _value, label in spec.choices)})
    return text


def _choice_list(spec: FieldSpec, value: Any) -> list[str]:
    values = re.split(r"[,，、\s]+", value) if isinstance(value, str) else list(value)
    return sorted({_choice(spec, item) for item in values if item})


def _rows(spec: FieldSpec, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(row, Mapping) for row in value):
        raise BadInput(_("请逐行填写。"))
    if len(value) > ROWS_MOST:
        raise BadInput(_("最多 %(most)s 行。") % {"most": ROWS_MOST})
    rows = [{column.name: value_parse(column, row.get(column.name)) for column in spec.columns} for row in value]
    return [row for row in rows if any(item is not None for item in row.values())]


_PARSERS: Final = {
    FieldType.TEXT: _text,
    FieldType.MONEY: _money,
    FieldType.NUMBER: _number,
    FieldType.DAY: _day,
    FieldType.MOMENT: _moment,
    FieldType.FLAG: _flag,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choice_list,
    FieldType.ROWS: _rows,
}
