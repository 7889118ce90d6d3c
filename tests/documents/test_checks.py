"""What can be said about a receipt without asking anybody."""

from datetime import date
from typing import Any

import pytest

from anxin.documents.checks import About, findings, mask_fits
from anxin.documents.types import PaperKind

NUMBER = "990101199005174176"
GOOD: dict[str, Any] = {
    "ticket_code": "11060126",
    "ticket_number": "0022739009",
    "check_code": "55e825",
    "payer": "赵试骑",
    "payer_id": "990101********4176",
    "issued_on": "2026-11-03",
    "visited_on": "2026-11-03",
    "total_fen": 30200,
    "insurance_paid_fen": 0,
    "account_paid_fen": 0,
    "cash_paid_fen": 30200,
    "items": [{"name": "检查", "amount_fen": 25000}, {"name": "药", "amount_fen": 5200}],
}
ABOUT = About(name="赵试骑", id_number=NUMBER, happened_on=date(2026, 11, 3), province="11")


def codes(**changed: Any) -> list[str]:
    return [finding.code for finding in findings(PaperKind.RECEIPT, GOOD | changed, ABOUT)]


def test_a_good_receipt_has_no_finding() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ticket_code": "1106012"}, "code_form"),
        ({"ticket_code": "99060126"}, "code_province"),
        ({"ticket_code": "13060126"}, "other_province"),
        ({"ticket_code": "11050126"}, "code_kind"),
        ({"ticket_code": "11060226"}, "inpatient_receipt"),
        ({"ticket_code": "11060125"}, "code_year"),
        ({"ticket_number": "22739009"}, "number_form"),
        ({"check_code": "55e82"}, "check_form"),
        ({"total_fen": 30201}, "sums_differ"),
        ({"items": [{"name": "检查", "amount_fen": None}]}, "item_amount"),
        ({"cash_paid_fen": 30300}, "shares_differ"),
        ({"issued_on": "2026-11-02"}, "days_order"),
        ({"visited_on": "2026-11-02"}, "before_accident"),
        ({"payer": "钱试路"}, "other_payer"),
        ({"payer_id": "110104********3078"}, "other_id"),
        ({"account_paid_fen": 100, "cash_paid_fen": 30100}, "account_paid"),
        ({"insurance_paid_fen": 100, "cash_paid_fen": 30100}, "insurance_paid"),
    ],
)
def test_each_fault_is_a_finding_of_its_own(changed: dict[str, Any], code: str) -> None:
    assert codes(**changed) == [code]


def test_every_finding_is_a_sentence_and_names_its_field() -> None:
    for finding in findings(PaperKind.RECEIPT, GOOD | {"ticket_code": "1", "total_fen": 1, "payer": "某某"}, ABOUT):
        assert finding.sentence.endswith("。")
        assert finding.field


def test_a_receipt_of_december_printed_in_january_is_no_fault() -> None:
    assert codes(ticket_code="11060125", issued_on="2026-01-02", visited_on="2026-01-02") == ["before_accident"]


def test_nothing_is_said_about_what_is_not_known() -> None:
    assert findings(PaperKind.RECEIPT, dict.fromkeys(GOOD), None) == ()
    assert findings(PaperKind.DIAGNOSIS, GOOD, ABOUT) == ()


@pytest.mark.parametrize(
    ("masked", "fits"),
    [
        ("990101********4176", True),
        ("**************4176", True),
        ("990101XXXXXXXX4176", True),
        ("９９０１０１＊＊＊＊＊＊＊＊４１７６", True),
        ("990101********4177", False),
        ("990101*******4176", False),
        ("***************176", None),
    ],
)
def test_a_masked_number_is_compared_by_place(masked: str, fits: bool | None) -> None:
    assert mask_fits(masked, NUMBER) is fits
