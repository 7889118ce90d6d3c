"""Reading reports and claims. Everything here takes the actor: what is not his to see is not found."""

from anxin.claims.selectors.accidents import AccidentFacts, ClaimMoments, accident_facts, claim_moments
from anxin.claims.selectors.desk import (
    adverse_open,
    claim_facts,
    decision_history,
    desk_panel,
    judgement_choices,
    objection_rows,
    review_rows,
)
from anxin.claims.selectors.first_goes import FirstGoRow, first_go_rows
from anxin.claims.selectors.hospitals import hospital_findings
from anxin.claims.selectors.objections import objected_claim, objection_panel
from anxin.claims.selectors.papers import decision_sheet, paper_image
from anxin.claims.selectors.platform import platform_check_view, platform_checks, platform_claims
from anxin.claims.selectors.rechecks import error_rate, recheck_view, rechecks_open
from anxin.claims.selectors.worker import (
    application_draft,
    claim_for_worker,
    claims_of_worker,
    report_preset,
)

__all__ = [
    "AccidentFacts",
    "ClaimMoments",
    "FirstGoRow",
    "accident_facts",
    "adverse_open",
    "application_draft",
    "claim_facts",
    "claim_for_worker",
    "claim_moments",
    "claims_of_worker",
    "decision_history",
    "decision_sheet",
    "desk_panel",
    "error_rate",
    "first_go_rows",
    "hospital_findings",
    "judgement_choices",
    "objected_claim",
    "objection_panel",
    "objection_rows",
    "paper_image",
    "platform_check_view",
    "platform_checks",
    "platform_claims",
    "recheck_view",
    "rechecks_open",
    "report_preset",
    "review_rows",
]
