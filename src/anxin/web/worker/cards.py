"""All cases of a worker in one list: injuries and unpaid wages, newest first."""

from __future__ import annotations

from datetime import datetime

from anxin.claims.selectors import claims_of_worker
from anxin.claims.types import ClaimCard
from anxin.identity.types import Actor
from anxin.wages.selectors import wage_cards
from anxin.wages.types import WageCard


def my_cards(actor: Actor) -> list[ClaimCard | WageCard]:
    """One worker, one account: whatever the matter, it stands here."""
    cards: list[ClaimCard | WageCard] = [*claims_of_worker(actor=actor), *wage_cards(actor=actor)]
    return sorted(cards, key=_since, reverse=True)


def _since(card: ClaimCard | WageCard) -> datetime:
    return card.happened_at if isinstance(card, ClaimCard) else card.reported_at
