"""Where a claim's next step and its papers live on the worker's phone."""

from django import template
from django.template import Context
from django.urls import reverse

from anxin.claims.types import DOTS, ClaimCard, DecisionLine, SlotView, WorkerClaimView, WorkerStatus
from anxin.cover.types import yuan4 as in_yuan
from anxin.notify.selectors import unread_count
from anxin.notify.types import MessageView
from anxin.wages.types import DOTS as WAGE_DOTS
from anxin.wages.types import WageCard

register = template.Library()


@register.filter
def yuan4(hao: int) -> str:
    """``700`` (1/10000 yuan) as ``0.0700``."""
    return in_yuan(hao)


SIGNED_SLOTS = ("application", "consent")
_NEXT_PAGES = {
    "sign": "my-signature",
    "payee": "my-payee",
    "object": "my-decision",
    "done": "my-decision",
    "submit": "my-case",
}
_SETTLED = ("pass", "info")
_ENDED_BADLY = (WorkerStatus.REFUSED, WorkerStatus.WITHDRAWN)


@register.simple_tag
def next_address(claim: ClaimCard | WorkerClaimView) -> str:
    """The page of the next step; empty when there is nothing for the worker to do."""
    if claim.next.key == "papers":
        return _papers_address(claim)
    route = _NEXT_PAGES.get(claim.next.key)
    return reverse(route, args=[claim.case_id]) if route else ""


@register.simple_tag
def slot_address(claim: WorkerClaimView, slot: SlotView) -> str:
    """Where a document is handed in; empty once nothing can be changed."""
    if claim.status not in (WorkerStatus.REPORTED, WorkerStatus.WAITING_FOR_YOU) and not slot.papers:
        return ""
    if slot.key in SIGNED_SLOTS and not slot.papers:
        return reverse("my-signature", args=[claim.case_id])
    return reverse("my-papers", args=[claim.case_id, slot.key])


@register.inclusion_tag("ui/partials/steps.html")
def dots(claim: ClaimCard | WorkerClaimView) -> dict[str, object]:
    """The five dots of a claim."""
    return {"names": DOTS, "now": claim.dot, "stopped": claim.status in _ENDED_BADLY}


@register.inclusion_tag("ui/partials/steps.html")
def wage_dots(card: WageCard) -> dict[str, object]:
    """The five dots of a wage case."""
    return {"names": WAGE_DOTS, "now": card.dot, "stopped": card.stopped}


@register.filter
def card_template(card: ClaimCard | WageCard) -> str:
    """How a card of the list is drawn: injuries and unpaid wages look different."""
    return "worker/wages/card.html" if isinstance(card, WageCard) else "worker/partials/case_card.html"


@register.simple_tag
def message_address(message: MessageView) -> str:
    """The case or the account a message is about; empty when it is about neither."""
    kind, _, number = message.subject.partition(":")
    if kind == "payee":
        return reverse("my-own-payee")
    return reverse("my-case", args=[number]) if kind == "case" else ""


@register.simple_tag(takes_context=True)
def unread_messages(context: Context) -> int:
    """How many messages the worker has not seen, for the dot beside the word."""
    actor = context["actor"]
    return unread_count(actor) if actor and actor.worker_id else 0


@register.filter
def preset(slot: SlotView) -> str:
    """The kind a paper is filed as when its owner does not say: the one that proves least."""
    kinds = [kind for kind, _label in slot.accepts]
    return "self_statement" if "self_statement" in kinds else kinds[0]


@register.filter
def signs(slot: SlotView) -> bool:
    """Is this document made by signing on the page?"""
    return slot.key in SIGNED_SLOTS


@register.filter
def in_view(lines: tuple[DecisionLine, ...]) -> list[DecisionLine]:
    """The lines a worker looks for: each sum, and whatever spoke against paying."""
    return [line for line in lines if line.amount_fen is not None or line.result not in _SETTLED]


@register.filter
def folded(lines: tuple[DecisionLine, ...]) -> list[DecisionLine]:
    """The conditions that were met: they belong to the decision, but nobody came for them."""
    return [line for line in lines if line.amount_fen is None and line.result in _SETTLED]


def _papers_address(claim: ClaimCard | WorkerClaimView) -> str:
    slots = claim.slots if isinstance(claim, WorkerClaimView) else ()
    first = next((slot for slot in slots if not slot.handed_in and slot.key not in SIGNED_SLOTS), None)
    if first is None:
        return reverse("my-case", args=[claim.case_id])
    return reverse("my-papers", args=[claim.case_id, first.key])
