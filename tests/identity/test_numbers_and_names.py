"""Numbers that prove themselves, and names as the card prints them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.identity.names import BadName, org_name_parse, person_name_parse, same_name
from anxin.identity.numbers import (
    BadNumber,
    account_number_parse,
    bank_code_parse,
    credit_check_character,
    credit_code_parse,
    id_check_character,
    id_number_parse,
    luhn_ok,
    phone_parse,
)
from anxin.identity.types import IdKind

TODAY = date(2026, 11, 23)
STANDARDS_EXAMPLE = "11010519491231002X"
"""The example printed in GB 11643-1999."""


def _parse(text: str) -> str:
    return id_number_parse(text, on=TODAY)


@pytest.mark.parametrize(
    "typed",
    ["11010519491231002X", "11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_one_number_has_one_spelling(typed: str):
    assert _parse(typed) == STANDARDS_EXAMPLE


def test_residence_permits_of_hong_kong_macao_and_taiwan_follow_the_same_rule():
    for region in ("810000", "820000", "830000"):
        first = f"{region}19900101001"
        assert _parse(first + id_check_character(first))


@pytest.mark.parametrize("position", range(18))
def test_every_single_slip_of_the_finger_is_caught(position: int):
    for other in "0123456789X":
        changed = STANDARDS_EXAMPLE[:position] + other + STANDARDS_EXAMPLE[position + 1 :]
        if changed != STANDARDS_EXAMPLE:
            with pytest.raises(BadNumber):
                _parse(changed)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("99010120261124001", "出生日期不对"),
        ("99010118991231001", "出生日期不对"),
        ("99010120230229001", "真实的出生日期"),
        ("99010119901301001", "真实的出生日期"),
    ],
)
def test_nobody_is_born_tomorrow_or_on_a_day_that_does_not_exist(body: str, says: str):
    with pytest.raises(BadNumber, match=says):
        _parse(body + id_check_character(body))


def test_leap_days_are_real_in_leap_years():
    assert _parse("99010120240229001" + id_check_character("99010120240229001"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("110105491231002", "15 位"),
        ("", "18 位"),
        ("1101051949123100", "18 位"),
        ("11010519491231X02X", "18 位"),
        ("٣١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "18 位"),
        ("11010519491231002\x00", "18 位"),
        ("1" * 500, "18 位"),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_look_at(typed: str, says: str):
    with pytest.raises(BadNumber, match=says):
        _parse(typed)


@given(st.text())
def test_any_text_is_parsed_or_refused_in_words(text: str):
    for parse in (_parse, credit_code_parse, phone_parse, account_number_parse, bank_code_parse, person_name_parse):
        assert _outcome(parse, text).endswith(("。", "parsed"))


def _outcome(parse: Callable[[str], str], text: str) -> str:
    try:
        parse(text)
    except (BadNumber, BadName) as refused:
        return str(refused)
    return "parsed"


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110000802100433B", "91110108551385082Q", "12100000400000624D"]
)
def test_credit_codes_of_the_standard_are_right(code: str):
    assert credit_code_parse(code.lower()) == code
    assert credit_check_character(code[:17]) == code[17]


@pytest.mark.parametrize("position", range(18))
def test_a_changed_credit_code_is_refused(position: int):
    code = "91350100M000100Y43"
    other = "A" if code[position] != "A" else "B"
    with pytest.raises(BadNumber):
        credit_code_parse(code[:position] + other + code[position + 1 :])


def test_credit_codes_never_hold_letters_that_look_like_digits():
    with pytest.raises(BadNumber, match="I、O、S、V、Z"):
        credit_code_parse("9135O100M000100Y43")


@pytest.mark.parametrize("typed", ["13900000001", "+86 139 0000 0001", "86-139-0000-0001", "１３９０００００００１"])
def test_one_phone_has_one_spelling(typed: str):
    assert phone_parse(typed) == "13900000001"


@pytest.mark.parametrize("typed", ["12900000001", "1390000000", "139000000011", "010-12345678", "+1 3900000001"])
def test_what_is_no_mobile_number_is_refused(typed: str):
    with pytest.raises(BadNumber):
        phone_parse(typed)


def test_a_failed_card_sum_is_a_warning_not_a_refusal():
    assert luhn_ok("79927398713")
    assert not luhn_ok("79927398710")
    assert account_number_parse("7992 7398 710") == "79927398710"


@pytest.mark.parametrize("typed", ["1234567", "6" * 31, "62220200X0001234567", ""])
def test_what_is_no_account_number_is_refused(typed: str):
    with pytest.raises(BadNumber):
        account_number_parse(typed)


def test_a_branch_code_may_be_left_out_but_not_be_wrong():
    assert bank_code_parse("") == ""
    assert bank_code_parse("1021 0009 9996") == "102100099996"
    with pytest.raises(BadNumber):
        bank_code_parse("10210009999")


@pytest.mark.parametrize("dot", ["·", "•", "．", "・", "･", ".", " · ", "\u2027"])
def test_every_dot_people_type_becomes_the_one_on_the_card(dot: str):
    assert person_name_parse(f"买买提{dot}欧阳") == "买买提·欧阳"


@pytest.mark.parametrize("name", ["㛃试骑", "䶮试骑", "𬱖试骑", "﨑试骑", "Ana-María O'Neil", "阿"])
def test_rare_names_stay_letter_for_letter(name: str):
    assert person_name_parse(name) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  赵\u200b试骑\u202e ", "赵试骑"),
        ("Ａｎａ　Ｍaria", "Ana Maria"),
        ("赵 试  骑", "赵 试 骑"),
    ],
)
def test_invisible_characters_and_width_do_not_make_another_person(typed: str, name: str):
    assert person_name_parse(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "   ", "赵试骑1", "赵\x00骑", "赵\ud800骑", "😀", "赵" * 51, "<b>赵</b>", "·赵", "=赵"]
)
def test_what_is_no_name_is_refused(typed: str):
    with pytest.raises(BadName):
        person_name_parse(typed)


def test_two_spellings_of_one_name_are_the_same_person():
    assert same_name("买买提·欧阳", "买买提•欧阳")
    assert same_name("买买提·欧阳", "买买提欧阳")
    assert same_name("ana maria", "Ana Ｍaria")
    assert not same_name("赵试骑", "赵试琦")


def test_an_organisation_has_one_spelling_in_any_width():
    assert org_name_parse("快跑外卖(演示) ", label="名称", most=20) == "快跑外卖（演示）"
    assert org_name_parse("ＡＢＣ公司", label="名称", most=20) == "ABC公司"


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        (IdKind.PASSPORT, " e 1234567 ", "E1234567"),
        (IdKind.PASSPORT, "123456789", "123456789"),
        (IdKind.HK_MACAO, "h12345678", "H12345678"),
        (IdKind.HK_MACAO, "M1234567801", "M1234567801"),
        (IdKind.TAIWAN, "0123 4567", "01234567"),
        (IdKind.PERMANENT, "pak310190051234", "PAK310190051234"),
    ],
)
def test_other_documents_have_their_own_shapes(kind: IdKind, typed: str, number: str):
    assert id_number_parse(typed, on=TODAY, kind=kind) == number


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        (IdKind.PASSPORT, "护照12345", "护照号码"),
        (IdKind.PASSPORT, "ABCDEF", "护照号码"),
        (IdKind.PASSPORT, "E123456789", "护照号码"),
        (IdKind.HK_MACAO, "A12345678", "H 或 M"),
        (IdKind.TAIWAN, "1234567", "8 位数字"),
        (IdKind.PERMANENT, "PK310190051234", "3 个字母加 12 位"),
        (IdKind.PERMANENT, "911010199005170012", "校验位不符"),
        (IdKind.RESIDENT, "E1234567", "18 位"),
    ],
)
def test_a_number_that_does_not_fit_its_document_is_refused_in_its_words(kind: IdKind, typed: str, says: str):
    with pytest.raises(BadNumber, match=says):
        id_number_parse(typed, on=TODAY, kind=kind)


@given(
    st.dates(date(1930, 1, 1), TODAY), st.sampled_from(["810000", "820000", "830000", "931101"]), st.integers(0, 999)
)
def test_residence_permits_and_new_permanent_cards_prove_themselves_like_id_cards(born: date, region: str, serial: int):
    first = f"{region}{born:%Y%m%d}{serial:03d}"

    assert _parse(first + id_check_character(first)) == first + id_check_character(first)
