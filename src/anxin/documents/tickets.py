"""How a ticket is known without saying which it is."""

from __future__ import annotations

from anxin.kit.crypto import blind
from anxin.kit.text import fold


def ticket_blind(code: str, number: str) -> str:
    """The keyed hash under which a ticket is registered."""
    return blind(f"{fold(code)}/{fold(number)}", purpose="documents.receipt.ticket")
