"""Numbers that prove themselves: ID cards, credit codes, phones, bank cards.

Pure functions. They catch slips of the finger, not lies: whether a number belongs to a person is the question
of the real-name check.
"""

import re
from datetime import date
from typing import Final

from anxin.identity.types import IdKind
from anxin.kit.errors import BadInput, noted
from anxin.kit.text import fold

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_ID_SHAPE: Final = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_OLD_ID_SHAPE: Final = re.compile(r"\d{15}", re.ASCII)
_OLDEST_BIRTH_YEAR: Final = 1900

_USCC_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
_USCC_SHAPE: Final = re.compile(f"[{_USCC_ALPHABET}]{{18}}")

_PHONE_SHAPE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_CARD_SHAPE: Final = re.compile(r"\d{8,30}", re.ASCII)
_BANK_CODE_SHAPE: Final = re.compile(r"\d{12}", re.ASCII)
_SEPARATORS: Final = re.compile(r"[\s\-]+")


_OTHER_SHAPES: Final = {
    IdKind.PERMANENT: (
        re.compile(r"[A-Z]{3}\d{12}", re.ASCII),
        "外国人永久居留身份证号码应为 18 位，旧版为 3 个字母加 12 位数字，请对照证件再看一遍。",
    ),
    IdKind.HK_MACAO: (
        re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII),
        "港澳居民来往内地通行证号码是 H 或 M 加 8 位数字，请对照证件再看一遍。",
    ),
    IdKind.TAIWAN: (
        re.compile(r"\d{8}(\d{2})?", re.ASCII),
        "台湾居民来往大陆通行证号码是 8 位数字，请对照证件再看一遍。",
    ),
    IdKind.PASSPORT: (
        re.compile(r"(?=.*\d)[A-Z0-9]{5,9}", re.ASCII),
        "护照号码是 5 至 9 位字母和数字，请对照护照资料页再看一遍。",
    ),
}
"""Documents whose numbers carry no check digit: the shape and the sentence for what does not have it. Passports are
as ICAO Doc 9303 prints them: at most nine letters and digits."""


class BadNumber(BadInput):
    """A number that cannot be right. The sentence says which part to look at."""


def compact(text: str) -> str:
    """A typed number in one spelling: without spaces and dashes, narrow, upper case."""
    return _SEPARATORS.sub("", fold(text)).upper()


def id_check_character(first_seventeen: str) -> str:
    """The last character of an ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


TEST_REGION: Final = "990900"
"""The region of test people's ID numbers: it does not exist, so nobody real is ever meant."""


def test_id_number(serial: int) -> str:
    """The valid, invented ID number of the test person with a serial number from 1 to 999."""
    first = f"{TEST_REGION}19900517{serial:03d}"
    return first + id_check_character(first)


def is_test_number(number: str) -> bool:
    """Does an ID number, as typed, belong to a test person of the sandbox?"""
    return compact(number).startswith(TEST_REGION)


def id_birth_date(number: str) -> date:
    """The birth date inside an 18-character ID number.

    Raises:
        BadNumber: when there is no such day in the calendar.
    """
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise BadNumber(
            noted("证件号码第 7 至 14 位不是一个真实的出生日期，请对照证件再看一遍。"), field="id_number"
        ) from error


def id_number_parse(text: str, *, on: date, kind: IdKind = IdKind.RESIDENT) -> str:
    """A typed number of an identity document in its one spelling: no spaces, upper case.

    Args:
        on: the day of the check; nobody is born after it.
        kind: which document; what can be proved of a number differs.

    Raises:
        BadNumber: with a sentence naming the part that is wrong.
    """
    number = compact(text)
    if kind is IdKind.RESIDENT or (kind is IdKind.PERMANENT and number[:1].isdigit()):
        return _resident_number(number, on)
    shape, sentence = _OTHER_SHAPES[kind]
    if not shape.fullmatch(number):
        raise BadNumber(sentence, field="id_number")
    return number


def _resident_number(number: str, on: date) -> str:
    """18 characters (GB 11643): ID cards, residence permits of Hong Kong, Macao and Taiwan residents (regions 81, 82,
    83) and the permanent residence cards of foreigners since 2023 (they begin with 9) share one rule."""
    if _OLD_ID_SHAPE.fullmatch(number):
        raise BadNumber(noted("这是旧的 15 位号码，请填写现在证件上的 18 位号码。"), field="id_number")
    if not _ID_SHAPE.fullmatch(number):
        raise BadNumber(
            noted("证件号码应为 18 位：前 17 位是数字，最后一位是数字或 X，请检查位数。"), field="id_number"
        )
    born = id_birth_date(number)
    if born > on or born.year < _OLDEST_BIRTH_YEAR:
        raise BadNumber(noted("证件号码里的出生日期不对，请检查第 7 至 14 位。"), field="id_number")
    if id_check_character(number[:17]) != number[17]:
        raise BadNumber(noted("证件号码有一位填错了（校验位不符），请逐位对照证件再看一遍。"), field="id_number")
    return number


def resident_shaped(number: str) -> bool:
    """Whether a number is one of the 18-character family, which the real-name register knows."""
    return bool(_ID_SHAPE.fullmatch(number))


def credit_check_character(first_seventeen: str) -> str:
    """The last character of a unified social credit code (GB 32100-2015)."""
    total = sum(
        _USCC_ALPHABET.index(character) * weight
        for character, weight in zip(first_seventeen, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def credit_code_parse(text: str) -> str:
    """A typed unified social credit code in its one spelling (GB 32100): 18 characters, upper case.

    Raises:
        BadNumber: wrong length, a letter the standard leaves out (I, O, S, V, Z), or a wrong check character.
    """
    code = compact(text)
    if not _USCC_SHAPE.fullmatch(code):
        raise BadNumber(
            noted("统一社会信用代码应为 18 位数字和大写字母，不含 I、O、S、V、Z，请检查。"), field="credit_code"
        )
    if credit_check_character(code[:17]) != code[17]:
        raise BadNumber(
            noted("统一社会信用代码有一位填错了（校验位不符），请对照营业执照再看一遍。"), field="credit_code"
        )
    return code


def phone_parse(text: str) -> str:
    """A typed mainland mobile number in its one spelling: 11 digits, without +86.

    Raises:
        BadNumber: when it is not a mobile number.
    """
    number = compact(text).removeprefix("+86")
    if len(number) == 13 and number.startswith("86"):
        number = number[2:]
    if not _PHONE_SHAPE.fullmatch(number):
        raise BadNumber(noted("请填写 11 位手机号码。"), field="phone")
    return number


def account_number_parse(text: str) -> str:
    """A typed bank account or card number: digits only.

    Raises:
        BadNumber: when it holds anything else or is too short or long. A failed Luhn sum is no error: see
            ``luhn_ok``.
    """
    number = compact(text)
    if not _CARD_SHAPE.fullmatch(number):
        raise BadNumber(noted("银行账号应为 8 至 30 位数字，请对照卡面再看一遍。"), field="number")
    return number


def bank_code_parse(text: str) -> str:
    """A typed 12-digit bank branch code (联行号), or empty when it is not known.

    Raises:
        BadNumber: when something other than 12 digits was typed.
    """
    code = compact(text)
    if code and not _BANK_CODE_SHAPE.fullmatch(code):
        raise BadNumber(noted("联行号应为 12 位数字；不知道可以不填。"), field="bank_code")
    return code


def luhn_ok(number: str) -> bool:
    """Whether the card sum is right (ISO/IEC 7812). Some old passbook numbers fail it, so callers only warn."""
    doubled = ((int(digit) * (1 + position % 2)) for position, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
