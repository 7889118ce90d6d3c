"""``proposed@1``: an amount a person proposes with a reason (人工核定金额); another person decides."""

from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("proposed_fen", "reason")


def proposed(facts: Mapping[str, Any], _: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Take the proposed amount as recommended; without a reason it cannot be known."""
    amount_fen: int = facts["proposed_fen"]
    reason = facts["proposed_reason"].strip()
    values = {"proposed_fen": amount_fen, "reason": reason}
    if not reason:
        write("no_reason", values)
        return None
    write("proposed", values, amount_fen=amount_fen, cut_fen=0)
    return so_far + amount_fen


FORMULA = Amount(
    proposed,
    facts=("proposed_fen", "proposed_reason"),
    parameters=(),
    says={"proposed": Say(Result.REFER, _PLACES), "no_reason": Say(Result.REFER, _PLACES)},
)
