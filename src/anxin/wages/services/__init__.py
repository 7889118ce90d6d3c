"""What may be done with unpaid wages (欠薪办理服务)."""

from anxin.wages.services.clearing import ResponsibleIn, UnpaidProgress, responsible_confirm
from anxin.wages.services.clues import ClueIn, ClueTaken, clues_raise, clues_take
from anxin.wages.services.complaints import complaint_make
from anxin.wages.services.handover import handover_propose, package_make
from anxin.wages.services.inquiry import (
    evidence_ask,
    evidence_missing,
    evidence_take,
    paper_file,
    statement_take,
)
from anxin.wages.services.letters import served_add
from anxin.wages.services.money import PaymentIn, payment_withdraw, payments_register
from anxin.wages.services.people import (
    avoid,
    employer_set,
    incident_note,
    second_set,
    secrecy_set,
    worker_withdraw,
)
from anxin.wages.services.sheets import sheet_set
from anxin.wages.services.sites import site_set

__all__ = [
    "ClueIn",
    "ClueTaken",
    "PaymentIn",
    "ResponsibleIn",
    "UnpaidProgress",
    "avoid",
    "clues_raise",
    "clues_take",
    "complaint_make",
    "employer_set",
    "evidence_ask",
    "evidence_missing",
    "evidence_take",
    "handover_propose",
    "incident_note",
    "package_make",
    "paper_file",
    "payment_withdraw",
    "payments_register",
    "responsible_confirm",
    "second_set",
    "secrecy_set",
    "served_add",
    "sheet_set",
    "site_set",
    "statement_take",
    "worker_withdraw",
]
