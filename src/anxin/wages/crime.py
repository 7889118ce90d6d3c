"""Is the sum a crime (拒不支付劳动报酬罪，数额较大): the dated thresholds, without the database of cases.

The nation gives bands, the province the number inside them. Where the province's number is not known, sums outside the
band are still clear; inside it the answer names the missing row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from anxin.kit.money import yuan_sign
from anxin.policy.selectors import parameter
from anxin.policy.types import MissingRow, Parameter


class Reached(StrEnum):
    """Does a sum reach the standard."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Owed:
    """What one worker is owed: the sum in fen and for how many whole months."""

    open_fen: int
    months: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold of a day: the band, and the province's number when it is known."""

    least_fen: int
    most_fen: int
    exact_fen: int | None
    missing: str
    article: str
    mark: str

    def reached_by(self, fen: int) -> Reached:
        if self.exact_fen is not None:
            return Reached.YES if fen >= self.exact_fen else Reached.NO
        if fen >= self.most_fen:
            return Reached.YES
        return Reached.UNKNOWN if fen >= self.least_fen else Reached.NO


@dataclass(frozen=True, slots=True)
class Thresholds:
    """All thresholds as they stood on a day."""

    one: Threshold
    group: Threshold
    one_months: int
    group_workers: int


@dataclass(frozen=True, slots=True)
class CrimeStandard:
    """The answer, with its sentence and articles; ``missing`` names rows nobody has entered."""

    reached: Reached
    sentence: str
    articles: tuple[str, ...]
    missing: tuple[str, ...]
    workers: int
    total_fen: int

    @property
    def is_reached(self) -> bool:
        return self.reached is Reached.YES


def thresholds(on: date) -> Thresholds:
    """The thresholds in force on a day.

    Raises:
        MissingRow: the nation's band is not entered.
    """
    return Thresholds(
        one=_threshold("crime_one_band_fen", "crime_one_fen", on),
        group=_threshold("crime_group_band_fen", "crime_group_fen", on),
        one_months=parameter("wages", "crime_one_months", on=on).number,
        group_workers=parameter("wages", "crime_group_workers", on=on).number,
    )


def _threshold(band: str, exact: str, on: date) -> Threshold:
    row = parameter("wages", band, on=on)
    least, most = _band(row)
    try:
        province = parameter("wages", exact, on=on)
    except MissingRow as missing:
        return Threshold(least, most, None, str(missing), row.article, str(row.mark))
    return Threshold(least, most, province.number, "", province.article, str(province.mark))


def _band(row: Parameter) -> tuple[int, int]:
    if isinstance(row.value, tuple) and len(row.value) == 2 and all(isinstance(part, int) for part in row.value):
        return int(row.value[0]), int(row.value[1])
    raise MissingRow(_("参数“%(row)s”应为幅度的下限和上限，请政策分析员检查。") % {"row": row.name})


def crime_standard(owed: Sequence[Owed], law: Thresholds) -> CrimeStandard:
    """Which of the two standards the sums reach: one worker for months, or many workers together."""
    unpaid = [one for one in owed if one.open_fen > 0]
    total = sum(one.open_fen for one in unpaid)
    largest = max((one for one in unpaid if one.months >= law.one_months), key=lambda one: one.open_fen, default=None)
    alone = law.one.reached_by(largest.open_fen) if largest else Reached.NO
    together = law.group.reached_by(total) if len(unpaid) >= law.group_workers else Reached.NO
    answers = ((alone, law.one), (together, law.group))
    best = next((one for one in (Reached.YES, Reached.UNKNOWN) if one in (alone, together)), Reached.NO)
    missing = tuple(law_row.missing for answer, law_row in answers if answer is Reached.UNKNOWN and law_row.missing)
    return CrimeStandard(
        reached=best,
        sentence=_sentence(best, len(unpaid), total, largest),
        articles=tuple(law_row.article for answer, law_row in answers if answer is best) or (law.one.article,),
        missing=missing if best is Reached.UNKNOWN else (),
        workers=len(unpaid),
        total_fen=total,
    )


def _sentence(reached: Reached, workers: int, total_fen: int, largest: Owed | None) -> str:
    facts = {
        "workers": workers,
        "total": yuan_sign(total_fen),
        "most": yuan_sign(largest.open_fen) if largest else yuan_sign(0),
        "months": largest.months if largest else 0,
    }
    if reached is Reached.YES:
        return _("未付 %(workers)s 人共 %(total)s，其中一人 %(months)s 个月 %(most)s：达到“数额较大”的标准。") % facts
    if reached is Reached.UNKNOWN:
        return (
            _("未付 %(workers)s 人共 %(total)s，其中一人 %(months)s 个月 %(most)s：在全国幅度内，要看本省的数额。")
            % facts
        )
    return _("未付 %(workers)s 人共 %(total)s：没有达到“数额较大”的标准。") % facts
