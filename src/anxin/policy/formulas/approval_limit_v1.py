"""``approval_limit@1``: up to the bureau's limit (自动核定限额) the system approves by itself, a person above it."""

from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_PLACES = ("total_fen", "limit_fen")


def approval_limit(_: Mapping[str, Any], parameters: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Say whether the amount is within ``auto_approval_fen``, and that it is more than nothing."""
    limit_fen = parameters["auto_approval_fen"]
    assert isinstance(limit_fen, int)
    values = {"total_fen": so_far, "limit_fen": limit_fen}
    if so_far == 0:
        write("nothing", values)
    else:
        write("within" if so_far <= limit_fen else "above", values)
    return so_far


FORMULA = Amount(
    approval_limit,
    facts=(),
    parameters=("auto_approval_fen",),
    says={
        "within": Say(Result.PASS, _PLACES),
        "above": Say(Result.REFER, _PLACES),
        "nothing": Say(Result.REFER, _PLACES),
    },
)
