"""No platform is asked: a person looks the ticket up on the province's page and notes what it says."""

from __future__ import annotations

from anxin.documents.verification.base import Answer, Ticket, Verdict


class ByHand:
    """The default, because every province has its own platform and most ask for a picture code."""

    key = "by_hand"
    label = "人工查验"
    online = False

    def check(self, ticket: Ticket) -> Answer:
        return Answer(Verdict.UNANSWERED)
