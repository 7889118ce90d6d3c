"""Signing the application and the consent on the page (签名): filled from what is known, signed by finger, made a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import do
from anxin.cases.selectors import case_view, documents
from anxin.claims import forms
from anxin.claims.errors import NoPayee, NoSuchClaim
from anxin.claims.models import InjuryClaim
from anxin.claims.services.papers import stored_attach
from anxin.claims.types import WHAT_NAMES, What
from anxin.claims.wakening import wake_case
from anxin.documents.letters import render
from anxin.documents.services import fields_confirm, file_store
from anxin.documents.types import PaperKind
from anxin.identity.consent_texts import consent_text
from anxin.identity.selectors import org, payee_account, worker_by_id
from anxin.identity.services import consent_give
from anxin.identity.types import Actor, WorkerView
from anxin.kit.clock import day_of
from anxin.kit.dates import say_day, say_moment
from anxin.kit.errors import NotAllowed
from anxin.kit.text import mask_account


def application_sign(
    *, actor: Actor, case_id: UUID, signature: bytes, assessment_wanted: bool, at: datetime
) -> UUID:
    """Sign the application (伤残待遇申请表); the report becomes a claim. Gives the paper's id.

    Args:
        signature: PNG of the strokes.
        assessment_wanted: the worker asks for an assessment of labour capacity, so the injury may last.

    Raises:
        NotAllowed: only the worker signs. NoPayee: the account is not known yet. BadInput: no usable signature.
    """
    claim, worker = _signer(actor, case_id)
    payee = payee_account(worker.id)
    if payee is None:
        raise NoPayee(_("请先填好收款账户，再签申请表。"))
    account = f"{payee.bank_name} {mask_account(payee.number)}"
    data = _application(claim, worker, account, assessment_wanted, signature, at)
    pdf = render("application", data, at=at)
    with transaction.atomic():
        paper_id = _file_signed(actor, case_id, PaperKind.APPLICATION, worker, pdf, at)
        fresh = InjuryClaim.objects.filter(pk=case_id)
        fresh.update(assessment_wanted=assessment_wanted)
        if case_view(Actor.system(), case_id).step == "reported":
            do(case_id=case_id, move="apply", actor=actor, at=at)
        else:
            fresh.filter(applied_at=None).update(applied_at=at)
        wake_case(case_id)
    return paper_id


def consent_sign(
    *, actor: Actor, case_id: UUID, signature: bytes, version: str, sha256: str, at: datetime, device: str = ""
) -> UUID:
    """Sign the consent to the use of medical data (知情同意确认书). Gives the paper's id.

    Args:
        version, sha256: of the text that was on the page; it must still be the one in force.

    Raises:
        NotAllowed: only the worker consents. Refused: the text has changed meanwhile.
    """
    claim, worker = _signer(actor, case_id)
    text = consent_text(forms.CONSENT_KEY, version)
    data = {
        "title": text.title,
        "number": claim.number,
        "version": text.version,
        "digest": text.sha256[:16],
        "name": worker.name,
        "id_number": worker.id_number,
        "paragraphs": [part.strip() for part in text.body.split("\n\n") if part.strip()],
        "signed_on": say_day(day_of(at)),
        "signature": signature,
    }
    pdf = render("consent", data, at=at)
    with transaction.atomic():
        consent_give(
            worker_id=worker.id, key=text.key, version=version, sha256=sha256, actor=actor, at=at, device=device
        )
        paper_id = _file_signed(actor, case_id, PaperKind.CONSENT, worker, pdf, at)
        wake_case(case_id)
    return paper_id


def _signer(actor: Actor, case_id: UUID) -> tuple[InjuryClaim, WorkerView]:
    claim = InjuryClaim.objects.filter(pk=case_id).first()
    if claim is None or actor.worker_id != claim.worker_id:
        if claim is not None and actor.is_staff:
            raise NotAllowed(_("只有劳动者本人可以签名。"))
        raise NoSuchClaim(_("没有找到这个案件。"))
    worker = worker_by_id(claim.worker_id)
    if worker is None:
        raise NoSuchClaim(_("没有找到这个案件。"))
    return claim, worker


def _application(
    claim: InjuryClaim, worker: WorkerView, account: str, assessment_wanted: bool, signature: bytes, at: datetime
) -> Mapping[str, Any]:
    platform = org(claim.platform_id) if claim.platform_id else None
    return {
        "number": claim.number,
        "name": worker.name,
        "id_number": worker.id_number,
        "phone": worker.phone,
        "platform": platform.name if platform else _("未确定"),
        "happened_at": say_moment(claim.happened_at),
        "order": claim.order_no or _("没有找到订单"),
        "place": claim.place,
        "story": claim.narrative or WHAT_NAMES[What(claim.what)],
        "hospital": _("见诊断证明书"),
        "diagnosis": _("见诊断证明书"),
        "claimed": _("以医疗收费票据为准"),
        "account": account,
        "wishes": [
            {"chosen": True, "text": str(forms.WISH_MEDICAL)},
            {"chosen": assessment_wanted, "text": str(forms.WISH_ASSESSMENT)},
        ],
        "statements": [str(statement) for statement in forms.STATEMENTS],
        "signed_on": say_day(day_of(at)),
        "signature": signature,
    }


def _file_signed(
    actor: Actor, case_id: UUID, kind: PaperKind, worker: WorkerView, pdf: bytes, at: datetime
) -> UUID:
    """Store a signed form; what stands in it needs no reading, because the product wrote it."""
    name = f"{kind.value}.pdf"
    file = file_store(name=name, content=pdf, actor=actor, at=at)
    before = next((entry for entry in documents(Actor.system(), case_id) if entry.kind == kind.value and entry.live), None)
    paper_id = stored_attach(
        actor=actor, case_id=case_id, kind=kind, name=name, file_id=file.id, at=at, read=False,
        replaces=before.id if before else None,
    )
    values = {"name": worker.name, "id_number": worker.id_number, "signed": True, "signed_on": day_of(at)}
    fields_confirm(paper_id=paper_id, values=values, actor=actor, at=at)
    return paper_id
