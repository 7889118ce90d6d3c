"""``anxin payout``: the payment desk on the command line (付款)."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.funds.banks import banks
from anxin.funds.banks.simulated import FAULT_NAMES, Fault, FaultKind, SimulatedBank
from anxin.funds.selectors import status_lines
from anxin.funds.services import (
    answers_import,
    batches_send,
    demonstration_day,
    files_collect,
    files_collect_again,
    payment_day,
    payout_run,
)
from anxin.funds.types import BATCH_STATE_NAMES
from anxin.identity.types import Actor
from anxin.kit.clock import at_start_of, now
from anxin.kit.errors import Refused
from anxin.kit.money import parse_yuan, yuan_sign


class Command(BaseCommand):
    """Runs, files and the simulated bank (付款台命令)."""

    help = "付款：anxin payout run | import 文件 | day | status | bank …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        run = actions.add_parser("run", help="把已核定的付款制成批次，等财务人员复核、签发")
        run.add_argument("--sign", action="store_true", help="只在演示环境：由演示人员签完，送银行并取回结果")
        taking = actions.add_parser("import", help="导入银行回执（pain.002）或对账单（camt.053）")
        taking.add_argument("file", type=Path)
        taking.add_argument("--bank", default=settings.ANXIN_BANK, choices=banks(), help="来自哪个银行接口")
        again = actions.add_parser("again", help="恢复备份后：向银行重新索取从某天起的全部文件")
        again.add_argument("--since", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
        actions.add_parser("day", help="做此刻该做的事：取银行文件、制单、送出、查询、核销")
        actions.add_parser("status", help="各状态的笔数和金额、等人办理的批次")
        _bank_arguments(actions.add_parser("bank", help="模拟银行：看它的账，让它出错"))

    def handle(self, *args: Any, **options: Any) -> None:
        actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "run": self._run,
            "import": self._import,
            "again": self._again,
            "day": self._day,
            "status": self._status,
            "bank": self._bank,
        }
        try:
            actions[options["action"]](options)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused

    def _run(self, options: dict[str, Any]) -> None:
        at = now()
        if not options["sign"]:
            files_collect(at=at)
        batch = demonstration_day(at=at) if options["sign"] else payout_run(actor=Actor.system(), at=at)
        if batch is None:
            self.stdout.write("没有等待付款的核定。")
            return
        self.stdout.write(
            f"批次 {batch.number}：{batch.items} 笔，{yuan_sign(batch.total_fen)}，须 {batch.persons} 人经手，"
            f"{BATCH_STATE_NAMES[batch.state]}"
        )

    def _import(self, options: dict[str, Any]) -> None:
        path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"读不到文件 {path}：{error.strerror}") from error
        done = answers_import(
            name=path.name, content=content, bank_slug=options["bank"], actor=Actor.system(), at=now()
        )
        again = "（以前来过，没有变动）" if done.repeated else ""
        self.stdout.write(f"{done.kind} {done.reference}：{done.items} 条，推动 {done.moved} 笔付款{again}")

    def _again(self, options: dict[str, Any]) -> None:
        new = files_collect_again(since=at_start_of(options["since"]), actor=Actor.system(), at=now())
        self.stdout.write(f"补到 {new} 个文件。请接着对账：anxin reconcile --freeze")

    def _day(self, options: dict[str, Any]) -> None:
        payment_day(at=now())
        self._status(options)

    def _status(self, options: dict[str, Any]) -> None:
        for line in status_lines():
            self.stdout.write(line)

    def _bank(self, options: dict[str, Any]) -> None:
        bank = SimulatedBank()
        if options["behave"]:
            bank.faults_clear()
        if options["fault"]:
            kind = FaultKind(options["fault"])
            bank.fault_add(Fault(kind, options["payee"], options["days"], options["times"]))
        if options["deposit"]:
            bank.deposit(amount_fen=parse_yuan(options["deposit"]), at=now())
        if options["send"]:
            batches_send(at=now())
        view = bank.view()
        balance = yuan_sign(view.balance_fen)
        self.stdout.write(f"模拟银行：余额 {balance}，收到付款文件 {view.orders} 个，待取文件 {len(view.waiting)} 个")
        for fault in view.faults:
            whom = f"，收款人 {fault.payee}" if fault.payee else ""
            self.stdout.write(f"  故障：{FAULT_NAMES[fault.kind]}{whom}")


def _bank_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--fault", choices=[kind.value for kind in FaultKind], help="让它出一种错")
    parser.add_argument("--payee", default="", help="只对这位收款人")
    parser.add_argument("--days", type=int, default=1, help="晚几天、几天后退汇")
    parser.add_argument("--times", type=int, default=0, help="出错几次；0 为直到 --behave")
    parser.add_argument("--behave", action="store_true", help="取消全部故障")
    parser.add_argument("--deposit", default="", metavar="元", help="拨入基金")
    parser.add_argument("--send", action="store_true", help="把已签发的批次送出")
