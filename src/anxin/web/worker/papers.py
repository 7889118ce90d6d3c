"""Handing in documents: one page per document, each file by itself, what was read seconds later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anxin.claims.selectors import claim_for_worker, paper_image
from anxin.claims.services import paper_attach, specimen_attach
from anxin.claims.types import SlotView, WorkerClaimView
from anxin.kit import clock
from anxin.kit.errors import BadInput, NotFound, Refused
from anxin.kit.ids import uuid_in
from anxin.web.ui.routes import actor_of
from anxin.web.worker.templatetags.worker import SIGNED_SLOTS, preset

_EXAMPLES = {"receipt": "receipt", "diagnosis": "diagnosis", "liability": "liability"}


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, case_id: UUID, slot_key: str) -> HttpResponse:
    """One document of the checklist. htmx asks for the papers only; the outbox asks for JSON."""
    claim = claim_for_worker(actor=actor_of(request), case_id=case_id)
    slot = _slot(claim, slot_key)
    if request.method == "POST":
        return _attach(request, claim, slot)
    if request.headers.get("HX-Request"):
        return _papers_part(request, claim, slot)
    return _page(request, claim, slot)


@require_POST
def specimen(request: HttpRequest, case_id: UUID, slot_key: str) -> HttpResponse:
    """In the demo city: hand in an invented paper, for whoever has none at hand."""
    claim = claim_for_worker(actor=actor_of(request), case_id=case_id)
    slot = _slot(claim, slot_key)
    try:
        specimen_attach(actor=actor_of(request), case_id=case_id, slot=slot_key, at=clock.now())
    except Refused as refused:
        return _say_refusal(request, claim, slot, refused)
    return redirect("my-papers", case_id, slot_key)


@require_GET
def image(request: HttpRequest, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """The first page of one of my papers as a picture."""
    content = paper_image(actor=actor_of(request), case_id=case_id, paper_id=paper_id)
    if content is None:
        return HttpResponseRedirect(static("ui/paper.svg"), headers={"Cache-Control": "no-store"})
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _attach(request: HttpRequest, claim: WorkerClaimView, slot: SlotView) -> HttpResponse:
    kind = request.POST.get("kind") or preset(slot)
    try:
        if kind not in dict(slot.accepts):
            raise BadInput(_("请选一下这是哪一种材料。"))
        files = request.FILES.getlist("files")
        if not files:
            raise BadInput(_("还没有选照片或文件。"))
        retakes = uuid_in(request.POST.get("retakes", ""))
        for place, upload in enumerate(files):
            _attach_one(request, claim.case_id, kind, upload, retakes if place == 0 else None)
    except Refused as refused:
        return _say_refusal(request, claim, slot, refused)
    fresh = claim_for_worker(actor=actor_of(request), case_id=claim.case_id)
    if request.headers.get("HX-Request"):
        return _papers_part(request, fresh, _slot(fresh, slot.key))
    address = reverse("my-papers", args=[claim.case_id, slot.key])
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"next": address})
    return redirect(address)


def _attach_one(
    request: HttpRequest, case_id: UUID, kind: str, upload: UploadedFile[Any], retakes: UUID | None
) -> None:
    paper_attach(
        case_id=case_id,
        kind=kind,
        name=upload.name or "photo",
        content=upload.read(),
        actor=actor_of(request),
        at=clock.now(),
        retakes=retakes,
    )


def _say_refusal(request: HttpRequest, claim: WorkerClaimView, slot: SlotView, refused: Refused) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "ui/partials/refused.html", {"sentence": refused.sentence}, status=refused.status)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return _page(request, claim, slot, sentence=refused.sentence, status=refused.status)


def _page(
    request: HttpRequest, claim: WorkerClaimView, slot: SlotView, sentence: str = "", status: int = 200
) -> HttpResponse:
    example = _EXAMPLES.get(slot.key, "record")
    following = _following(claim, slot)
    facts = {
        "claim": claim,
        "slot": slot,
        "sentence": sentence,
        "good": static(f"worker/examples/{example}-good.svg"),
        "bad": static(f"worker/examples/{example}-bad.svg"),
        "next_address": reverse("my-papers", args=[claim.case_id, following.key])
        if following
        else reverse("my-case", args=[claim.case_id]),
        "next_label": _("下一份：%(label)s") % {"label": following.label} if following else _("回到案件"),
    }
    return render(request, "worker/papers.html", facts, status=status)


def _papers_part(request: HttpRequest, claim: WorkerClaimView, slot: SlotView) -> HttpResponse:
    return render(request, "worker/partials/papers.html", {"claim": claim, "slot": slot})


def _following(claim: WorkerClaimView, slot: SlotView) -> SlotView | None:
    """The next document still missing, after this one in the list."""
    waiting = [
        other
        for other in claim.slots
        if not other.handed_in and other.key not in SIGNED_SLOTS and other.key != slot.key
    ]
    return next((other for other in waiting if other.number > slot.number), waiting[0] if waiting else None)


def _slot(claim: WorkerClaimView, key: str) -> SlotView:
    found = next((slot for slot in claim.slots if slot.key == key), None)
    if found is None:
        raise NotFound(_("没有这一种材料，请从案件页面重新进入。"))
    return found
