"""The tables of unpaid wages. Private to this context."""

from anxin.wages.models.case import Complaint, WageCase, WageWorker
from anxin.wages.models.handover import Handover
from anxin.wages.models.inquiry import Evidence, Responsible, Statement
from anxin.wages.models.letters import Letter, Served
from anxin.wages.models.money import Payment, WageLine

__all__ = [
    "Complaint",
    "Evidence",
    "Handover",
    "Letter",
    "Payment",
    "Responsible",
    "Served",
    "Statement",
    "WageCase",
    "WageLine",
    "WageWorker",
]
