"""Every case type as it is declared: its picture, its steps, its moves, its limits."""

from anxin.cases.diagram import diagram
from anxin.cases.registry import CaseType, Move, case_types
from anxin.cases.types import HOLDER_NAMES
from anxin.config.reference.markdown import table

FOLDER = "case-types"


def page() -> str:
    """``docs/reference/case-types.md``."""
    parts = [
        "# Case types\n\nDeclared in `<app>/casetypes.py`, checked at start-up by `cases.problems`. How long a limit is"
        " and on which article it rests stands in the rule packs under its key.\n"
    ]
    return "\n".join([*parts, *map(_section, case_types())])


def pictures() -> dict[str, str]:
    """The state diagrams beside the page: file name -> SVG."""
    return {f"{FOLDER}/{declared.key}.svg": f"{diagram(declared)}\n" for declared in case_types()}


def _section(declared: CaseType) -> str:
    return "\n".join(
        [
            f"## {declared.label} `{declared.key}`\n",
            f"![{declared.label}]({FOLDER}/{declared.key}.svg)\n",
            table(
                ("Step", "环节", "Worker reads", "In the hands of"),
                [
                    (f"`{step.key}`", step.label, step.worker_label, HOLDER_NAMES[step.holder])
                    for step in declared.steps
                ],
            ),
            table(("Move", "动作", "By", "Needs", "Rules"), [_move(declared, move) for move in declared.moves]),
            table(
                ("Limit", "时限", "Starts", "Stops", "When passed"),
                [
                    (
                        f"`{limit.key}`",
                        limit.label,
                        ", ".join(limit.starts),
                        ", ".join(limit.stops),
                        limit.on_breach or "—",
                    )
                    for limit in declared.limits
                ],
            ),
        ]
    )


def _move(declared: CaseType, move: Move) -> tuple[str, ...]:
    rules = [
        "reason" if move.reason else "",
        "adverse: a named person" if move.adverse else "",
        f"not by who made `{move.second_person_of}`" if move.second_person_of else "",
        f"{move.clock.value}s the clock" if move.clock else "",
        f"becomes `{move.becomes[0]}`" if move.becomes else "",
    ]
    return (
        f"`{move.key}`",
        move.label,
        ", ".join(role.value for role in move.by),
        "、".join(map(declared.document_label, move.needs)) or "—",
        "; ".join(filter(None, rules)) or "—",
    )
