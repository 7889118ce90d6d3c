"""``script/anxin doctor``: look at everything and say what to do."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.config.doctor import Level, examine

MARKS = {Level.GOOD: "✓", Level.NOTE: "!", Level.BAD: "✗"}


class Command(BaseCommand):
    help = "逐项检查运行环境并说明怎么修；有问题时返回 1。 Look at everything, say what to do; exit 1 when bad."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine()
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        else:
            for each in found:
                self.stdout.write(f"{MARKS[each.level]} {each.what}：{each.said}")
                if each.do:
                    self.stdout.write(f"    → {each.do}")
        problems = sum(each.level == Level.BAD for each in found)
        if problems:
            raise CommandError(f"{problems} 项有问题。")
