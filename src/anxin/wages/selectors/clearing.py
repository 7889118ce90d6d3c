"""The clearing order (清偿顺序): who has to pay by which article, under the law of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from anxin.policy.selectors import evaluate
from anxin.policy.types import Outcome

RESPONSIBLE_TOPIC: Final = "wages_responsible"
NATION: Final = "cn"


def clearing_order(*, facts: Mapping[str, Any], on: date) -> Outcome:
    """One line for each article, with what it means for these facts."""
    return evaluate(topic=RESPONSIBLE_TOPIC, facts=facts, law_on=on, jurisdiction=NATION)
