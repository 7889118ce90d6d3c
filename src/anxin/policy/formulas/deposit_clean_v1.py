"""``deposit_clean@1``: who has paid on time for long enough stores at a lower rate (差异化存储)."""

from collections.abc import Mapping
from typing import Any

from anxin.kit.money import percent, round_half_up
from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("clean_months", "needed_months", "percent", "sum_fen")


def deposit_clean(facts: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """After ``reduced_months`` without arrears the rate is ``reduced_rate_bp``, never more than before."""
    months, rate = parameters["reduced_months"], parameters["reduced_rate_bp"]
    assert isinstance(months, int)
    assert isinstance(rate, int)
    reduced = facts["clean_months"] >= months and not facts["recent_arrears"] and not facts["dishonest_listed"]
    amount = min(so_far, round_half_up(facts["contract_fen"] * rate, 10_000)) if reduced else so_far
    values = {
        "clean_months": facts["clean_months"],
        "needed_months": months,
        "percent": percent(rate),
        "sum_fen": amount,
    }
    write("reduced" if reduced else "usual", values)
    return amount


FORMULA = Amount(
    deposit_clean,
    facts=("contract_fen", "clean_months", "recent_arrears", "dishonest_listed"),
    parameters=("reduced_months", "reduced_rate_bp"),
    says={"reduced": Say(Result.INFO, _PLACES), "usual": Say(Result.INFO, _PLACES)},
)
