"""News of the policy context."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RulesReleased:
    """A pack was published by two persons (规则发布)."""

    release_id: UUID
    jurisdiction: str
    topic: str
    in_force: date


@dataclass(frozen=True, slots=True)
class ReplayDiffered:
    """Past decisions came out differently when replayed (重放不一致): code or data was changed."""

    run_id: UUID
    decision_ids: tuple[UUID, ...]
