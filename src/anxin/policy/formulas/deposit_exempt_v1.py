"""``deposit_exempt@1``: small or short works of a clean company, and long clean records, store nothing (免于存储)."""

from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("contract_fen", "contract_months", "clean_months")


def deposit_exempt(facts: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Nothing to store when the contract is small or short, or when the record is long and everything is in place."""
    numbers = {name: value for name, value in parameters.items() if isinstance(value, int)}
    say = "none"
    if facts["clean_months"] >= numbers["exempt_needs_clean_months"] and not _tainted(facts):
        if facts["contract_fen"] < numbers["exempt_below_fen"]:
            say = "small"
        elif facts["contract_months"] < numbers["exempt_below_months"]:
            say = "short"
        elif facts["clean_months"] >= numbers["exempt_clean_months"] and facts["real_name_and_account"]:
            say = "clean"
    write(say, {name: facts[name] for name in _PLACES})
    return so_far if say == "none" else 0


def _tainted(facts: Mapping[str, Any]) -> bool:
    return bool(facts["recent_arrears"] or facts["dishonest_listed"])


FORMULA = Amount(
    deposit_exempt,
    facts=(*_PLACES, "real_name_and_account", "recent_arrears", "dishonest_listed"),
    parameters=("exempt_below_fen", "exempt_below_months", "exempt_needs_clean_months", "exempt_clean_months"),
    says={
        "small": Say(Result.INFO, _PLACES),
        "short": Say(Result.INFO, _PLACES),
        "clean": Say(Result.INFO, _PLACES),
        "none": Say(Result.INFO, ()),
    },
)
