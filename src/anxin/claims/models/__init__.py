"""Rows of reports, claims and decisions. Private to this context."""

from anxin.claims.models.claim import InjuryClaim, Judgement, Objection, PlatformCheck, Report
from anxin.claims.models.decision import AdverseProposal, DecisionRecord, Recheck

__all__ = [
    "AdverseProposal",
    "DecisionRecord",
    "InjuryClaim",
    "Judgement",
    "Objection",
    "PlatformCheck",
    "Recheck",
    "Report",
]
