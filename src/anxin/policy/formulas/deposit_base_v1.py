"""``deposit_base@1``: the wage deposit (工资保证金) before any change: contract sum × the tier's rate."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from anxin.kit.money import percent, round_half_up
from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("contract_fen", "percent", "sum_fen")


def deposit_base(facts: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Take the rate of the highest tier the contract reaches. Rates are in basis points (1 % = 100)."""
    tiers, rates = parameters["tier_from_fen"], parameters["tier_rate_bp"]
    assert isinstance(tiers, tuple)
    assert isinstance(rates, tuple)
    contract_fen: int = facts["contract_fen"]
    rate = int(rates[bisect_right([int(tier) for tier in tiers], contract_fen) - 1])
    sum_fen = round_half_up(contract_fen * rate, 10_000)
    write("base", {"contract_fen": contract_fen, "percent": percent(rate), "sum_fen": sum_fen}, amount_fen=sum_fen)
    return so_far + sum_fen


FORMULA = Amount(
    deposit_base,
    facts=("contract_fen",),
    parameters=("tier_from_fen", "tier_rate_bp"),
    says={"base": Say(Result.PAY, _PLACES)},
)
