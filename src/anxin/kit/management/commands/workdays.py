"""``script/anxin workdays``: fill or show the working-day calendar."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.kit import clock
from anxin.kit.calendar_import import DayIn, calendar_load, calendar_seed
from anxin.kit.errors import Refused
from anxin.kit.tables import read_rows
from anxin.kit.workdays import current_calendar

FIRST_YEAR = 2010


class Command(BaseCommand):
    help = "Working days: seed known years, import a notice (日期, 上班 是/否, 名称), show what is known."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--import", dest="file", type=Path, help="CSV or Excel with 日期, 上班, 名称")
        parser.add_argument("--source", default="", help="the notice, e.g. 国办发明电〔2025〕7号")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["file"]:
                self._import(options["file"], options["source"])
            else:
                calendar_seed(first_year=FIRST_YEAR, last_year=clock.today().year + 1)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        known = sorted(current_calendar().known_years)
        self.stdout.write(f"已公布的年份：{known[0]}–{known[-1]}" if known else "还没有任何年份")
        if clock.today().year + 1 not in known:
            self.stdout.write(f"{clock.today().year + 1} 年放假安排还没有导入，涉及该年的期限标为暂定。")

    def _import(self, file: Path, source: str) -> None:
        if not source:
            raise CommandError("请用 --source 写明放假通知的文号。")
        rows = read_rows(file.name, file.read_bytes(), rows_max=settings.ANXIN_ROWS_MAX)
        days = [DayIn(date.fromisoformat(row["日期"]), row["上班"] == "是", row.get("名称", "")) for row in rows]
        self.stdout.write(f"写入 {calendar_load(days, source=source)} 天")
