"""Are all groups shown and taken alike? (匹配影响报告)

Selection rates by sex, age band and disability, from what was shown and who applied and was taken, each beside the
group with the highest rate. A low ratio is a question for a person, never a verdict; small groups get no ratio at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from anxin.identity.types import Actor, Role
from anxin.kit.clock import at_start_of, day_of
from anxin.kit.errors import NotAllowed
from anxin.market.jobs.selectors import applications_counted, cohorts
from anxin.market.matching.models import Shown
from anxin.policy.selectors import parameter

DAYS = 90
_BANDS = ((30, "不到 30 岁"), (40, "30–39 岁"), (50, "40–49 岁"), (60, "50–59 岁"), (999, "60 岁以上"))
_BAND_ORDER = {name: place for place, (_end, name) in enumerate(_BANDS)}


@dataclass(frozen=True, slots=True)
class Row:
    """One group: how often it was shown a post, applied and was taken."""

    name: str
    shown: int
    applied: int
    accepted: int
    rate: float | None
    ratio: float | None
    below: bool

    @property
    def rate_words(self) -> str:
        return _("人次太少") if self.rate is None else f"{self.rate:.1%}"

    @property
    def ratio_words(self) -> str:
        return "—" if self.ratio is None else f"{self.ratio:.2f}"


@dataclass(frozen=True, slots=True)
class Table:
    """One way of grouping people."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The report of some days."""

    first: date
    last: date
    tables: tuple[Table, ...]
    method: str


def impact(*, actor: Actor, at: datetime) -> Report:
    """The report of the last ninety days.

    Raises:
        NotAllowed: only supervisors and the bureau's lead.
    """
    if not actor.has(Role.SUPERVISOR, Role.BUREAU_LEAD):
        raise NotAllowed(_("影响报告由监督员查看。"))
    last = day_of(at)
    first = last - timedelta(days=DAYS)
    shown = _shown(first)
    applied, accepted = applications_counted(since=at_start_of(first))
    people = cohorts(actor, {*shown, *applied})
    floor = parameter("market", "selection_rate_floor", on=last).number / 100
    least = parameter("market", "selection_people_least", on=last).number
    sexes = {one: _("男") if sex == "M" else _("女") for one, (sex, _year, _disabled) in people.items()}
    ages = {one: _band(last.year - year) for one, (_sex, year, _disabled) in people.items()}
    abled = {one: _("有残疾") if disabled else _("没有登记残疾") for one, (_s, _y, disabled) in people.items()}
    groupings = ((_("性别"), sexes), (_("年龄"), ages), (_("残疾"), abled))
    tables = tuple(
        Table(name, rates(groups, shown, applied, accepted, floor=floor, least=least)) for name, groups in groupings
    )
    said = _("录用率是录用数除以报名数；与最高组之比低于 %(floor)s 时请人核查。一组报名不足 %(least)s 人次不算比率。")
    return Report(first, last, tables, said % {"floor": f"{floor:.0%}", "least": least})


def _shown(first: date) -> Counter[int]:
    """Posts shown by profile since a day."""
    sql = f"SELECT profile, sum(cardinality(posts)) FROM {Shown._meta.db_table} WHERE at >= %s GROUP BY profile"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [at_start_of(first)])
        return Counter({profile: int(count or 0) for profile, count in cursor.fetchall()})


def _band(age: int) -> str:
    return next(name for end, name in _BANDS if age < end)


def rates(
    group_of: dict[int, str],
    shown: Counter[int],
    applied: Counter[int],
    accepted: Counter[int],
    *,
    floor: float,
    least: int,
) -> tuple[Row, ...]:
    """Rates of each group and their ratio to the highest one. Pure."""
    sums: dict[str, list[int]] = {}
    for person, group in group_of.items():
        row = sums.setdefault(group, [0, 0, 0])
        for place, counts in enumerate((shown, applied, accepted)):
            row[place] += counts[person]
    known = {name: row[2] / row[1] for name, row in sums.items() if row[1] >= max(least, 1)}
    highest = max(known.values(), default=0.0)
    rows = []
    for name in sorted(sums, key=lambda name: (_BAND_ORDER.get(name, 0), name)):
        rate = known.get(name)
        ratio = rate / highest if rate is not None and highest > 0 else None
        seen, asked, taken = sums[name]
        rows.append(Row(name, seen, asked, taken, rate, ratio, ratio is not None and ratio < floor))
    return tuple(rows)
