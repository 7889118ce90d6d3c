"""Changing projects: entering them, their account and deposit, their months."""

from anxin.projects.services.accounts import account_close, account_file, account_open, account_publish
from anxin.projects.services.deposits import (
    deposit_draw,
    deposit_extend,
    deposit_refill,
    deposit_release,
    deposit_require,
    deposit_return,
    deposit_store,
)
from anxin.projects.services.entering import party_add, progress_add, progress_pay, project_complete, project_enter
from anxin.projects.services.months import month_open, sheet_take
from anxin.projects.services.standing import standing_compute, standings_compute

__all__ = [
    "account_close",
    "account_file",
    "account_open",
    "account_publish",
    "deposit_draw",
    "deposit_extend",
    "deposit_refill",
    "deposit_release",
    "deposit_require",
    "deposit_return",
    "deposit_store",
    "month_open",
    "party_add",
    "progress_add",
    "progress_pay",
    "project_complete",
    "project_enter",
    "sheet_take",
    "standing_compute",
    "standings_compute",
]
