"""What other contexts ask of a project: who is in it, what the owner owes, what a deposit holds.

These are facts for machines that clear arrears; pages ask ``looking`` and ``finding``, which take the actor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from anxin.identity.selectors import orgs_by_id
from anxin.projects.models import Deposit, Party, Progress, Project, Standing
from anxin.projects.types import Industry, Level, PartyKind, ProgressKind, ProjectParty, ProjectView

NAMES_MOST = 20


def project_by_id(project_id: UUID) -> ProjectView | None:
    """One project."""
    return next(iter(views(Project.objects.filter(pk=project_id))), None)


def projects_named(text: str, *, org_path: str = "") -> list[ProjectView]:
    """Projects whose name or number contains a text, below an organisation when one is said; the newest first."""
    if not text.strip():
        return []
    rows = Project.objects.filter(Q(name__icontains=text.strip()) | Q(number__iexact=text.strip()))
    return views(rows.filter(org_path__startswith=org_path).order_by("-signed_on", "pk")[:NAMES_MOST])


def projects_called(names: Iterable[str]) -> dict[str, UUID]:
    """The registered project of each name, where exactly one has it."""
    found: dict[str, list[UUID]] = {}
    for name, project_id in Project.objects.filter(name__in=set(names) - {""}).values_list("name", "pk"):
        found.setdefault(name, []).append(project_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def project_parties(project_id: UUID) -> tuple[ProjectParty, ...]:
    """The companies of a project: owner, main contractor, then those below."""
    order = list(PartyKind)
    rows = sorted(
        Party.objects.filter(project_id=project_id), key=lambda row: (order.index(PartyKind(row.kind)), row.name)
    )
    return tuple(ProjectParty(row.kind, row.name, row.credit_code, row.org_id, row.scope) for row in rows)


def unpaid_progress_fen(project_id: UUID, *, on: date | None = None) -> int:
    """What the owner has not paid of the works (未付工程款), in fen; only what was due by ``on`` when that is said.

    The bound within which an owner advances wages (条例 第二十九条).
    """
    rows = Progress.objects.filter(project_id=project_id, kind=ProgressKind.WORKS.value)
    if on is not None:
        rows = rows.filter(due_on__lte=on)
    return rows.aggregate(open=Sum(F("due_fen") - F("paid_fen")))["open"] or 0


def deposit_available_fen(project_id: UUID) -> int:
    """What may be drawn from the project's wage deposit, in fen; 0 without one."""
    return Deposit.objects.filter(pk=project_id).values_list("balance_fen", flat=True).first() or 0


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who holds a deposit, and under which number."""

    bank_name: str
    certificate_no: str


def deposit_certificate(project_id: UUID) -> Certificate:
    """Who holds the project's wage deposit; empty without one."""
    row = Deposit.objects.filter(pk=project_id).values_list("bank_name", "certificate_no").first()
    return Certificate(*(row or ("", "")))


def views(rows: QuerySet[Project]) -> list[ProjectView]:
    """Project rows as others see them; three queries however many."""
    found = list(rows.select_related("standing"))
    orgs = orgs_by_id(row.org_id for row in found)
    contractors = dict(
        Party.objects.filter(project__in=found, kind=PartyKind.MAIN_CONTRACTOR.value).values_list("project_id", "name")
    )
    return [_view(row, orgs[row.org_id].short_name, contractors.get(row.pk, "")) for row in found]


def _view(row: Project, org_name: str, contractor: str) -> ProjectView:
    standing: Standing | None = getattr(row, "standing", None)
    return ProjectView(
        id=row.pk,
        number=row.number,
        name=row.name,
        org_id=row.org_id,
        org_path=row.org_path,
        org_name=org_name,
        site=row.site,
        industry=Industry(row.industry),
        permit_no=row.permit_no,
        contract_fen=row.contract_fen,
        labour_bp=row.labour_bp,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        completed_on=row.completed_on,
        pay_day=row.pay_day,
        officer_name=row.officer_name,
        officer_phone=row.officer_phone,
        contractor=contractor,
        score=standing.score if standing else None,
        level=Level(standing.level) if standing else None,
    )
