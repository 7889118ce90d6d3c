"""Reading of this context: who was covered, what arrived, what is owed."""

from anxin.cover.selectors.cover import SAME_DAY, benefits_in_words, cover_at, cover_today, covers, evidence_around
from anxin.cover.selectors.intake import (
    arrivals,
    hours_of,
    import_refusals,
    import_view,
    imports,
    order_history,
    platforms_of,
    quarantine,
    reads_all,
)
from anxin.cover.selectors.premium import (
    bill_view,
    bills,
    declarations,
    differences,
    dunnings,
    open_months,
    premium_of_days,
    receipts,
    receipts_unmatched,
    recounts,
)

__all__ = [
    "SAME_DAY",
    "arrivals",
    "benefits_in_words",
    "bill_view",
    "bills",
    "cover_at",
    "cover_today",
    "covers",
    "declarations",
    "differences",
    "dunnings",
    "evidence_around",
    "hours_of",
    "import_refusals",
    "import_view",
    "imports",
    "open_months",
    "order_history",
    "platforms_of",
    "premium_of_days",
    "quarantine",
    "reads_all",
    "receipts",
    "receipts_unmatched",
    "recounts",
]
