"""What other contexts may do with reports and claims. Keep it small."""

from anxin.claims.services.deciding import Advance, claim_advance
from anxin.claims.services.moves import (
    adverse_confirm,
    adverse_propose,
    adverse_reject,
    approve,
    ask_more,
    contact,
    judge,
    leave_fast,
    payee_correct,
    platform_answer,
    rejoin_fast,
    submit,
    withdraw,
)
from anxin.claims.services.objections import objection_raise
from anxin.claims.services.papers import paper_attach
from anxin.claims.services.rechecks import recheck_give
from anxin.claims.services.reports import report_make
from anxin.claims.services.signing import application_sign
from anxin.claims.services.specimens import specimen_attach

__all__ = [
    "Advance",
    "adverse_confirm",
    "adverse_propose",
    "adverse_reject",
    "application_sign",
    "approve",
    "ask_more",
    "claim_advance",
    "contact",
    "judge",
    "leave_fast",
    "objection_raise",
    "paper_attach",
    "payee_correct",
    "platform_answer",
    "recheck_give",
    "rejoin_fast",
    "report_make",
    "specimen_attach",
    "submit",
    "withdraw",
]
