"""``deposit_cap@1``: the most that one project has to store (存储上限), by the size of its contract."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("sum_fen", "most_fen")


def deposit_cap(facts: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Bound the amount by the tier's cap; for the listed only when ``cap_binds_listed`` is 1."""
    tiers, caps = parameters["cap_from_fen"], parameters["cap_fen"]
    assert isinstance(tiers, tuple)
    assert isinstance(caps, tuple)
    most_fen = int(caps[bisect_right([int(tier) for tier in tiers], facts["contract_fen"]) - 1])
    values = {"sum_fen": so_far, "most_fen": most_fen}
    if facts["dishonest_listed"] and not parameters["cap_binds_listed"]:
        write("unbound", values)
        return so_far
    write("capped" if so_far > most_fen else "within", values)
    return min(so_far, most_fen)


FORMULA = Amount(
    deposit_cap,
    facts=("contract_fen", "dishonest_listed"),
    parameters=("cap_from_fen", "cap_fen", "cap_binds_listed"),
    says={
        "capped": Say(Result.INFO, _PLACES),
        "within": Say(Result.INFO, _PLACES),
        "unbound": Say(Result.INFO, _PLACES),
    },
)
