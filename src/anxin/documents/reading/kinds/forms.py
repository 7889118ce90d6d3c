"""Our own forms read back: application (伤残待遇申请表) and consent (知情同意确认书), signed by finger or by pen."""

from __future__ import annotations

import re
from typing import Final

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found
from anxin.documents.reading.kinds.diagnosis import NAME, person_name
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.types import Box, Problem
from anxin.identity.numbers import luhn_ok

_SIGN_LABELS: Final = ("申请人签名", "本人签名", "申请人签字", "本人签字", "签名", "签字")
_INK_LEAST: Final = 0.004
"""Less ink than this share beside the label is dust or a printed line."""

_SIGN_WIDTH: Final = 0.3
_SIGN_ABOVE: Final = 0.06


def form_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a signed form."""
    fields: dict[str, Found | None] = {
        "name": sheet.after(("姓名", "申请人姓名", "申请人", "被保障人", "本人姓名"), value=NAME, parse=person_name),
        "id_number": id_number_of(sheet),
        "signed": _signed(sheet),
        "signed_on": _signed_on(sheet),
    }
    problems = () if fields["signed"] is None or fields["signed"].value else (_UNSIGNED,)
    return {name: found for name, found in fields.items() if found is not None}, problems


_UNSIGNED: Final = Problem("unsigned", "没有看到签名，请签名后再交。", "signed")


def card_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """Name and number of an ID card or a bank card."""
    fields = {
        "name": sheet.after(("姓名", "持卡人"), value=NAME, parse=person_name),
        "id_number": id_number_of(sheet),
    }
    return {name: found for name, found in fields.items() if found is not None}, ()


def bank_card_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """Name and number of a bank card or social-security card."""
    labelled = sheet.after(_CARD_LABELS, value=_CARD, parse=_proven_card)
    number = labelled or sheet.search(rf"(?<!\d){_CARD}(?!\d)", parse=_proven_card)
    number = number or sheet.after(_CARD_LABELS, value=_CARD, parse=_card_number, certainty=_UNPROVEN)
    fields = {"name": sheet.after(("姓名", "持卡人"), value=NAME, parse=person_name), "number": number}
    return {name: found for name, found in fields.items() if found is not None}, ()


_CARD: Final = r"\d[\d \t]{11,26}\d"
_CARD_LABELS: Final = ("银行卡号", "金融账号", "金融账户", "银行账号", "账号", "卡号")
_UNPROVEN: Final = 0.7


def _card_number(text: str) -> str | None:
    """13 to 19 digits that are no identity number."""
    digits = re.sub(r"\s", "", text)
    return digits if 13 <= len(digits) <= 19 and not v.is_id_number(digits) else None


def _proven_card(text: str) -> str | None:
    """A card number that fits its check digit; some old account numbers do not."""
    digits = _card_number(text)
    return digits if digits and luhn_ok(digits) else None


def id_number_of(sheet: Sheet) -> Found | None:
    """An identity number: one that proves itself first, then a masked one, then any of that length."""
    labels = ("公民身份号码", "身份证号码", "身份证件号码", "证件号码", "身份证号", "证件号", "社会保障号码")
    proven = sheet.after(labels, value=v.ID_NUMBER, parse=v.id_number_proven)
    proven = proven or sheet.search(rf"(?<![\dXx]){v.ID_NUMBER}(?![\dXx])", parse=v.id_number_proven)
    return proven or sheet.after(labels, value=v.ID_NUMBER, parse=v.mask_folded, certainty=_UNPROVEN)


def _signature_label(sheet: Sheet) -> Box | None:
    for label in _SIGN_LABELS:
        for line in reversed(sheet.lines):
            at = line.text.find(label)
            if at >= 0:
                return line.box(at, at + len(label))
    return None


def _signed(sheet: Sheet) -> Found | None:
    """Is there ink where the signature belongs: beside the label, above the line."""
    label = _signature_label(sheet)
    if label is None or sheet.source.reader.startswith("ofd"):
        return None  # of an OFD only the texts are drawn, so that no signature could be seen
    height = label.y1 - label.y0
    beside = Box(
        label.page,
        min(label.x1 + height, 1.0),
        max(label.y0 - _SIGN_ABOVE, 0.0),
        min(label.x1 + _SIGN_WIDTH, 1.0),
        label.y1 - 0.3 * height,
    )
    ink = sheet.ink(beside)
    certainty = 1.0 if ink > 2 * _INK_LEAST or ink < _INK_LEAST / 2 else 0.6
    return sheet.sure(Found(ink >= _INK_LEAST, certainty, (beside,)))


def _signed_on(sheet: Sheet) -> Found | None:
    """The day of the signature: the last date on the paper that is not above the label of the signature."""
    label = _signature_label(sheet)
    for line in reversed(sheet.lines):
        if label is not None and (line.page.number, line.top) < (label.page, label.y0 - 0.02):
            return None
        for match in reversed(list(re.finditer(v.DAY, line.text))):
            day = v.day_of_text(match[0])
            if day is not None:
                return sheet.sure(line.found(day, *match.span()))
    return None
