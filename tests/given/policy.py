"""Facts of the reported case, and small packs to try the engine on."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from anxin.policy.engine.compiling import Compiled, compiled
from anxin.policy.engine.schema import pack_from
from anxin.policy.formulas.registry import FORMULAS

RULES = Path(__file__).resolve().parents[2] / "rules"
SMALL_INJURY = "beijing/injury_small/2025-11-01.r2"


def an_item(name: str = "胸部CT平扫", amount_fen: int | None = 25_200, **changes: Any) -> dict[str, Any]:
    """A receipt line in the catalogue that treats the injured thorax."""
    item = {
        "name": name,
        "code": None,
        "category": "检查费",
        "quantity": 1,
        "amount_fen": amount_fen,
        "in_catalogue": "yes",
        "parts": ["thorax"],
        "side": "未注明",
    }
    return {**item, **changes}


def injury_facts(**changes: Any) -> dict[str, Any]:
    """The rider with the broken rib, 302.00 yuan: every gate passes."""
    items = [an_item(), an_item("急诊诊察费", 5_000, category="诊察费", parts=None, side=None)]
    facts = {
        "visit_kind": "急诊",
        "hospital_city": "北京",
        "hospital_known": True,
        "inpatient_needed": False,
        "lasting_effect": False,
        "documents_missing": [],
        "facts_clear": True,
        "liability_disputed": False,
        "platform_answer": "confirmed",
        "situation": "on_task_accident",
        "exclusion": "none",
        "liability_level": "无",
        "on_order": True,
        "cover_note": "快跑外卖（演示），15:42 接单，16:20 送达。",
        "happened_on": "2026-03-10",
        "visited_on": "2026-03-10",
        "issued_on": "2026-03-10",
        "name_matches": True,
        "id_matches": True,
        "receipt_unused": True,
        "receipt_sums_ok": True,
        "receipt_province_ok": True,
        "insurance_paid_fen": 0,
        "injured_parts": ["thorax"],
        "injured_side": "未注明",
        "items": items,
        "claimed_fen": 30_200,
        "declared_late": False,
    }
    return {**facts, **changes}


@lru_cache(maxsize=16)
def shipped(name: str = SMALL_INJURY) -> Compiled:
    """A shipped pack, ready to decide, without a database."""
    text = (RULES / name / "pack.yaml").read_text(encoding="utf-8")
    return compiled(pack_from(text), digest="0" * 64, formulas=FORMULAS)


def pack_text(rules: str, *, facts: str = "", parameters: str = "", revision: int = 1) -> str:
    """A small pack around some rules; the pieces are YAML, indented as they stand in a pack."""
    return f"""\
format: 1
jurisdiction: beijing
topic: trial
title: 试验规则
in_force: 2026-01-01
revision: {revision}
released: 2025-12-20
sources:
  setting: {{title: 经办机构自行设置, mark: X}}
parameters:
  limit_days: {{value: 4, unit: days, article: 设置, mark: X}}
{parameters}
facts:
  documents: {{label: 材料份数, type: int}}
  visit_kind: {{label: 就医方式, type: choice, of: [门诊, 急诊, 住院]}}
  disputed: {{label: 有争议, type: bool}}
{facts}
missing: {{worker: "还要核实：{{labels}}。", staff: "未知：{{labels}}。"}}
rules:
{rules}
"""


def a_rule(inputs: str, *rows: str, rule_id: str = "SY-01") -> str:
    """One table rule; a row is ``cells => result``."""
    lines = [
        f"  - id: {rule_id}",
        "    title: 试验",
        "    article: 本地管理设置，非法定",
        "    text: 试验。",
        "    mark: X",
        "    source: setting",
        f"    inputs: [{inputs}]",
        "    rows:",
    ]
    for row in rows:
        cells, then = row.split(" => ")
        lines.append(f"      - {{when: [{cells}], then: {then}, worker: 您好, staff: 第一行, change: 改变后重新核算}}")
    return "\n".join(lines)
