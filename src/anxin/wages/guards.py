"""Why a move of a wage case cannot be made now: sentences for the case page, asked again inside the move itself."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from anxin.cases.types import GuardFacts
from anxin.identity.types import Role
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day
from anxin.kit.money import yuan_sign
from anxin.kit.workdays import current_calendar, due
from anxin.policy.selectors import limit, parameter
from anxin.wages.acceptance import acceptance, first_objection
from anxin.wages.models import Handover, Responsible, WageCase, WageWorker

ASKED_IN_THE_FORM: Final = frozenset({"SL-04", "SL-06"})
"""Lines about facts that the form of acceptance asks for."""


def officer_guard(facts: GuardFacts) -> str | None:
    """The two officers of the case act in it; who has to stand aside does not. Leads act in their own moves."""
    if facts.actor.has(Role.BUREAU_LEAD) or facts.actor.is_system:
        return None
    return officer_refused(_wage(facts), facts)


def officer_refused(case: WageCase, facts: GuardFacts) -> str | None:
    """Why somebody is not one of the two officers."""
    who = str(facts.actor.account_id)
    if who in case.avoiding:
        return _("您已申请回避，请由其他监察员办理。")
    if facts.handler_id is None:
        return _("还没有主办监察员，请先由负责人或受理员指派。")
    if who not in (str(facts.handler_id), str(case.second_id)):
        return _("这件案件由主办和协办监察员办理，您可以查看。")
    return None


def accept_guard(facts: GuardFacts) -> str | None:
    """Every line of the acceptance rules must pass, and two different officers be named."""
    case = _wage(facts)
    refused = officer_guard(facts)
    if refused:
        return refused
    data = facts.data
    second = str(data.get("second", "")) if data else ""
    if data is not None and second in (str(facts.handler_id), "", *case.avoiding):
        return _("协办监察员须是另一个人，且没有回避情形，请重新选择。")
    officers = len({str(facts.handler_id), second}) if data is not None else 0
    outcome = acceptance(case, on=day_of(facts.at), answers=data, officers=officers)
    against = first_objection(outcome, asked=ASKED_IN_THE_FORM if data is None else frozenset())
    return f"{against.sentence_staff}（{against.article}）" if against else None


def supplement_guard(facts: GuardFacts) -> str | None:
    """Asked once, all at once."""
    if _wage(facts).supplement_asked_at is not None:
        return _("已经告知过一次补正，不能再次要求；请受理或者作出不予受理决定。")
    return officer_guard(facts)


def withdraw_guard(facts: GuardFacts) -> str | None:
    """A case is withdrawn when nobody in it is left."""
    others = WageWorker.objects.filter(case_id=facts.case_id, withdrawn_at=None)
    if facts.actor.worker_id is not None:
        others = others.exclude(worker_id=facts.actor.worker_id)
    return _("案件里还有其他劳动者没有撤回，案件继续办理。") if others.exists() else None


def conclude_guard(facts: GuardFacts) -> str | None:
    """Every worker's sum must be determined before the investigation ends."""
    refused = officer_guard(facts)
    if refused:
        return refused
    left = WageWorker.objects.filter(case_id=facts.case_id, withdrawn_at=None, determined=False).count()
    return _("还有 %(count)s 名劳动者没有核算工资。") % {"count": left} if left else None


def order_guard(facts: GuardFacts) -> str | None:
    """Something is owed, somebody is known to owe it, and the day to pay by lies ahead."""
    case = _wage(facts)
    refused = officer_guard(facts)
    if refused:
        return refused
    if case.owed_fen <= case.paid_fen:
        return _("没有未付的欠薪，不需要责令支付。")
    if not Responsible.objects.filter(case=case, replaced_at=None).exists():
        return _("还没有确认由谁清偿，请先在“清偿责任”里确认。")
    return _day_ahead(facts)


def _day_ahead(facts: GuardFacts) -> str | None:
    day = facts.data.get("pay_by") if facts.data else None
    if isinstance(day, date) and day <= day_of(facts.at):
        return _("付款期限须晚于今天。")
    return None


def dismissal_guard(facts: GuardFacts) -> str | None:
    """What was found to be owed cannot be dismissed."""
    case = _wage(facts)
    if case.owed_fen > case.paid_fen:
        return _("已核定欠薪 %(sum)s 没有付清，不能撤销立案。") % {"sum": yuan_sign(case.owed_fen - case.paid_fen)}
    return officer_guard(facts)


def decide_guard(facts: GuardFacts) -> str | None:
    """The ordered day has passed, something is still open, and the percentage lies within the law."""
    case = _wage(facts)
    refused = officer_guard(facts)
    if refused:
        return refused
    if case.unpaid_since is None:
        return _("责令付款期限还没有过，不能作出加付赔偿金的决定。")
    if case.owed_fen <= case.paid_fen:
        return _("已经付清，请确认结案。")
    return _percent_refused(facts) or _day_ahead(facts)


def _percent_refused(facts: GuardFacts) -> str | None:
    on = day_of(facts.at)
    least = parameter("wages", "extra_percent_least", on=on)
    most = parameter("wages", "extra_percent_most", on=on)
    percent = facts.data.get("extra_percent") if facts.data else None
    if percent is None or least.number <= int(percent) <= most.number:
        return None
    return _("加付赔偿金须在 %(least)s%% 到 %(most)s%% 之间（%(article)s）。") % {
        "least": least.number,
        "most": most.number,
        "article": least.article,
    }


def court_guard(facts: GuardFacts) -> str | None:
    """The notice has been served and its time has run out; something is still open."""
    case = _wage(facts)
    refused = officer_guard(facts)
    if refused:
        return refused
    if case.urged_on is None:
        return _("还没有送达催告书。")
    row = limit("wa.enforce.notice", on=case.urged_on)
    until = due(case.urged_on, length=row.length, unit=row.unit, calendar=current_calendar()).day
    if day_of(facts.at) <= until:
        return _("催告期到 %(day)s 为止，之后才能申请（%(basis)s）。") % {"day": say_day(until), "basis": row.basis}
    return _("已经付清，请确认结案。") if case.owed_fen <= case.paid_fen else None


def paid_guard(facts: GuardFacts) -> str | None:
    """Closed as paid only when everything determined has been paid, to the fen."""
    case = _wage(facts)
    refused = officer_guard(facts)
    if refused:
        return refused
    if case.owed_fen == 0:
        return _("还没有核定欠薪，不能按付清结案。")
    if case.owed_fen > case.paid_fen:
        return _("还有 %(sum)s 没有付清。") % {"sum": yuan_sign(case.owed_fen - case.paid_fen)}
    return None


def take_over_guard(facts: GuardFacts) -> str | None:
    """A clue goes over together with its people."""
    return None if facts.data and facts.data.get("case") else _("请在“欠薪办理”里选择并入哪个案件。")


def clue_guard(facts: GuardFacts) -> str | None:
    """A clue is concluded as paid only when the money is in the books."""
    case = _wage(facts)
    if facts.data and facts.data.get("conclusion") == "paid" and not 0 < case.owed_fen == case.paid_fen:
        return _("要按“已付清”办结，请先登记核定金额和支付。")
    return None


def not_proposer_guard(facts: GuardFacts) -> str | None:
    """Who proposed a hand-over does not approve it."""
    proposer = Handover.objects.filter(pk=facts.case_id).values_list("proposed_by", flat=True).first()
    return _("移送是您提出的，须由另一位负责人审批。") if proposer == facts.actor.account_id else None


def _wage(facts: GuardFacts) -> WageCase:
    return WageCase.objects.get(pk=facts.case_id)
