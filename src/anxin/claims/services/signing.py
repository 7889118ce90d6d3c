"""Signing application and consent on the page (签名): filled from what is known, signed once, made two PDFs."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.cases.engine import do
from anxin.cases.selectors import documents
from anxin.claims import forms
from anxin.claims.errors import NoPayee, NoSuchClaim
from anxin.claims.models import InjuryClaim
from anxin.claims.services.papers import stored_attach
from anxin.claims.types import WHAT_NAMES, What
from anxin.documents.letters import render
from anxin.documents.services import fields_confirm, file_store
from anxin.documents.types import PaperKind
from anxin.identity.consent_texts import consent_text
from anxin.identity.names import same_name
from anxin.identity.selectors import org, payee_account, worker_by_id
from anxin.identity.services import consent_give
from anxin.identity.types import Actor, ConsentText, WorkerView
from anxin.kit.clock import day_of, local
from anxin.kit.dates import formal_day
from anxin.kit.errors import BadInput, NotAllowed, Refused
from anxin.kit.text import mask_account

DATA_URL: Final = "data:image/png;base64,"


@dataclass(frozen=True, slots=True)
class _Signed:
    """Who signs, how, and when."""

    claim: InjuryClaim
    worker: WorkerView
    actor: Actor
    strokes: bytes | None = field(repr=False)
    at: datetime

    @property
    def how(self) -> str:
        """What stands under the form when no strokes do."""
        return "" if self.strokes else _("本人以输入姓名的方式签署：%(name)s。") % {"name": self.worker.name}


def application_sign(
    *,
    actor: Actor,
    case_id: UUID,
    consent_sha256: str,
    at: datetime,
    signature: str | bytes = "",
    typed_name: str = "",
    assessment_wanted: bool = False,
    device: str = "",
) -> tuple[UUID, UUID]:
    """Sign the application (申请表) and the consent (知情同意确认书): the report becomes a claim.

    Args:
        signature: PNG of the strokes, as bytes or as a data URL of the page.
        typed_name: the worker's own name, for who cannot draw.
        consent_sha256: of the consent text that was on the page; it must still be the one in force.
        assessment_wanted: the worker also asks for an assessment of labour capacity.

    Returns:
        The ids of the two papers.

    Raises:
        NotAllowed: only the worker signs. NoPayee: the account is not known yet. Refused: the consent text has
        changed meanwhile. BadInput: no usable signature.
    """
    claim, worker = _signer(actor, case_id)
    signed = _Signed(claim, worker, actor, _strokes(signature, typed_name, worker), at)
    text = consent_text(forms.CONSENT_KEY)
    if text.sha256 != consent_sha256:
        raise Refused(_("告知书的内容已更新，请重新阅读后再签名。"))
    application = render("application", _application(signed, assessment_wanted), at=at)
    consent = render("consent", _consent(signed, text), at=at)
    with transaction.atomic():
        consent_give(
            worker_id=worker.id,
            key=text.key,
            version=text.version,
            sha256=consent_sha256,
            actor=actor,
            at=at,
            device=device,
        )
        papers = (
            _file(signed, PaperKind.APPLICATION, application),
            _file(signed, PaperKind.CONSENT, consent),
        )
        _becomes_claim(signed, assessment_wanted)
    return papers


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


def _strokes(signature: str | bytes, typed_name: str, worker: WorkerView) -> bytes | None:
    if isinstance(signature, bytes) and signature:
        return signature
    if isinstance(signature, str) and signature.startswith(DATA_URL):
        try:
            return base64.b64decode(signature.removeprefix(DATA_URL), validate=True)
        except binascii.Error as error:
            raise BadInput(_("签名没有传成功，请清除后重新签一次。"), field="signature") from error
    if typed_name and same_name(typed_name.strip(), worker.name):
        return None
    raise BadInput(_("请签名，或者输入您实名登记的姓名。"), field="typed_name")


def _application(signed: _Signed, assessment_wanted: bool) -> dict[str, Any]:
    claim, worker = signed.claim, signed.worker
    payee = payee_account(worker.id)
    if payee is None:
        raise NoPayee(_("请先填好收款账户，再签申请表。"))
    platform = org(claim.platform_id) if claim.platform_id else None
    statements = [*(str(statement) for statement in forms.STATEMENTS), *filter(None, [signed.how])]
    return {
        "number": claim.number,
        "name": worker.name,
        "id_number": worker.id_number,
        "phone": worker.phone,
        "platform": platform.name if platform else _("未确定"),
        "happened_at": f"{formal_day(day_of(claim.happened_at))} {local(claim.happened_at):%H:%M}",
        "order": claim.order_no or _("没有找到订单"),
        "place": claim.place or _("见事故责任证明"),
        "story": claim.narrative or WHAT_NAMES[What(claim.what)],
        "hospital": _("见诊断证明书"),
        "diagnosis": _("见诊断证明书"),
        "claimed": _("以医疗收费票据为准"),
        "account": f"{payee.bank_name} {mask_account(payee.number)}",
        "wishes": [
            {"chosen": True, "text": str(forms.WISH_MEDICAL)},
            {"chosen": assessment_wanted, "text": str(forms.WISH_ASSESSMENT)},
        ],
        "statements": statements,
        "signed_on": formal_day(day_of(signed.at)),
        "signature": signed.strokes,
    }


def _consent(signed: _Signed, text: ConsentText) -> dict[str, Any]:
    paragraphs = [part.strip() for part in text.body.splitlines() if part.strip()]
    return {
        "title": text.title,
        "number": signed.claim.number,
        "version": text.version,
        "digest": text.sha256[:16],
        "name": signed.worker.name,
        "id_number": signed.worker.id_number,
        "paragraphs": [*paragraphs, *filter(None, [signed.how])],
        "signed_on": formal_day(day_of(signed.at)),
        "signature": signed.strokes,
    }


def _file(signed: _Signed, kind: PaperKind, pdf: bytes) -> UUID:
    """Keep a signed form; what stands in it needs no reading, because the product wrote it."""
    case_id, actor, at = signed.claim.pk, signed.actor, signed.at
    name = f"{kind.value}.pdf"
    file = file_store(name=name, content=pdf, actor=actor, at=at)
    entries = documents(Actor.system(), case_id)
    before = next((entry for entry in entries if entry.kind == kind.value and entry.live), None)
    paper_id = stored_attach(
        actor=actor,
        case_id=case_id,
        kind=kind,
        name=name,
        file_id=file.id,
        at=at,
        read=False,
        replaces=before.id if before else None,
    )
    values = {
        "name": signed.worker.name,
        "id_number": signed.worker.id_number,
        "signed": True,
        "signed_on": day_of(at),
    }
    fields_confirm(paper_id=paper_id, values=values, actor=actor, at=at)
    return paper_id


def _becomes_claim(signed: _Signed, assessment_wanted: bool) -> None:
    """Signing early or again makes the application; signing later only puts a better paper into the file."""
    if InjuryClaim.objects.filter(pk=signed.claim.pk, case__step__in=("reported", "collecting")).exists():
        data = {"assessment_wanted": assessment_wanted}
        do(case_id=signed.claim.pk, move="apply", actor=signed.actor, at=signed.at, data=data)
