"""News of the rules for those who answer for them (规则提醒)."""

from typing import Final

from anxin.identity.selectors import staff_with
from anxin.identity.types import Role
from anxin.kit.clock import now
from anxin.kit.dates import say_day
from anxin.notify.services.telling import tell
from anxin.notify.types import Audience, Recipient
from anxin.policy.events import ReplayDiffered, RulesReleased

ANSWERABLE: Final = (Role.POLICY_ANALYST, Role.SUPERVISOR, Role.AUDITOR)


def rules_released(event: RulesReleased) -> None:
    """Listener: two persons have published a pack."""
    words = {"topic": event.topic, "in_force": say_day(event.in_force)}
    _tell("rules_released", words, f"release:{event.release_id}")


def replay_differed(event: ReplayDiffered) -> None:
    """Listener: past decisions came out differently, so code or data was changed."""
    _tell("replay_differed", {"count": str(len(event.decision_ids))}, f"replay:{event.run_id}")


def _tell(event: str, words: dict[str, str], key: str) -> None:
    people = {person.account_id for role in ANSWERABLE for person in staff_with(role)}
    recipients = [Recipient(account_id=account_id) for account_id in sorted(people)]
    tell(event=event, audience=Audience.SUPERVISOR, recipients=recipients, data=words, key=key, at=now())
