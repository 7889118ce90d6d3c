"""``three_elements@1``: amount, catalogue and treated body part of each receipt line (三要素审核)."""

from collections.abc import Mapping
from typing import Any

from anxin.policy.engine.formula import Amount, Say, Write
from anxin.policy.engine.pack import Value
from anxin.policy.engine.trace import Result

_VAGUE = frozenset({"multiple", "unspecified"})
_ONE_SIDED = frozenset({"左", "右"})
_ITEM = ("name", "category", "amount_fen")
_HELD = ("name", "category", "cut_fen")


def three_elements(facts: Mapping[str, Any], _: Mapping[str, Value], so_far: int, write: Write) -> int | None:
    """Add up the lines that are in the catalogue and treat the injured part; say of each other line why not.

    A line is cut only when its facts are known to be against it; what is not known is held for a person. Σ paid + Σ
    held or cut = Σ of all lines. Gives None when a line has no amount.
    """
    injured, side = frozenset(facts["injured_parts"]), facts["injured_side"]
    total, complete = so_far, True
    for item in facts["items"]:
        amount_fen = item["amount_fen"]
        values = {
            "name": item["name"] or "未写明的项目",
            "category": item["category"] or "未分类",
            "amount_fen": amount_fen,
            "cut_fen": amount_fen,
        }
        if amount_fen is None:
            write("no_amount", values)
            complete = False
            continue
        say = _judged(item, injured, side)
        if say == "paid":
            write(say, values, amount_fen=amount_fen, cut_fen=0)
            total += amount_fen
        else:
            write(say, values, amount_fen=0, cut_fen=amount_fen)
    if not facts["items"]:
        write("no_items", {})
        complete = False
    return total if complete else None


def _judged(item: Mapping[str, Any], injured: frozenset[str], side: str) -> str:
    """Which sentence a line gets: what is known against it first, then what is not known."""
    parts = frozenset(item["parts"] or ())
    both_named = bool(parts) and not (parts | injured) & _VAGUE
    if item["in_catalogue"] == "no":
        return "not_in_catalogue"
    if both_named and not parts & injured:
        return "other_part"
    if parts and {item["side"], side} == _ONE_SIDED:
        return "other_side"
    if item["in_catalogue"] != "yes":
        return "catalogue_unknown"
    if parts and not both_named:
        return "part_unknown"
    if parts and item["side"] in _ONE_SIDED and side == "未注明":
        return "side_unknown"
    return "paid"


FORMULA = Amount(
    three_elements,
    facts=("items", "injured_parts", "injured_side"),
    parameters=(),
    says={
        "paid": Say(Result.PAY, _ITEM),
        "not_in_catalogue": Say(Result.CUT, _HELD),
        "other_part": Say(Result.CUT, _HELD),
        "other_side": Say(Result.CUT, _HELD),
        "catalogue_unknown": Say(Result.REFER, _HELD),
        "part_unknown": Say(Result.REFER, _HELD),
        "side_unknown": Say(Result.REFER, _HELD),
        "no_amount": Say(Result.MISSING, ("name", "category")),
        "no_items": Say(Result.MISSING, ()),
    },
)
