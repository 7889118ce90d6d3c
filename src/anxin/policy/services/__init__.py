"""Writing of the policy context: decisions, replays, drafts, releases."""

from anxin.policy.services.checks import text_findings
from anxin.policy.services.decisions import ReplayTotals, decide, replay, replay_all
from anxin.policy.services.drafts import (
    draft_drop,
    draft_propose,
    draft_release,
    draft_return,
    draft_save,
    draft_start,
    draft_try,
)
from anxin.policy.services.shipped import shipped_install
from anxin.policy.services.standing import replay_sample

__all__ = [
    "ReplayTotals",
    "decide",
    "draft_drop",
    "draft_propose",
    "draft_release",
    "draft_return",
    "draft_save",
    "draft_start",
    "draft_try",
    "replay",
    "replay_all",
    "replay_sample",
    "shipped_install",
    "text_findings",
]
