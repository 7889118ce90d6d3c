"""The tables of casework. Private to this context: others use services, selectors, types and the engine."""

from anxin.cases.models.case import Case, Party
from anxin.cases.models.chain import CaseEvent, DayAnchor, EventText
from anxin.cases.models.clock import CalendarUsed, Clock, Extension, Pause
from anxin.cases.models.records import (
    CaseDocument,
    HandlerSeat,
    Joint,
    JointPaper,
    Link,
    Listing,
    ListingReport,
    Note,
    SavedFilter,
)
from anxin.cases.models.retention import RetentionBatch, RetentionItem

__all__ = [
    "CalendarUsed",
    "Case",
    "CaseDocument",
    "CaseEvent",
    "Clock",
    "DayAnchor",
    "EventText",
    "Extension",
    "HandlerSeat",
    "Joint",
    "JointPaper",
    "Link",
    "Listing",
    "ListingReport",
    "Note",
    "Party",
    "Pause",
    "RetentionBatch",
    "RetentionItem",
    "SavedFilter",
]
