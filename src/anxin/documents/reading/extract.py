"""The fields of a paper, by its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from anxin.documents.reading import values as v
from anxin.documents.reading.base import Found, Source
from anxin.documents.reading.kinds.diagnosis import diagnosis_fields, hospital, issued_on, patient
from anxin.documents.reading.kinds.forms import bank_card_fields, card_fields, form_fields
from anxin.documents.reading.kinds.items import items_of
from anxin.documents.reading.kinds.liability import liability_fields
from anxin.documents.reading.kinds.prescription import prescription_fields
from anxin.documents.reading.kinds.receipt import receipt_fields
from anxin.documents.reading.kinds.sheet import Sheet
from anxin.documents.types import PaperKind, Problem

Extractor = Callable[[Sheet], tuple[dict[str, Found], tuple[Problem, ...]]]


_TOTALS: Final = ("合计金额", "金额合计", "费用合计", "费用总额", "总金额", "总费用", "总计", "合计")


def fee_list_fields(sheet: Sheet) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """All fields of a fee list (费用清单)."""
    total = sheet.after(_TOTALS, value=v.AMOUNT, parse=v.fen_of_text)
    fields = {
        "patient": patient(sheet),
        "hospital": hospital(sheet),
        "issued_on": issued_on(sheet),
        "total_fen": total,
        "items": items_of(sheet, total.value if total else None),
    }
    return {name: found for name, found in fields.items() if found is not None}, ()


EXTRACTORS: Final[dict[PaperKind, Extractor]] = {
    PaperKind.RECEIPT: receipt_fields,
    PaperKind.FEE_LIST: fee_list_fields,
    PaperKind.DIAGNOSIS: diagnosis_fields,
    PaperKind.RECORD: diagnosis_fields,
    PaperKind.IMAGING: diagnosis_fields,
    PaperKind.PRESCRIPTION: prescription_fields,
    PaperKind.LIABILITY: liability_fields,
    PaperKind.SELF_STATEMENT: liability_fields,
    PaperKind.PLATFORM_STATEMENT: liability_fields,
    PaperKind.INSURER_STATEMENT: liability_fields,
    PaperKind.APPLICATION: form_fields,
    PaperKind.CONSENT: form_fields,
    PaperKind.ID_CARD: card_fields,
    PaperKind.BANK_CARD: bank_card_fields,
}


def extract(kind: PaperKind, source: Source) -> tuple[dict[str, Found], tuple[Problem, ...]]:
    """What a paper of a kind says; kinds without fields say nothing."""
    extractor = EXTRACTORS.get(kind)
    return extractor(Sheet(source)) if extractor else ({}, ())
