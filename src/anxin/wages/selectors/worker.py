"""What a worker sees of his own wage cases: his sums, one word, one sentence, and who has it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from anxin.cases.registry import case_type
from anxin.identity.selectors import orgs_by_id, staff_by_ids
from anxin.identity.types import Actor
from anxin.kit.dates import say_day
from anxin.kit.money import yuan_sign
from anxin.wages.errors import NoSuchWageCase
from anxin.wages.models import WageCase, WageWorker
from anxin.wages.selectors.access import wages_visible
from anxin.wages.types import DOTS, HandlerCard, WageCard

_DOT_OF = {word: number for number, word in enumerate(DOTS, start=1)} | {"等您补材料": 1}
_STOPPED = ("不予受理", "未查实", "已撤回", "已转办")


def wage_cards(*, actor: Actor) -> list[WageCard]:
    """A worker's own wage cases, newest first; the other workers of a case are a number."""
    if actor.worker_id is None:
        return []
    rows = list(
        WageWorker.objects.filter(worker_id=actor.worker_id, case__in=wages_visible(actor))
        .select_related("case__case")
        .order_by("-case__reported_at")
    )
    cards = _handlers([row.case for row in rows])
    return [_card(row, cards.get(row.case_id)) for row in rows]


def wage_card(*, actor: Actor, case_id: UUID) -> WageCard:
    """One of them.

    Raises:
        NoSuchWageCase
    """
    card = next((one for one in wage_cards(actor=actor) if one.case_id == case_id), None)
    if card is None:
        raise NoSuchWageCase(_("没有找到这个案件，或者它不是您的。"))
    return card


def _handlers(cases: Collection[WageCase]) -> dict[UUID, HandlerCard]:
    people = staff_by_ids({one.case.handler_id for one in cases if one.case.handler_id})
    homes = orgs_by_id({one.case.org_id for one in cases})
    return {
        one.pk: HandlerCard(
            people[one.case.handler_id].name,
            homes[one.case.org_id].short_name,
            people[one.case.handler_id].phone or homes[one.case.org_id].phone,
        )
        for one in cases
        if one.case.handler_id in people
    }


def _card(row: WageWorker, handler: HandlerCard | None) -> WageCard:
    case = row.case
    step = case_type(case.case.type, case.case.type_version).step(case.case.step)
    word = "已撤回" if row.withdrawn_at else step.worker_label
    return WageCard(
        case_id=case.pk,
        number=case.number,
        status=word,
        dot=_DOT_OF.get(word, 1),
        stopped=word in _STOPPED,
        employer=case.employer_name,
        project=case.project_name,
        reported_at=case.reported_at,
        owed_fen=row.owed_fen,
        paid_fen=row.paid_fen,
        claimed_fen=row.claimed_fen,
        sentence=_sentence(row, case, word, handler),
        due_on=case.case.next_due if case.case.closed_on is None else None,
        handler=handler,
        people=case.workers_count,
        can_withdraw=row.withdrawn_at is None
        and case.case.closed_on is None
        and case.case.step in ("received", "supplementing", "investigating", "deciding", "checking"),
        wants_supplement=case.case.step == "supplementing" and row.withdrawn_at is None,
    )


def _sentence(row: WageWorker, case: WageCase, word: str, handler: HandlerCard | None) -> str:
    """What happens next, who does it, by when."""
    who = handler.name if handler else _("监察员")
    due = case.case.next_due
    day = say_day(due) if due else ""
    said = {
        "已收到": _("%(who)s 会联系您核实，%(day)s 前告诉您是否受理。") if day else _("%(who)s 会联系您核实。"),
        "等您补材料": _("还缺一些内容，请按告知的补上，补好后继续办理。"),
        "调查中": _("已经立案，%(who)s 正在调查，%(day)s 前查完。") if day else _("%(who)s 正在调查。"),
        "已责令支付": _ordered(case),
        "强制执行中": _("单位逾期没有付清，正在通过法院或者公安机关追讨。"),
        "已付清": _("欠您的 %(paid)s 已经付清。"),
        "不予受理": _("这件投诉没有受理。理由和您还能怎么办，写在决定书里。"),
        "未查实": _("调查后没有查实欠薪，监察员会告诉您理由和其他办法。"),
        "已撤回": _("您已经撤回。需要时可以再投诉。"),
        "已转办": _("已转给有权处理的部门，您不用再跑一次。"),
    }[word]
    return said % {"who": who, "day": day, "paid": yuan_sign(row.paid_fen)}


def _ordered(case: WageCase) -> str:
    if case.unpaid_since is not None:
        return _("单位过了付款期限还没有付清，监察员正在采取下一步措施。")
    day = say_day(case.pay_by) if case.pay_by else ""
    return _("已责令单位在 %(day)s 前付清，到账后请告诉监察员。") % {"day": day}
