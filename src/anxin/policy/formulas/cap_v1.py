"""``cap@1``: the fast lane pays up to the bureau's cap (小伤快赔限额); the rest goes to a person."""

from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("total_fen", "cap_fen", "cut_fen")


def cap(_: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Bound the amount by ``small_injury_cap_fen``."""
    cap_fen = parameters["small_injury_cap_fen"]
    assert isinstance(cap_fen, int)
    cut_fen = max(so_far - cap_fen, 0)
    values = {"total_fen": so_far, "cap_fen": cap_fen, "cut_fen": cut_fen}
    if cut_fen:
        write("above", values, cut_fen=cut_fen)
    else:
        write("within", values)
    return so_far - cut_fen


FORMULA = Amount(
    cap,
    facts=(),
    parameters=("small_injury_cap_fen",),
    says={"within": Say(Result.PASS, _PLACES), "above": Say(Result.CUT, _PLACES)},
)
