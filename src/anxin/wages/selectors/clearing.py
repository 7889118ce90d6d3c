"""The clearing order (清偿顺序): who has to pay by which article, under the law of a day, and within which sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Sum

from anxin.identity.types import Actor
from anxin.policy.selectors import decision, evaluate
from anxin.policy.types import Outcome
from anxin.wages.models import Payment, Responsible
from anxin.wages.selectors.access import wage_inside
from anxin.wages.types import OWNER_WITHIN, PARTY_OF, PaySource

RESPONSIBLE_TOPIC: Final = "wages_responsible"
UNPAID_PROGRESS: Final = "unpaid_progress_fen"
"""The fact that says what the owner has not paid of the works."""

NATION: Final = "cn"


def clearing_order(*, facts: Mapping[str, Any], on: date) -> Outcome:
    """One line for each article, with what it means for these facts."""
    return evaluate(topic=RESPONSIBLE_TOPIC, facts=facts, law_on=on, jurisdiction=NATION)


def clearing_facts(*, actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The facts of the clearing order that stands confirmed; nothing while none does.

    Raises:
        NoSuchWageCase
    """
    wage_inside(actor, case_id)
    row = Responsible.objects.filter(case_id=case_id, replaced_at=None).first()
    return dict(decision(row.decision_id).facts) if row else {}


@dataclass(frozen=True, slots=True)
class OwnerBound:
    """Within what an owner advances wages (以未结清的工程款为限), and how much of it he has. Sums in fen."""

    most_fen: int
    advanced_fen: int
    article: str

    @property
    def left_fen(self) -> int:
        return max(self.most_fen - self.advanced_fen, 0)


def owner_bound(*, actor: Actor, case_id: UUID) -> OwnerBound | None:
    """The bound of a case's owner; None where he has none: not confirmed, or he owes by another article as well.

    Raises:
        NoSuchWageCase
    """
    wage_inside(actor, case_id)
    return bound_of(case_id)


def bound_of(case_id: UUID) -> OwnerBound | None:
    """The same for the services of a case they have locked."""
    rows = list(Responsible.objects.filter(case_id=case_id, replaced_at=None))
    bound = next((row for row in rows if row.rule_id == OWNER_WITHIN), None)
    if bound is None or bound.most_fen is None or any(_owes_more(row, bound) for row in rows):
        return None
    said = next(one for one in decision(bound.decision_id).lines if one.rule_id == OWNER_WITHIN)
    return OwnerBound(bound.most_fen, advanced_fen(case_id), said.article)


def _owes_more(row: Responsible, bound: Responsible) -> bool:
    """The same company stands for another rule, or another rule means the owner."""
    return row.pk != bound.pk and (row.name == bound.name or PARTY_OF.get(row.rule_id) == "owner")


def advanced_fen(case_id: UUID) -> int:
    """What the owner of a case has advanced and nobody has withdrawn."""
    rows = Payment.objects.filter(case_id=case_id, source=PaySource.OWNER, withdrawn_at=None)
    return rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0
