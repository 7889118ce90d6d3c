"""The state diagram of a case type (流程图), drawn from the declaration itself, so that it never drifts.

A pure function from a declaration to SVG text. Steps stand below each other in their declared order; every
move out of a step has its own line with its name and runs to the rail of the step it leads to. So no two names
can lie on each other, however many moves there are. Only presentation attributes are used: the picture works
under a strict CSP and in a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from anxin.cases.registry import CaseType, case_type
from anxin.cases.types import HOLDER_NAMES, Holder

MARGIN: Final = 16
LETTER: Final = 14
SMALL: Final = 12
LINE: Final = 22
GAP: Final = 18
RAIL: Final = 18

_FILLS: Final[dict[Holder, str]] = {
    Holder.WORKER: "#fdf1e3",
    Holder.PLATFORM: "#eef2ff",
    Holder.HANDLER: "#e7f3ee",
    Holder.BUREAU: "#e5efff",
    Holder.BANK: "#f1ecfb",
    Holder.JOINT: "#f2f3f5",
    Holder.NOBODY: "#ffffff",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A step on the drawing board: where it stands, and the moves that leave it as (name, target)."""

    key: str
    label: str
    y: int
    moves: tuple[tuple[str, str], ...]
    fill: str
    outside: bool = False

    @property
    def height(self) -> int:
        return LINE * (len(self.moves) + 1) + 8

    @property
    def entry(self) -> int:
        """The height at which arrows come in: a line of its own above those that leave."""
        return self.y + 4 + LINE // 2

    def exit(self, number: int) -> int:
        return self.y + 4 + LINE * (number + 1) + LINE // 2


@dataclass(frozen=True, slots=True)
class Board:
    """The measures everything is drawn by, in pixels."""

    boxes: dict[str, Box]
    rails: dict[str, int]
    box_right: int
    width: int
    height: int


def diagram(declared: CaseType, current: str = "") -> str:
    """The SVG of a type; ``current`` marks the step a case stands on."""
    board = _board(declared)
    title = f"{declared.label} v{declared.version}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {board.width} {board.height}"'
            f' width="{board.width}" height="{board.height}" role="img" aria-label={quoteattr(title)}'
            ' font-family="PingFang SC, Noto Sans SC, Microsoft YaHei, sans-serif">',
            f"<title>{escape(title)}</title>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#646a73"/></marker></defs>',
            *(_rail(board, target) for target in board.rails),
            *(line for box in board.boxes.values() for line in _exits(board, box)),
            *(_box(board, box, box.key == current) for box in board.boxes.values()),
            "</svg>",
        ]
    )


def legend() -> tuple[tuple[str, str], ...]:
    """What the colours mean: (colour, in whose hands)."""
    return tuple((_FILLS[holder], HOLDER_NAMES[holder]) for holder in Holder)


def _board(declared: CaseType) -> Board:
    boxes = _boxes(declared)
    leaving = [move for box in boxes.values() for move in box.moves]
    box_right = MARGIN + max(len(box.label) for box in boxes.values()) * LETTER + 28
    rail_left = box_right + max((len(name) for name, _target in leaving), default=0) * SMALL + 36
    targets = [key for key in boxes if any(target == key for _name, target in leaving)]
    rails = {key: rail_left + number * RAIL for number, key in enumerate(targets)}
    last = list(boxes.values())[-1]
    return Board(boxes, rails, box_right, rail_left + len(targets) * RAIL + MARGIN, last.y + last.height + MARGIN)


def _boxes(declared: CaseType) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    y = MARGIN
    for step in declared.steps:
        box = Box(step.key, step.label, y, _moves(declared, step.key), _FILLS[step.holder])
        boxes[step.key] = box
        y += box.height + GAP
    for target in dict.fromkeys(move.becomes for move in declared.moves if move.becomes):
        label = f"转为{case_type(target[0]).label}"
        box = Box(_outside(target), label, y, (), "#ffffff", outside=True)
        boxes[box.key] = box
        y += box.height + GAP
    return boxes


def _moves(declared: CaseType, step: str) -> tuple[tuple[str, str], ...]:
    """Moves that leave a step; those with the same target share a line."""
    names: dict[str, list[str]] = {}
    for move in declared.moves_from(step):
        target = _outside(move.becomes) if move.becomes else move.to
        if target is not None and target != step:
            names.setdefault(target, []).append(move.label)
    return tuple((" / ".join(labels), target) for target, labels in names.items())


def _outside(target: tuple[str, str]) -> str:
    return "→".join(target)


def _rail(board: Board, target: str) -> str:
    """The upright on which all moves to a step come together, and its arrow into the step."""
    x, entry = board.rails[target], board.boxes[target].entry
    joins = [
        box.exit(number)
        for box in board.boxes.values()
        for number, (_name, aim) in enumerate(box.moves)
        if aim == target
    ]
    top, bottom = min([*joins, entry]), max([*joins, entry])
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.5" fill="#646a73"/>' for y in joins)
    return (
        f'<path d="M{x} {top}V{bottom}M{x} {entry}H{board.box_right + 2}" fill="none" stroke="#646a73"'
        f' stroke-width="1.25" marker-end="url(#tip)"/>{dots}'
    )


def _exits(board: Board, box: Box) -> list[str]:
    return [
        f'<path d="M{board.box_right} {box.exit(number)}H{board.rails[target]}" stroke="#b7bcc4" stroke-width="1"/>'
        f'<text x="{board.box_right + 10}" y="{box.exit(number) - 4}" font-size="{SMALL}" fill="#41464e">'
        f"{escape(name)}</text>"
        for number, (name, target) in enumerate(box.moves)
    ]


def _box(board: Board, box: Box, current: bool) -> str:
    line = ' stroke="#0b6e4f" stroke-width="3"' if current else ' stroke="#8f959e" stroke-width="1"'
    dash = ' stroke-dasharray="5 4"' if box.outside else ""
    width = board.box_right - MARGIN
    return (
        f'<g data-step={quoteattr(box.key)}><rect x="{MARGIN}" y="{box.y}" width="{width}" height="{box.height}"'
        f' rx="8" fill="{box.fill}"{line}{dash}/><text x="{MARGIN + width // 2}" y="{box.y + box.height // 2 + 5}"'
        f' text-anchor="middle" font-size="{LETTER}" fill="#1f2329">{escape(box.label)}</text></g>'
    )
