"""What an office that passed a complaint on may know of it: where it stands, and nobody's name."""

from __future__ import annotations

from anxin.cases.registry import case_type
from anxin.wages.models import Complaint
from anxin.wages.types import SentComplaint


def complaint_sent(*, key_begins: str, number: str) -> SentComplaint | None:
    """The case a complaint of this sender went into; None when there is none of theirs under the number."""
    row = (
        Complaint.objects.filter(key__startswith=key_begins, case__number=number.strip().upper())
        .select_related("case__case")
        .first()
    )
    if row is None:
        return None
    case = row.case.case
    word = case_type(case.type, case.type_version).step(case.step).worker_label
    return SentComplaint(row.case.number, word, case.closed_on, row.case.workers_count)
