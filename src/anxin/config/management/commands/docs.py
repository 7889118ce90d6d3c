"""``script/anxin docs``: write the reference pages that are made from the code."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from anxin.config.reference import differing, write


class Command(BaseCommand):
    help = "生成参考文档。 Write docs/reference from the code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.ROOT / "docs" / "reference"
        if not options["check"]:
            self.stdout.write("\n".join(write(folder)) or "up to date")
        elif names := differing(folder):
            raise CommandError(f"out of date: {', '.join(names)}; run script/anxin docs")
