"""``anxin reconcile``: 0 clean, 1 differences, 2 broken books (对账)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from anxin.funds.services import reconcile
from anxin.funds.types import ReconcileReport, Severity
from anxin.identity.types import Actor
from anxin.kit.clock import now
from anxin.kit.money import yuan_sign

_WORDS = {0: "账实相符", 1: "有差异，须处理", 2: "账目有误"}


class Command(BaseCommand):
    """Check the books against themselves and against the bank."""

    help = "对账：全部分录、付款状态、银行文件三方核对。退出码 0 相符，1 有差异，2 账目有误。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--freeze", action="store_true", help="账目有误时停付")

    def handle(self, *args: Any, **options: Any) -> None:
        report = reconcile(freeze=options["freeze"], actor=Actor.system(), at=now())
        self.stdout.write(_as_json(report) if options["json"] else _as_text(report))
        if report.exit_code:
            raise SystemExit(report.exit_code)


def _as_json(report: ReconcileReport) -> str:
    return json.dumps(
        {
            "id": str(report.id),
            "at": report.at.isoformat(),
            "exit_code": report.exit_code,
            "frozen": report.frozen,
            "findings": [asdict(finding) for finding in report.findings],
            "figures": report.figures,
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_text(report: ReconcileReport) -> str:
    figures = report.figures
    lines = [
        f"{_WORDS[report.exit_code]}：分录 {figures['entries']} 条，已付 {figures['paid_count']} 笔 "
        f"{yuan_sign(figures['paid_fen'])}，银行余额 {yuan_sign(figures['bank_balance_fen'])}"
    ]
    for finding in report.findings:
        mark = "误" if finding.severity is Severity.BROKEN else "差"
        lines.append(f"  [{mark}] {finding.invariant} {finding.subject}：{finding.detail}")
    if report.frozen:
        lines.append("付款已停。处理后再对账，再由签发员在付款台恢复。")
    return "\n".join(lines)
