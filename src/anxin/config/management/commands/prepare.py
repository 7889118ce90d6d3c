"""``script/anxin prepare``: bring a database up to this version, with the standing tables and, if wished, the demo."""

from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

STANDING = (("workdays",), ("rules", "install"))
"""Commands that fill what every installation needs; each may be repeated and changes nothing the second time."""


class Command(BaseCommand):
    help = "升级数据库并准备基础数据。 Migrate, fill the standing tables, and with --demo the demo city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill the demo city when there is no data yet")
        parser.add_argument("--first-steps", type=Path, help="write to this file what to do first: who may log in")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("check", deploy=True, tags=["casework"], databases=["default"], stdout=StringIO())
        for words in STANDING:
            call_command(*words, stdout=StringIO())
        if options["demo"]:
            call_command("demo", "--if-empty", stdout=self.stdout)
        if options["first_steps"]:
            with options["first_steps"].open("w", encoding="utf-8") as words:
                call_command(*(("demo", "--logins") if options["demo"] else ("bureau",)), stdout=words)
