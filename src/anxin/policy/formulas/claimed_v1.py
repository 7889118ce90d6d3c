"""``claimed@1``: the receipt lines together are what was claimed (申报金额), and no more than that is paid."""

from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("claimed_fen", "items_fen", "gap_fen")


def claimed(facts: Mapping[str, Any], _: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Compare the sum of the lines with the sum claimed; the smaller one bounds the amount."""
    asked_fen: int = facts["claimed_fen"]
    items_fen = sum(item["amount_fen"] or 0 for item in facts["items"])
    values = {"claimed_fen": asked_fen, "items_fen": items_fen, "gap_fen": abs(asked_fen - items_fen)}
    if asked_fen == items_fen:
        write("same", values)
        return so_far
    bounded = min(so_far, asked_fen)
    write("more" if asked_fen > items_fen else "less", values, cut_fen=so_far - bounded)
    return bounded


FORMULA = Amount(
    claimed,
    facts=("claimed_fen", "items"),
    parameters=(),
    says={
        "same": Say(Result.PASS, _PLACES),
        "more": Say(Result.REFER, _PLACES),
        "less": Say(Result.REFER, _PLACES),
    },
)
