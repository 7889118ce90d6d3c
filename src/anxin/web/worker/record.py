"""My record: what is kept of me, what I agreed to, who looked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anxin.identity.consent_texts import consent_text
from anxin.identity.selectors import consents, payee_history, reads_of, worker_cards
from anxin.identity.services import consent_withdraw
from anxin.kit import clock
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.routes import actor_of

READS_MOST = 100


@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """What is kept of me, masked: a phone is looked at over shoulders."""
    worker_id = _own_id(request)
    shown = {"card": worker_cards([worker_id])[worker_id], "changes": payee_history(worker_id), "tab": "me"}
    return render(request, "worker/record.html", shown)


@require_GET
def readers(request: HttpRequest) -> HttpResponse:
    """Who looked at my record, and why."""
    reads = reads_of(_own_id(request), most=READS_MOST)
    return render(request, "worker/readers.html", {"reads": reads, "most": READS_MOST, "tab": "me"})


@require_GET
def agreed(request: HttpRequest) -> HttpResponse:
    """What I agreed to, with the texts."""
    given = [(consent, consent_text(consent.key, consent.version).body) for consent in consents(_own_id(request))]
    return render(request, "worker/agreed.html", {"given": given, "tab": "me"})


@require_POST
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Take a consent back: one tap, as it was given."""
    with refusals_said(request):
        consent_withdraw(consent_id=consent_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已撤回。撤回之前已经办理的事项不受影响。"))
    return redirect("my-consents")


def _own_id(request: HttpRequest) -> UUID:
    worker_id = actor_of(request).worker_id
    assert worker_id is not None, "the route admits workers only"
    return worker_id
