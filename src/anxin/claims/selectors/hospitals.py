"""What the list of hospitals says about a paper of a claim (定点医院、是否在本市)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from anxin.claims.charges import catalogue
from anxin.claims.types import SMALL
from anxin.documents.types import PaperKind, PaperView, Problem
from anxin.policy.selectors import fact_choices
from anxin.policy.types import MissingRow, NoRules

_VISITED = (PaperKind.RECEIPT, PaperKind.DIAGNOSIS)


def hospital_findings(paper: PaperView, *, on: date) -> tuple[Problem, ...]:
    """Is the hospital of a receipt or diagnosis on the list of the day of the accident, and in the rules' city?"""
    hospital = str(paper.values().get("hospital") or "")
    if paper.kind not in _VISITED or not hospital:
        return ()
    try:
        listed = catalogue(on)
    except MissingRow as error:
        return (Problem("hospital_list_missing", str(error), "hospital"),)
    place = listed.city_of(hospital, str(paper.values().get("ticket_code") or ""))
    return tuple(_findings(hospital, listed.hospital_known(hospital), place, _own_city(on)))


def _own_city(on: date) -> frozenset[str]:
    """The names of the city that the rules of the day speak of; none where no rules are in force."""
    try:
        choices = fact_choices(topic=SMALL, law_on=on)
    except NoRules:
        return frozenset()
    return frozenset(value for value, _words in choices.get("hospital_city", ()))


def _findings(hospital: str, known: bool, place: str | None, city: frozenset[str]) -> Iterator[Problem]:
    if not known:
        said = _("“%(hospital)s”不在定点医疗机构名单里，请核对名称和就医地点。") % {"hospital": hospital}
        yield Problem("hospital_unknown", said, "hospital")
    if place is not None and city and place not in city:
        said = _("这家医院看起来在%(place)s，不在本市，请核对是否需要转普通程序。") % {"place": place}
        yield Problem("hospital_elsewhere", said, "hospital")
