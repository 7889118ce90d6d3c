"""Employers: real names, verified by staff, held back by restrictions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anxin.documents.services import file_store, paper_add
from anxin.documents.types import PaperKind
from anxin.identity.names import org_name_parse, person_name_parse
from anxin.identity.numbers import credit_code_parse, id_number_parse, phone_parse
from anxin.identity.selectors import actor_for, org, org_by_credit_code, restrictions, worker_by_id
from anxin.identity.services import org_create, post_grant, staff_create
from anxin.identity.types import Actor, OrgKind, OrgView, RestrictionView, Role
from anxin.kit.clock import day_of
from anxin.kit.crypto import blind
from anxin.kit.errors import BadInput, NotAllowed, NotFound, Refused
from anxin.kit.events import emit
from anxin.kit.text import sentence
from anxin.market.jobs.events import EmployerStopped
from anxin.market.jobs.models import Employer, JobPost
from anxin.market.jobs.rights import require_market_staff
from anxin.market.jobs.services.moves import end_pending
from anxin.market.jobs.types import EmployerKind, EmployerState, EmployerView, PostState
from anxin.market.jobs.views import STOPPING, employer_view

_SYSTEM = Actor.system("市场自助登记")


@dataclass(frozen=True, slots=True)
class CompanyIn:
    """What a firm says when it registers (单位登记)."""

    name: str
    credit_code: str
    contact_name: str
    contact_phone: str = field(repr=False)
    controller_name: str = field(repr=False)
    controller_id_number: str = field(repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    licence: tuple[str, bytes] | None = None


@transaction.atomic
def company_register(*, company: CompanyIn, at: datetime) -> EmployerView:
    """A firm registers itself; it may write posts at once, and publish when staff have seen its papers.

    The officer's account opens the firm's own pages only when the firm was unknown before: for a firm that other
    services already know, staff hand the post out after looking at the licence.

    Raises:
        Refused: the firm is registered already, or the user name is taken. BadInput: a number cannot be right.
    """
    code = credit_code_parse(company.credit_code)
    known = org_by_credit_code(code)
    if known is not None and Employer.objects.filter(org_id=known.id).exists():
        raise Refused(_("这个单位已经登记过。请本单位经办人登录，或联系零工市场。"), field="credit_code")
    home = known or org_create(
        kind=OrgKind.EMPLOYER, name=company.name, credit_code=code, phone="", actor=_SYSTEM, at=at
    )
    account_id = staff_create(
        username=company.username,
        name=person_name_parse(company.contact_name),
        password=company.password,
        temporary=False,
        actor=_SYSTEM,
        at=at,
    )
    if known is None:
        _grant(account_id, home, at)
    row = _company_row(company, home, account_id, at)
    return employer_view(row)


def _grant(account_id: UUID, org: OrgView, at: datetime) -> None:
    post_grant(
        account_id=account_id,
        org_id=org.id,
        role=Role.EMPLOYER_OFFICER,
        starts_on=day_of(at),
        actor=_SYSTEM,
        at=at,
    )


def _company_row(company: CompanyIn, org: OrgView, account_id: UUID | None, at: datetime) -> Employer:
    controller = person_name_parse(company.controller_name)
    number = id_number_parse(company.controller_id_number, on=day_of(at)) if company.controller_id_number else ""
    row = Employer(
        kind=EmployerKind.COMPANY.value,
        name=org_name_parse(org.name, label=_("单位名称"), most=100),
        org_id=org.id,
        officer_id=account_id,
        contact_name=person_name_parse(company.contact_name),
        contact_phone=phone_parse(company.contact_phone),
        controller_name=controller,
        controller_blind=blind(number, purpose="market.controller") if number else "",
        registered_at=at,
    )
    if company.licence is not None:
        row.licence_paper_id = _licence(row.pk, company.licence, at)
    row.save(force_insert=True)
    return Employer.objects.select_related("org").get(pk=row.pk)


def _licence(employer_id: UUID, licence: tuple[str, bytes], at: datetime) -> UUID:
    name, content = licence
    file = file_store(name=name, content=content, actor=_SYSTEM, at=at)
    subject = f"market:employer:{employer_id}"
    return paper_add(
        file_id=file.id, kind=PaperKind.OTHER, subject=subject, actor=_SYSTEM, at=at, name=name, read=False
    )


@transaction.atomic
def employer_admit(
    *,
    org: OrgView,
    contact_name: str,
    contact_phone: str,
    controller_name: str,
    controller_key: str,
    actor: Actor,
    at: datetime,
) -> EmployerView:
    """Staff enter a firm whose papers they have seen (代为登记). Entering it twice is entering it once.

    Args:
        controller_key: the ID number of the controlling person; empty when it is not known.

    Raises:
        NotAllowed: not market staff.
    """
    require_market_staff(actor)
    row, _new = Employer.objects.get_or_create(
        org_id=org.id,
        defaults={
            "kind": EmployerKind.COMPANY.value,
            "name": org.name,
            "state": EmployerState.VERIFIED.value,
            "contact_name": person_name_parse(contact_name),
            "contact_phone": phone_parse(contact_phone),
            "controller_name": person_name_parse(controller_name),
            "controller_blind": blind(controller_key, purpose="market.controller") if controller_key else "",
            "registered_at": at,
            "verified_at": at,
            "verified_by_id": actor.account_id,
        },
    )
    return employer_view(row)


@transaction.atomic
def individual_register(*, actor: Actor, at: datetime) -> EmployerView:
    """Somebody with a real name may offer work in his own household (个人雇主). Registering twice is once.

    Raises:
        NotAllowed: not signed in as a person.
        Refused: the real-name check said no.
    """
    worker = worker_by_id(actor.worker_id) if actor.worker_id else None
    if worker is None:
        raise NotAllowed(_("请用手机号登录并完成实名登记，再发布家里的活。"))
    known = Employer.objects.filter(worker_id=worker.id).first()
    if known is not None:
        return employer_view(known)
    if worker.real_name_state.value == "refused":
        raise Refused(_("实名核验没有通过，请本人带身份证到人社窗口办理。"))
    row = Employer(
        kind=EmployerKind.INDIVIDUAL.value,
        name=_("%(family)s先生/女士家") % {"family": worker.name[:1]},
        worker_id=worker.id,
        contact_name=worker.name,
        contact_phone=worker.phone,
        controller_name=worker.name,
        controller_blind=blind(worker.id_number, purpose="market.controller"),
        registered_at=at,
    )
    if worker.real_name_confirmed:
        row.state, row.verified_at = EmployerState.VERIFIED.value, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row = Employer.objects.get(worker_id=worker.id)
    return employer_view(row)


@transaction.atomic
def employer_verify(*, employer_id: UUID, verified: bool, actor: Actor, at: datetime, reason: str = "") -> EmployerView:
    """Staff have looked at the licence and the contact (核验用人单位).

    Raises:
        NotAllowed: not market staff. BadInput: a refusal without a reason. Refused: a restriction runs.
    """
    require_market_staff(actor)
    row = Employer.objects.select_for_update(of=("self",)).select_related("org").filter(pk=employer_id).first()
    if row is None:
        raise NotFound(_("没有找到这个用人单位，请刷新页面再看。"))
    said = sentence(reason, most=300, label=_("理由"))
    if not verified and not said:
        raise BadInput(_("请写明为什么没有通过，对方会看到。"), field="reason")
    if verified and (running := stopping(row)) is not None:
        raise Refused(_("这个单位正被限制发布：%(reason)s") % {"reason": running.reason})
    row.state = (EmployerState.VERIFIED if verified else EmployerState.REFUSED).value
    row.reason, row.verified_by_id = said, actor.account_id
    row.verified_at = at if verified else None
    row.save(update_fields=["state", "reason", "verified_at", "verified_by"])
    if verified and row.org is not None and row.officer_id is not None:
        _grant_once(row, at)
    return employer_view(row, flagged=sibling_restricted(row))


def _grant_once(row: Employer, at: datetime) -> None:
    assert row.org_id is not None
    assert row.officer_id is not None
    home = org(row.org_id)
    if home is not None and row.org_id not in actor_for(row.officer_id, on=day_of(at)).orgs(Role.EMPLOYER_OFFICER):
        _grant(row.officer_id, home, at)


def stopping(row: Employer) -> RestrictionView | None:
    """The restriction that keeps an employer from offering work today, or None."""
    found = restrictions(org_id=row.org_id) if row.org_id else restrictions(worker_id=row.worker_id)
    return next((one for one in found if one.kind in STOPPING), None)


def sibling_restricted(row: Employer) -> str:
    """Why staff should look twice: another firm of the same controlling person may not publish. Empty when none."""
    if not row.controller_blind:
        return ""
    sisters = Employer.objects.filter(controller_blind=row.controller_blind).exclude(pk=row.pk)
    for sister in sisters.select_related("org").order_by("registered_at"):
        if stopping(sister) is not None:
            return _("同一实际控制人的“%(name)s”正被限制发布，请先核实。") % {"name": sister.name}
    return ""


@transaction.atomic
def employer_stop(*, org_id: UUID | None = None, worker_id: UUID | None = None, at: datetime) -> int:
    """A restriction was put: pull every open post and tell those who wait. Returns how many posts went."""
    rows = Employer.objects.select_for_update()
    row = rows.filter(_whose(org_id, worker_id)).first()
    if row is None or stopping(row) is None:
        return 0
    row.state = EmployerState.STOPPED.value
    row.save(update_fields=["state"])
    open_states = [PostState.LIVE.value, PostState.PAUSED.value, PostState.REVIEW.value]
    posts = list(JobPost.objects.select_for_update().filter(employer=row, state__in=open_states).order_by("id"))
    for post in posts:
        post.state, post.state_reason, post.changed_at = PostState.PULLED.value, _("雇主被限制发布"), at
        post.save(update_fields=["state", "state_reason", "changed_at"])
        end_pending(post, reason="post_pulled", actor=Actor.system(), at=at)
    emit(EmployerStopped(row.pk, len(posts), at))
    return len(posts)


def _whose(org_id: UUID | None, worker_id: UUID | None) -> Q:
    return Q(org_id=org_id) if org_id is not None else Q(worker_id=worker_id)


@transaction.atomic
def employer_release(*, org_id: UUID | None = None, worker_id: UUID | None = None, at: datetime) -> None:
    """A restriction ended: staff verify anew before anything is offered; posts that were pulled stay away."""
    rows = Employer.objects.select_for_update().filter(state=EmployerState.STOPPED.value)
    row = rows.filter(_whose(org_id, worker_id)).first()
    if row is not None and stopping(row) is None:
        row.state = EmployerState.WAITING.value
        row.save(update_fields=["state"])
