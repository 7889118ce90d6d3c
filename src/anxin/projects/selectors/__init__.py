"""Questions about construction projects."""

from anxin.projects.selectors.facts import (
    deposit_available_fen,
    project_by_id,
    project_parties,
    projects_named,
    unpaid_progress_fen,
)
from anxin.projects.selectors.finding import (
    ProjectFilter,
    call_list,
    level_counts,
    projects_listed,
    signal_counts,
)
from anxin.projects.selectors.looking import (
    Rights,
    account_shown,
    deposit_shown,
    deposit_tables,
    deposit_tried,
    imports_shown,
    month_shown,
    months_shown,
    progress_shown,
    project_shown,
    rights_of,
    standing_shown,
    workers_shown,
)
from anxin.projects.selectors.notice import Notice, notice

__all__ = [
    "Notice",
    "ProjectFilter",
    "Rights",
    "account_shown",
    "call_list",
    "deposit_available_fen",
    "deposit_shown",
    "deposit_tables",
    "deposit_tried",
    "imports_shown",
    "level_counts",
    "month_shown",
    "months_shown",
    "notice",
    "progress_shown",
    "project_by_id",
    "project_parties",
    "project_shown",
    "projects_listed",
    "projects_named",
    "rights_of",
    "signal_counts",
    "standing_shown",
    "unpaid_progress_fen",
    "workers_shown",
]
