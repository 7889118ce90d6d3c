"""The bureau's payment settings (付款参数), read from the rules pack ``money``."""

from __future__ import annotations

from datetime import date

from anxin.funds.types import Band, PayoutRules
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow


def payout_rules(on: date) -> PayoutRules:
    """The settings that apply on a day.

    Raises:
        MissingRow: naming the row nobody has entered; nothing is paid on a guess.
    """
    return PayoutRules(
        cut_off_minute=parameter("money", "payout_cut_off_minute", on=on).number,
        bands=_bands(on),
        makeup_days_are_bank_days=parameter("money", "makeup_days_are_bank_days", on=on).number == 1,
        answer_bank_days=parameter("money", "answer_bank_days", on=on).number,
        unknown_bank_days=parameter("money", "unknown_bank_days", on=on).number,
        silent_bank_days=parameter("money", "silent_bank_days", on=on).number,
        clearing_bank_days=parameter("money", "clearing_bank_days", on=on).number,
    )


def _bands(on: date) -> tuple[Band, ...]:
    limits = _whole_numbers("payout_band_limits", on)
    persons = _whole_numbers("payout_band_persons", on)
    if len(persons) != len(limits) + 1 or list(limits) != sorted(set(limits)) or not all(2 <= n <= 4 for n in persons):
        raise MissingRow("付款金额档 payout_band_limits 与 payout_band_persons 对不上，请政策分析员检查规则包 money。")
    return tuple(Band(up_to, count) for up_to, count in zip((*limits, None), persons, strict=True))


def _whole_numbers(name: str, on: date) -> tuple[int, ...]:
    value = parameter("money", name, on=on).value
    values = value if isinstance(value, tuple) else (value,)
    return tuple(part for part in values if isinstance(part, int))


def band_for(total_fen: int, bands: tuple[Band, ...]) -> Band:
    """The band a sum falls into; an upper end belongs to its band."""
    return next(band for band in bands if band.up_to_fen is None or total_fen <= band.up_to_fen)
