"""What a decision consists of: the pack it came from, its lines, its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal, NamedTuple

Verdict = Literal["pay", "refer", "refuse"]
"""How a decision ends. The engine itself says only ``pay`` or ``refer``: refusing is for a named person."""


VERDICTS: dict[str, Verdict] = {"pay": "pay", "refer": "refer", "refuse": "refuse"}


class Mark(StrEnum):
    """How certain we are of a text or a number (可信程度)."""

    SEEN = "V"
    SECONDARY = "S"
    MEMORY = "M"
    SETTING = "X"


MARK_NAMES: dict[Mark, str] = {
    Mark.SEEN: "已核对来源",
    Mark.SECONDARY: "转引，待核对原文",
    Mark.MEMORY: "未核对，须由人核实",
    Mark.SETTING: "本地服务承诺，非法定",
}


class Result(StrEnum):
    """What one line says (单条结论)."""

    PASS = "pass"  # noqa: S105 - a verdict
    REFER = "refer"
    REFUSE = "refuse"
    MISSING = "missing"
    PAY = "pay"
    CUT = "cut"
    INFO = "info"


RESULT_NAMES: dict[str, str] = {
    "pass": "通过",
    "refer": "转人工",
    "refuse": "建议不予支付",
    "missing": "待核实",
    "pay": "支付",
    "cut": "建议核减",
    "info": "说明",
}

VERDICT_NAMES: dict[str, str] = {"pay": "支付", "refer": "转人工", "refuse": "不予支付"}

CLEAN = frozenset({"pass", "pay", "info"})
"""Lines that leave nothing for a person to decide."""


@dataclass(frozen=True, slots=True)
class PackRef:
    """Which rules: jurisdiction and topic, the day the law is in force, our revision, the SHA-256 of its bytes."""

    jurisdiction: str
    topic: str
    in_force: date
    revision: int
    digest: str

    @property
    def name(self) -> str:
        """``beijing/injury_small/2025-11-01.r1``, as the folder is called."""
        return f"{self.jurisdiction}/{self.topic}/{self.in_force.isoformat()}.r{self.revision}"


class Line(NamedTuple):
    """One line of a decision (决定明细): which rule said what, with the sentences people read.

    ``result`` of ``refuse`` or ``cut`` is a recommendation: only a named person with a second person makes it so.
    ``amount_fen`` is what this line adds to the recommended amount; ``cut_fen`` is what was claimed here and is not in
    the recommended amount, be it cut or waiting for a person. Both in fen, None when the line is not about money.
    """

    rule_id: str
    article: str
    article_text: str
    result: str
    sentence_worker: str
    sentence_staff: str
    amount_fen: int | None = None
    cut_fen: int | None = None
    would_change: str | None = None
    mark: str = Mark.SETTING.value


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer of a pack to facts.

    ``amount_fen`` is paid when the outcome is ``pay``; when it is ``refer`` it is what the lines recommend, for the
    person who decides: 0 when a line recommends refusing or when an amount is unknown.
    """

    outcome: Verdict
    amount_fen: int
    lines: tuple[Line, ...]
    pack: PackRef
    facts: Mapping[str, Any]

    def open_lines(self) -> tuple[Line, ...]:
        """The lines that keep this from being paid at once."""
        return tuple(line for line in self.lines if line.result not in CLEAN)
