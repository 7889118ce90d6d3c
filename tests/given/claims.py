"""The newspaper's two riders, and everything that can be wrong with their papers.

``a_reported`` makes a report on an order; ``a_complete`` one whose five documents lie there, read and confirmed, and
whose platform has confirmed, so that one look decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from anxin.cases.services import documents_attach
from anxin.cases.types import Audience, PaperIn
from anxin.claims.guards import subject
from anxin.claims.models import InjuryClaim
from anxin.claims.services import Advance, claim_advance, platform_answer, report_make
from anxin.claims.types import PlatformAnswer, ReportRef, What
from anxin.claims.wakening import wake_case
from anxin.documents.services import fields_confirm, file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.selectors import actor_for, worker_by_id
from anxin.identity.services import payee_set
from anxin.identity.types import Actor, PayeeKind, Role
from tests.given.cover import ACCIDENT, an_order
from tests.given.people import NOON, City, a_city, a_staff, a_worker

REPORTED = ACCIDENT + timedelta(minutes=4)
HOSPITAL = "示范医院（演示）"
CUT_ITEMS = {"items": (("营养咨询费", 5000), ("急诊诊察费", 4200))}
"""A receipt of 92.00 yuan, 50.00 of it outside the catalogue."""
RIB_ITEMS = (("急诊诊察费", 4200), ("数字化摄影（胸部正侧位）", 16000), ("CT平扫（胸部）", 10000))

_numbers = count(1)


@dataclass
class Given:
    """A claim with its people."""

    city: City
    rider: Actor
    handler: Actor
    operator: Actor
    ref: ReportRef
    papers: dict[str, UUID] = field(default_factory=dict)

    def for_one_test(self) -> Given:
        """The same claim with a list of papers of its own: for claims that are built once for a file."""
        return replace(self, papers=dict(self.papers))

    def with_its_handler(self) -> Given:
        """The same claim with whoever got it: of several handlers in a city it is the one with least to do."""
        return replace(self, handler=actor_for(self.claim.case.handler_id, on=NOON.date()))

    @property
    def case_id(self) -> UUID:
        return self.ref.case_id

    @property
    def claim(self) -> InjuryClaim:
        return InjuryClaim.objects.get(pk=self.ref.case_id)


def a_reported(
    *,
    city: City | None = None,
    rider: Actor | None = None,
    what: What = What.FALL,
    happened_at: datetime = ACCIDENT,
    on_order: bool = True,
    region: str = "990101",
    at: datetime = REPORTED,
    **more: Any,
) -> Given:
    """An accident reported by the rider himself, four minutes after it happened, on an order that still runs."""
    city = city or a_city()
    rider = rider or a_worker()
    handler = a_staff(Role.INSURER_HANDLER, org=city.insurer, name="王试甲")
    operator = a_staff(Role.PLATFORM_OPERATOR, org=city.platform, name="李试乙")
    if on_order:
        an_order(rider, city.platform.id, region=region)
    assert rider.worker_id is not None
    ref = report_make(
        actor=rider,
        worker_id=rider.worker_id,
        client_key=more.pop("client_key", f"key-{next(_numbers)}"),
        happened_at=happened_at,
        place=more.pop("place", "示范路 1 号门前"),
        what=what,
        narrative=more.pop("narrative", "送餐路上雨天滑倒，胸口疼"),
        at=at,
        **more,
    )
    return Given(city, rider, handler, operator, ref)


def receipt_values(rider: Actor, **change: Any) -> dict[str, Any]:
    """The receipt of the first rider: three lines, 302.00 yuan."""
    assert rider.worker_id is not None
    worker = worker_by_id(rider.worker_id)
    assert worker is not None
    number = f"{next(_numbers):010d}"
    masked = worker.id_number[:6] + "*" * 8 + worker.id_number[-4:]
    items = change.pop("items", RIB_ITEMS)
    values = {
        "ticket_code": "11060126",
        "ticket_number": number,
        "check_code": "55e825",
        "payer": worker.name,
        "payer_id": masked,
        "issued_on": "2026-11-23",
        "visited_on": "2026-11-23",
        "hospital": HOSPITAL,
        "total_fen": sum(amount for _name, amount in items),
        "insurance_paid_fen": 0,
        "account_paid_fen": 0,
        "cash_paid_fen": sum(amount for _name, amount in items),
        "items": [
            {"name": name, "quantity": 1, "unit": "次", "amount_fen": amount, "category": "检查费"}
            for name, amount in items
        ],
    }
    return values | change


def diagnosis_values(rider: Actor, **change: Any) -> dict[str, Any]:
    """An incomplete fracture of the sixth rib."""
    values = {
        "patient": rider.name,
        "hospital": HOSPITAL,
        "diagnosis": "第6肋骨不全骨折",
        "icd": "S22.300",
        "body_parts": ["thorax"],
        "side": "未注明",
        "issued_on": "2026-11-23",
        "inpatient_needed": False,
    }
    return values | change


def a_paper(given: Given, kind: PaperKind, values: Mapping[str, Any], *, at: datetime = NOON) -> UUID:
    """A paper in the file whose fields are confirmed, by the given handler where the case is his."""
    return some_papers(given, {kind: values}, at=at)[0]


def some_papers(given: Given, values: Mapping[PaperKind, Mapping[str, Any]], *, at: datetime = NOON) -> list[UUID]:
    """Papers handed in together."""
    papers = [PaperIn(kind.value, _stored(given, kind, at)) for kind in values]
    documents_attach(case_id=given.case_id, papers=papers, actor=given.rider, at=at, audience=Audience.APPLICANT)
    wake_case(given.case_id)
    own = given.claim.case.handler_id == given.handler.account_id
    for paper, said in zip(papers, values.values(), strict=True):
        fields_confirm(paper_id=paper.paper_id, values=said, actor=given.handler if own else Actor.system(), at=at)
    given.papers |= {paper.kind: paper.paper_id for paper in papers}
    return [paper.paper_id for paper in papers]


def _stored(given: Given, kind: PaperKind, at: datetime) -> UUID:
    content, name = b"%PDF-1.4\n% " + f"{kind} {next(_numbers)}".encode() + b"\n%%EOF", f"{kind}.pdf"
    file = file_store(name=name, content=content, actor=given.rider, at=at)
    return paper_add(
        file_id=file.id, kind=kind, subject=subject(given.case_id), actor=given.rider, at=at, name=name, read=False
    )


def the_five_documents(
    given: Given,
    *,
    receipt: Mapping[str, Any] | None = None,
    diagnosis: Mapping[str, Any] | None = None,
    liability: PaperKind = PaperKind.SELF_STATEMENT,
    without: tuple[str, ...] = (),
) -> None:
    """Application and consent as signed, diagnosis, receipt and a statement of the rider, all confirmed."""
    signed = {"name": given.rider.name, "signed": True, "signed_on": "2026-11-23"}
    papers: dict[PaperKind, Mapping[str, Any]] = {
        PaperKind.APPLICATION: signed,
        PaperKind.CONSENT: signed,
        PaperKind.DIAGNOSIS: diagnosis_values(given.rider, **(diagnosis or {})),
        PaperKind.RECEIPT: receipt_values(given.rider, **(receipt or {})),
        liability: {"place": "示范路 1 号门前"},
    }
    some_papers(given, {kind: values for kind, values in papers.items() if kind.value not in without})
    if "application" not in without:
        InjuryClaim.objects.filter(pk=given.case_id).update(applied_at=NOON, assessment_wanted=False)


def an_account(rider: Actor, *, at: datetime = NOON) -> None:
    """The rider's social-security card."""
    assert rider.worker_id is not None
    payee_set(
        worker_id=rider.worker_id,
        kind=PayeeKind.SOCIAL_CARD,
        bank_name="示范银行",
        number="6222020000001234567",
        bank_code="102100099996",
        actor=rider,
        at=at,
    )


def platform_confirms(given: Given, *, at: datetime = NOON) -> None:
    platform_answer(actor=given.operator, case_id=given.case_id, answer=PlatformAnswer.CONFIRMED, at=at)


def a_complete(
    *,
    receipt: Mapping[str, Any] | None = None,
    diagnosis: Mapping[str, Any] | None = None,
    confirmed: bool = True,
    account: bool = True,
    **more: Any,
) -> Given:
    """A claim with everything there; nothing has looked at it yet."""
    given = a_reported(**more)
    the_five_documents(given, receipt=receipt, diagnosis=diagnosis)
    if account:
        an_account(given.rider)
    if confirmed:
        platform_confirms(given)
    return given


def a_referred(receipt: Mapping[str, Any] = CUT_ITEMS, **more: Any) -> Given:
    """A claim on the reviewer's desk: 92.00 yuan claimed, 50.00 of it outside the catalogue."""
    given = a_complete(receipt=receipt, **more)
    assert claim_advance(case_id=given.case_id, at=NOON) is Advance.NEEDS_A_PERSON
    return given
