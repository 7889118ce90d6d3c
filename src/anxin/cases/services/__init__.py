"""What may be done to a case besides its moves (办案服务)."""

from anxin.cases.services.documents import document_attach, document_void, documents_attach
from anxin.cases.services.entries import entry_add
from anxin.cases.services.filters import filter_delete, filter_rename, filter_save
from anxin.cases.services.handlers import (
    ASSIGNING_ROLES,
    Assigned,
    handler_assign,
    handler_assign_many,
    handler_assign_preview,
    handler_pick,
)
from anxin.cases.services.joints import joint_answer, joint_ask
from anxin.cases.services.links import link_add
from anxin.cases.services.listings import levels_of, listing_lead, listing_lift, listing_raise, listing_report
from anxin.cases.services.notes import note_add
from anxin.cases.services.parties import party_add
from anxin.cases.services.retention import case_hold, retention_propose, retention_review, retention_withdraw

__all__ = [
    "ASSIGNING_ROLES",
    "Assigned",
    "case_hold",
    "document_attach",
    "document_void",
    "documents_attach",
    "entry_add",
    "filter_delete",
    "filter_rename",
    "filter_save",
    "handler_assign",
    "handler_assign_many",
    "handler_assign_preview",
    "handler_pick",
    "joint_answer",
    "joint_ask",
    "levels_of",
    "link_add",
    "listing_lead",
    "listing_lift",
    "listing_raise",
    "listing_report",
    "note_add",
    "party_add",
    "retention_propose",
    "retention_review",
    "retention_withdraw",
]
