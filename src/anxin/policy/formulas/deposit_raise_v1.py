"""``deposit_raise@1``: who owed wages lately, or stands on the list of the dishonest, stores more (差异化存储)."""

from collections.abc import Mapping
from typing import Any

from anxin.kit.money import round_half_up
from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("percent", "sum_fen")


def deposit_raise(facts: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Raise by the higher of the percentages that apply; the list outweighs plain arrears."""
    arrears, listed = parameters["arrears_raise_percent"], parameters["listed_raise_percent"]
    assert isinstance(arrears, int)
    assert isinstance(listed, int)
    percent, say = (listed, "listed") if facts["dishonest_listed"] else (arrears, "arrears")
    if not (facts["dishonest_listed"] or facts["recent_arrears"]):
        percent, say = 0, "clean"
    amount = round_half_up(so_far * (100 + percent), 100)
    write(say, {"percent": percent, "sum_fen": amount})
    return amount


FORMULA = Amount(
    deposit_raise,
    facts=("recent_arrears", "dishonest_listed"),
    parameters=("arrears_raise_percent", "listed_raise_percent"),
    says={
        "listed": Say(Result.INFO, _PLACES),
        "arrears": Say(Result.INFO, _PLACES),
        "clean": Say(Result.INFO, ()),
    },
)
