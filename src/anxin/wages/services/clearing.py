"""Who has to pay, by which article and up to which sum (清偿责任): the clearing order, confirmed by a named officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.services import entry_add, party_add
from anxin.cases.types import PartyIn
from anxin.identity.names import org_name_parse
from anxin.identity.types import Actor
from anxin.kit.clock import day_of
from anxin.kit.errors import BadInput
from anxin.kit.money import yuan_sign
from anxin.kit.text import sentence
from anxin.policy.services import decide
from anxin.policy.types import Decision, Result
from anxin.wages.errors import NotReady, SumsDisagree
from anxin.wages.models import Responsible, WageCase
from anxin.wages.selectors.clearing import (
    NATION,
    RESPONSIBLE_TOPIC,
    UNPAID_PROGRESS,
    bound_of,
)
from anxin.wages.services.working import officer_case
from anxin.wages.types import OWNER_WITHIN, PARTY_OF

BASIS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class ResponsibleIn:
    """Who a rule of the clearing order means in this case."""

    rule_id: str
    name: str
    org_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class UnpaidProgress:
    """What the owner has not paid of the works (未结清的工程款), in fen, who said so, and the paper that shows it."""

    fen: int
    basis: str
    paper_id: UUID | None = None


@transaction.atomic
def responsible_confirm(
    *,
    case_id: UUID,
    facts: Mapping[str, Any],
    parties: Sequence[ResponsibleIn],
    actor: Actor,
    at: datetime,
    unpaid: UnpaidProgress | None = None,
) -> int:
    """Confirm who has to pay and by which article (确认清偿责任); takes the place of what was confirmed before.

    Args:
        unpaid: needed where the owner is late with what the works cost: he advances wages within it.

    Raises:
        BadInput: something the law asks for is not known, a rule that does not apply, one that applies and names
            nobody, or a sum without its source. SumsDisagree: the owner has advanced more than that already.
        NotYours, MoveBlocked.
    """
    case = officer_case(case_id, actor, at)
    if actor.account_id is None:
        raise NotReady(_("清偿责任要由具名的监察员确认。"))
    within = _checked(unpaid)
    known = {**facts, UNPAID_PROGRESS: within.fen} if within else facts
    made = decide(
        topic=RESPONSIBLE_TOPIC,
        facts=known,
        law_on=day_of(at),
        subject=f"case:{case_id}",
        jurisdiction=NATION,
        at=at,
    )
    named = _named(made, parties)
    Responsible.objects.filter(case=case, replaced_at=None).update(replaced_at=at)
    for party in named.values():
        _responsible(case, party, made.id, within if party.rule_id == OWNER_WITHIN else None, actor, at)
    _not_below_what_was_advanced(case)
    entry_add(
        case_id=case_id,
        key="wage.responsible",
        data={"decision": made.id, "rules": sorted(named)},
        actor=actor,
        at=at,
    )
    return len(named)


def _checked(unpaid: UnpaidProgress | None) -> UnpaidProgress | None:
    """The bound, with its source in one line."""
    if unpaid is None:
        return None
    basis = sentence(unpaid.basis, most=BASIS_MAX, label=_("依据和提供人"))
    if unpaid.fen < 0:
        raise BadInput(_("未结清的工程款不能小于零。"), field="unpaid")
    if not basis:
        raise BadInput(_("请写明未结清的工程款是谁说的、依据是什么。"), field="basis")
    return UnpaidProgress(unpaid.fen, basis, unpaid.paper_id)


def _not_below_what_was_advanced(case: WageCase) -> None:
    bound = bound_of(case.pk)
    if bound is not None and bound.advanced_fen > bound.most_fen:
        raise SumsDisagree(
            _("建设单位已经垫付 %(paid)s，比未结清的工程款 %(bound)s 还多，请核对。")
            % {"paid": yuan_sign(bound.advanced_fen), "bound": yuan_sign(bound.most_fen)},
            field="unpaid",
        )


def _named(made: Decision, parties: Sequence[ResponsibleIn]) -> dict[str, ResponsibleIn]:
    """Who is meant by each rule that applies."""
    for one in made.lines:
        if one.result == Result.MISSING:
            raise BadInput(f"{one.article}：{one.sentence_staff}")
    applies = {one.rule_id: one for one in made.lines if one.result == Result.INFO}
    named = {one.rule_id: one for one in parties if one.name.strip()}
    for rule_id, one in applies.items():
        if rule_id not in named:
            raise BadInput(_("%(article)s：请写明是哪家单位。") % {"article": one.article}, field="name")
    if named.keys() - applies.keys():
        raise BadInput(_("有一条责任在所填情形下不适用，请重新核对。"))
    return named


def _responsible(
    case: WageCase, one: ResponsibleIn, decision_id: UUID, within: UnpaidProgress | None, actor: Actor, at: datetime
) -> None:
    assert actor.account_id is not None
    name = org_name_parse(one.name, most=100, label=_("单位名称"))
    Responsible.objects.create(
        case=case,
        decision_id=decision_id,
        rule_id=one.rule_id,
        name=name,
        org_id=one.org_id,
        most_fen=within.fen if within else None,
        most_basis=within.basis if within else "",
        most_paper=within.paper_id if within else None,
        confirmed_by=actor.account_id,
        confirmed_by_name=actor.name,
        confirmed_at=at,
    )
    party = PartyIn(PARTY_OF.get(one.rule_id, "other_debtor"), org_id=one.org_id, name="" if one.org_id else name)
    if not (party.role == "employer" and case.employer_id):
        party_add(case_id=case.pk, party=party, actor=actor, at=at)


def owner_advances(case: WageCase, amount_fen: int) -> None:
    """The owner advances wages: not beyond what he has not paid of the works, to the fen.

    Raises:
        SumsDisagree: naming what may still be registered; the bound itself is put right by confirming anew.
    """
    bound = bound_of(case.pk)
    if bound is None or amount_fen <= bound.left_fen:
        return
    raise SumsDisagree(
        _(
            "建设单位以未结清的工程款 %(bound)s 为限垫付（%(article)s），已经垫付 %(paid)s，最多再登记 %(left)s。"
            "查明的工程款有变的，先在“由谁清偿”里重新确认。"
        )
        % {
            "bound": yuan_sign(bound.most_fen),
            "article": bound.article,
            "paid": yuan_sign(bound.advanced_fen),
            "left": yuan_sign(bound.left_fen),
        }
    )
