"""Questions about unpaid wages. Everything takes the actor: what he may not see is not found."""

from anxin.wages.selectors.access import wage_visible, wages_visible
from anxin.wages.selectors.arrears import ArrearsFacts, arrears_facts
from anxin.wages.selectors.clearing import OwnerBound, clearing_facts, clearing_order, owner_bound
from anxin.wages.selectors.desk import (
    crime_of,
    desk_view,
    evidence_of,
    letter_file,
    letters_of,
    payments_of,
    responsible_of,
    statements_of,
    worker_row_of,
)
from anxin.wages.selectors.handovers import handover_view, handovers_of, package_of, sibling_clues
from anxin.wages.selectors.sent import complaint_sent
from anxin.wages.selectors.worker import wage_card, wage_cards

__all__ = [
    "ArrearsFacts",
    "OwnerBound",
    "arrears_facts",
    "clearing_facts",
    "clearing_order",
    "complaint_sent",
    "crime_of",
    "desk_view",
    "evidence_of",
    "handover_view",
    "handovers_of",
    "letter_file",
    "letters_of",
    "owner_bound",
    "package_of",
    "payments_of",
    "responsible_of",
    "sibling_clues",
    "statements_of",
    "wage_card",
    "wage_cards",
    "wage_visible",
    "wages_visible",
    "worker_row_of",
]
