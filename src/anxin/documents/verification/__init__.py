"""Verifying a receipt with the office that issued it. One module a platform; ``ANXIN_RECEIPT_CHECK`` names it."""

from anxin.documents.verification import by_hand, http_json
from anxin.documents.verification.base import (
    VERDICT_NAMES,
    Answer,
    Ticket,
    Verdict,
    Verifier,
    register,
    verifier,
)

register(by_hand.ByHand())
register(http_json.HttpJsonPlatform())

__all__ = ["VERDICT_NAMES", "Answer", "Ticket", "Verdict", "Verifier", "register", "verifier"]
