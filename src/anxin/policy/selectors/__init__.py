"""Reading of the policy context: limits, parameters, trial answers, decisions, releases, drafts."""

from anxin.policy.selectors.answers import decision, decisions_of, evaluate, limit, parameter
from anxin.policy.selectors.releases import (
    draft_changes,
    draft_shown,
    drafts_listed,
    last_replay,
    release_before,
    release_changes,
    release_shown,
    releases_listed,
)

__all__ = [
    "decision",
    "decisions_of",
    "draft_changes",
    "draft_shown",
    "drafts_listed",
    "evaluate",
    "last_replay",
    "limit",
    "parameter",
    "release_before",
    "release_changes",
    "release_shown",
    "releases_listed",
]
