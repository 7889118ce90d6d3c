"""What stands on a slip."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """One match on paper. Every text is ready to be read; nothing names the worker, who may lose the slip.

    Args:
        number: the slip's own number, e.g. ``P1123-0042``.
        title: the trade or job, largest of all; ``trade`` names it once more for who does not read Chinese.
        pay: ``280 元/天``, with ``paid_how`` (``当天结清``).
        when: day and hours.
        place: the address; ``way`` tells a stranger how to get there.
        contact, phone: whom to ask for.
        slots_left: how many are still wanted, for an honest expectation; ``ahead`` how many slips are out for it.
        why: parts of the score in words; ``missing``: what the worker still lacks.
        bring: what to take along.
        url: opens the job on the phone; it stands in the QR code.
        held_until: the place is kept so long; ``None`` when it is not kept.
        version: weights and index by which the match was found.
        offline: printed while the server was away; the sentence about it stands on the slip.
    """

    number: str
    title: str
    employer: str
    pay: str
    paid_how: str
    when: str
    place: str
    way: str
    contact: str
    phone: str = field(repr=False)
    slots_left: int
    ahead: int
    why: tuple[str, ...]
    missing: tuple[str, ...]
    bring: tuple[str, ...]
    url: str
    market: str
    printed_at: datetime
    held_until: datetime | None
    valid_until: datetime
    version: str
    trade: str = ""
    offline: bool = False
