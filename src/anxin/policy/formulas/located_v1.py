"""``located@1``: can the injured body parts (受伤部位) be compared with what was treated."""

from anxin.policy.engine.formula import Derivation

_VAGUE = ("multiple", "unspecified")


def located(parts: list[str]) -> str:
    """``named`` when every part is a region; else the first thing that hinders."""
    if not parts:
        return "none"
    for vague in _VAGUE:
        if vague in parts:
            return vague
    return "named"


FORMULA = Derivation(
    located,
    takes=("list",),
    gives="choice",
    choices={"named": "部位明确", "multiple": "多处损伤未分列", "unspecified": "部位未注明", "none": "没有填写部位"},
)
