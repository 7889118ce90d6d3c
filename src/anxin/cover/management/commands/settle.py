"""``anxin settle MONTH``: close a month, bill every platform, or show and check what stands."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.cover.months import last_day, month_parse
from anxin.cover.selectors import bills, open_months
from anxin.cover.services import month_close, orders_rate
from anxin.cover.services.archiving import recount
from anxin.cover.types import BillView, yuan4
from anxin.identity.types import Actor
from anxin.kit.clock import monotonic, now
from anxin.kit.errors import Refused
from anxin.kit.money import yuan


class Command(BaseCommand):
    """A month's premium (保费结算)."""

    help = "结一个月的按单缴费：anxin settle 2026-10；已结的月份只显示。--recount 同时独立核算"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="月份，例如 2026-10")
        parser.add_argument("--recount", action="store_true", help="从订单重新数一遍，与日汇总对照")
        parser.add_argument("--rate", action="store_true", help="先给没有费率的订单补定费率")
        parser.add_argument("--dry-run", action="store_true", help="只看，不结账")

    def handle(self, *args: Any, **options: Any) -> None:
        actor, at = Actor.system(), now()
        try:
            month = month_parse(options["month"])
            if options["rate"]:
                self.stdout.write(f"补定费率 {orders_rate(month=month, actor=actor, at=at)} 单")
            begin = monotonic()
            new = [] if options["dry_run"] else month_close(month=month, actor=actor, at=at)
            took = monotonic() - begin
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        if options["dry_run"]:
            self._show_open()
        self._show(bills(actor=actor, month=month))
        self.stdout.write(f"新结 {len(new)} 份账单，用时 {took:.3f} 秒")
        if options["recount"]:
            self._recount(options["month"])

    def _show(self, listed: list[BillView]) -> None:
        for bill in sorted(listed, key=lambda bill: bill.platform_name):
            self.stdout.write(
                f"{bill.platform_name}\t{bill.orders} 单\t应缴 {yuan(bill.amount_fen)} 元\t{bill.state_name}"
            )
        self.stdout.write(f"合计 {yuan(sum(bill.amount_fen for bill in listed))} 元")

    def _show_open(self) -> None:
        for one in open_months(actor=Actor.system()):
            self.stdout.write(f"未结 {one.month:%Y-%m} {one.platform_name}\t{one.orders} 单\t{yuan(one.amount_fen)} 元")

    def _recount(self, month_text: str) -> None:
        month = month_parse(month_text)
        begin = monotonic()
        found = recount(first=month, last=last_day(month), at=now())
        took = monotonic() - begin
        self.stdout.write(f"独立核算 {found.orders} 单，{yuan4(found.premium_hao)} 元，用时 {took:.1f} 秒")
        for difference in found.differences:
            self.stdout.write(f"  {difference}")
        if found.differences:
            raise CommandError("核算与日汇总不一致。")
        self.stdout.write("与日汇总一致")
