"""The tables of construction projects. Private to this context."""

from anxin.projects.models.months import MonthSheet, SheetImport, WorkerMonth
from anxin.projects.models.payments import Deposit, DepositMove, Progress, WageAccount
from anxin.projects.models.project import Party, Project, Standing

__all__ = [
    "Deposit",
    "DepositMove",
    "MonthSheet",
    "Party",
    "Progress",
    "Project",
    "SheetImport",
    "Standing",
    "WageAccount",
    "WorkerMonth",
]
