"""Units that do not pay, on their way to the list and off it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from anxin.cases.engine import do
from anxin.cases.services import document_attach
from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.selectors import org_by_credit_code
from anxin.identity.types import Actor, OrgKind, OrgView, Role
from anxin.wages.blacklist.services import blacklist_propose
from anxin.wages.blacklist.types import OrderIn, PersonIn, PersonKind, UnitIn
from tests.given.people import NOON, a_staff, an_id_number, an_org

ORDER = OrderIn(
    number="试人社监令〔2026〕7号",
    ordered_on=date(2026, 10, 26),
    pay_by=date(2026, 11, 10),
    unpaid_fen=12_000_000,
    workers=12,
    reaches_crime_sum=True,
    group_incident=False,
)


@dataclass(frozen=True)
class Unit:
    """A listing procedure with everybody in it."""

    case_id: UUID
    name: str
    credit_code: str
    id_number: str
    bureau: OrgView
    inspector: Actor
    second: Actor
    lead: Actor
    officer: Actor

    def do(self, move: str, actor: Actor | None = None, *, at: datetime = NOON, reason: str = "", **data: Any) -> None:
        """A move of the case, by the inspector when nobody is said."""
        do(case_id=self.case_id, move=move, actor=actor or self.inspector, at=at, data=data, reason=reason)

    def paper(self, kind: str, *, at: datetime = NOON) -> None:
        """A paper of a kind in the file."""
        file = file_store(name=f"{kind}.png", content=a_photo(f"{kind}{self.case_id}"), actor=self.inspector, at=at)
        paper_id = paper_add(
            file_id=file.id,
            kind=PaperKind.OTHER,
            subject=f"case:{self.case_id}",
            actor=self.inspector,
            at=at,
            name=f"{kind}.png",
            read=False,
        )
        document_attach(case_id=self.case_id, kind=kind, paper_id=paper_id, actor=self.inspector, at=at)

    @property
    def org_id(self) -> UUID:
        org = org_by_credit_code(self.credit_code)
        assert org is not None
        return org.id


def a_photo(text: str) -> bytes:
    """A small picture whose colour follows from a text."""
    colour = sha256(text.encode()).digest()[:3]
    out = BytesIO()
    Image.new("RGB", (48, 48), tuple(colour)).save(out, "PNG")
    return out.getvalue()


def a_unit(*, at: datetime = NOON, bureau: OrgView | None = None, **order: Any) -> Unit:
    """A unit proposed for the list, with its legal representative."""
    home = bureau or an_org(OrgKind.DISTRICT, region="990101")
    inspector = a_staff(Role.WAGE_INSPECTOR, org=home, name="孔试察")
    company = an_org(OrgKind.EMPLOYER)
    number = an_id_number()
    ref = blacklist_propose(
        org_id=home.id,
        unit=UnitIn(company.name, company.credit_code),
        persons=[PersonIn(PersonKind.REPRESENTATIVE, "曾试欠", number)],
        order=replace(ORDER, **order),
        actor=inspector,
        at=at,
    )
    return Unit(
        case_id=ref.case_id,
        name=company.name,
        credit_code=company.credit_code,
        id_number=number,
        bureau=home,
        inspector=inspector,
        second=a_staff(Role.WAGE_INSPECTOR, org=home, name="华试稽"),
        lead=a_staff(Role.BUREAU_LEAD, org=home, name="吴试丁"),
        officer=a_staff(Role.EMPLOYER_OFFICER, org=company, name="曾试办"),
    )


def a_proposed(**more: Any) -> Unit:
    """Told, nothing to say, proposed by the inspector."""
    unit = a_unit(**more)
    unit.do("notify")
    unit.do("waive", unit.officer, reason="没有意见")
    unit.do("propose_list", reason="责令后仍不支付")
    return unit


def a_listed(**more: Any) -> Unit:
    """On the list since today."""
    unit = a_proposed(**more)
    unit.do("confirm_list", unit.lead, reason="情形具备")
    return unit


def a_corrected(day: date) -> Unit:
    """On the list, everything paid on a day, the promise given."""
    unit = a_listed()
    at = NOON + timedelta(days=(day - NOON.date()).days)
    unit.paper("payment_proof", at=at)
    unit.paper("promise", at=at)
    unit.do("paid", at=at, day=day)
    unit.do("promise", unit.officer, at=at, day=day)
    unit.do("note_facts", at=at, reason="查询结果", new_arrears=False, criminal_case=False)
    return unit
