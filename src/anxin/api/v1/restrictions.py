"""Restrictions on companies and persons (限制查询): for bidding, credit, public money and the gig market."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anxin.identity.numbers import BadNumber, credit_code_parse, id_number_parse
from anxin.identity.selectors import org_by_credit_code, restrictions
from anxin.identity.types import RestrictionView
from anxin.kit.clock import today
from anxin.kit.errors import BadInput

router = Router(tags=["限制"])

ASKED_MOST = 200


class QueryIn(Schema):
    """Who is asked about. In the body, because an ID number must not stand in an address that gets logged."""

    credit_codes: list[str] = Field([], max_length=ASKED_MOST, description="统一社会信用代码")
    id_numbers: list[str] = Field([], max_length=ASKED_MOST, description="公民身份号码")


class RestrictionOut(Schema):
    """A restriction that runs today."""

    kind: str = Field(
        description="blacklisted 列入拖欠农民工工资失信名单 / publishing_stopped 停止发布 / payment_stopped 停止付款"
    )
    reason: str
    basis: str
    starts_on: date
    ends_on: date | None


class StandingOut(Schema):
    """One subject, by its place in the question; nothing about it means that nothing is on record."""

    asked: str = Field(description="credit_codes[0]、id_numbers[2]：问的是第几个，不重复证件号码")
    problem: str = Field(description="号码不对时说明")
    restrictions: list[RestrictionOut]


@router.post(
    "/restrictions/query",
    response=list[StandingOut],
    summary="查询限制",
    description="招标投标、信用、财政资金、招聘等使用：今天对单位或个人有哪些限制。一次最多各 200 个。",
)
def query(request: HttpRequest, body: QueryIn) -> list[StandingOut]:
    """Look several companies and persons up."""
    if not body.credit_codes and not body.id_numbers:
        raise BadInput("请至少填写一个统一社会信用代码或公民身份号码。")
    units = [_unit(f"credit_codes[{place}]", code) for place, code in enumerate(body.credit_codes)]
    return units + [_person(f"id_numbers[{place}]", number) for place, number in enumerate(body.id_numbers)]


def _unit(asked: str, text: str) -> StandingOut:
    try:
        org = org_by_credit_code(credit_code_parse(text))
    except BadNumber as error:
        return StandingOut(asked=asked, problem=error.sentence, restrictions=[])
    found = restrictions(org_id=org.id, on=today()) if org else []
    return StandingOut(asked=asked, problem="", restrictions=[_out(one) for one in found])


def _person(asked: str, text: str) -> StandingOut:
    try:
        number = id_number_parse(text, on=today())
    except BadNumber as error:
        return StandingOut(asked=asked, problem=error.sentence, restrictions=[])
    found = restrictions(id_number=number, on=today())
    return StandingOut(asked=asked, problem="", restrictions=[_out(one) for one in found])


def _out(one: RestrictionView) -> RestrictionOut:
    return RestrictionOut(
        kind=one.kind.value, reason=one.reason, basis=one.basis, starts_on=one.starts_on, ends_on=one.ends_on
    )
