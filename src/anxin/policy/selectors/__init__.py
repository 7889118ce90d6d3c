"""Reading of the policy context: limits, parameters, trial answers, decisions, releases, drafts."""

from anxin.policy.engine.difference import length_words, value_words
from anxin.policy.selectors.answers import (
    DECISION_READERS,
    decision,
    decision_for,
    decisions_of,
    evaluate,
    fact_choices,
    facts_asked,
    facts_in_words,
    facts_said,
    limit,
    open_sentences,
    parameter,
    rules_in_words,
)
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
    "DECISION_READERS",
    "decision",
    "decision_for",
    "decisions_of",
    "draft_changes",
    "draft_shown",
    "drafts_listed",
    "evaluate",
    "fact_choices",
    "facts_asked",
    "facts_in_words",
    "facts_said",
    "last_replay",
    "length_words",
    "limit",
    "open_sentences",
    "parameter",
    "release_before",
    "release_changes",
    "release_shown",
    "releases_listed",
    "rules_in_words",
    "value_words",
]
